import { parseShuttleFile } from '../../../../lambdas/core/config/parse-shuttle-file';
import { fileWith, refusal } from './problems-of';

const SECRET = 'hunter2-Xyz';

const everything = (text: string): string => JSON.stringify(refusal(text).problems) + refusal(text).message;

describe('credentials and addresses', () => {
  it.each([
    ...['host', 'port', 'user', 'username', 'password', 'accessKeyId', 'secretAccessKey', 'sessionToken'],
    ...[
      'access_key_id',
      'secret_access_key',
      'session_token',
      'user_name',
      'aws_access_key_id',
      'dbPassword',
      'PASSWORD',
      'passwd',
    ],
  ])('%s is refused by name, and its value is not shown', (key) => {
    const { problems } = refusal(fileWith('', `workgroup: demo\n${key}: ${SECRET}`));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path: `warehouse.${key}`, value: '(not shown)' });
    expect(problems[0]?.fix).toMatch(/IAM.*secretArn/);
    expect(everything(fileWith('', `workgroup: demo\n${key}: ${SECRET}`))).not.toContain(SECRET);
    expect(everything(fileWith(`${key}: ${SECRET}`))).not.toContain(SECRET);
  });

  it.each([
    ['a key that is misspelt', fileWith('', `workgroup: demo\npasswrod: ${SECRET}`)],
    ['an unknown mapping', fileWith(`connection: {password: ${SECRET}}`)],
    ['a mapping in place of a text', fileWith('', `workgroup: {password: ${SECRET}}`)],
    ['a list in place of a text', fileWith('', `workgroup: [${SECRET}]`)],
    ['the password in place of the ARN of its secret', fileWith('', `workgroup: demo\nsecretArn: ${SECRET}`)],
    ['a connection URL', fileWith('', `workgroup: redshift://me:${SECRET}@host/dev`)],
    ['a key of the tables', fileWith(`tables: {password: ${SECRET}}`)],
    ['a duplicate key', fileWith('', `workgroup: demo\npassword: ${SECRET}\npassword: ${SECRET}`)],
    ['a value that YAML reads as an alias', fileWith('', `workgroup: demo\npassword: "*${SECRET}"\nx: *${SECRET}`)],
    ['a value that YAML reads as a tag', fileWith('', `workgroup: demo\npassword: !${SECRET} x`)],
    ['a quote that does not close', fileWith('', `workgroup: demo\npassword: "${SECRET}`)],
    ['text after a quoted value', fileWith('', `workgroup: demo\npassword: "a" ${SECRET}`)],
    ['a reserved character', fileWith('', `workgroup: demo\npassword: @${SECRET}`)],
    ['a merged anchor', fileWith('', `workgroup: demo\n<<: {password: ${SECRET}}`)],
  ])('%s does not show it either', (_, text) => {
    expect(everything(text)).not.toContain(SECRET);
  });

  it('takes columns of such names', () => {
    const filter = parseShuttleFile(fileWith('columns: {exclude: [password, host]}'));
    expect(filter.extract[0]?.defaults.columns).toEqual({ exclude: ['password', 'host'] });
    const declared = parseShuttleFile(
      fileWith('discover: false\ntables: {a.b: {columnTypes: {password: text, user: text}}}'),
    );
    expect(declared.extract[0]?.tables[0]?.options.columnTypes).toEqual({ password: 'text', user: 'text' });
  });
});
