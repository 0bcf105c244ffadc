import { literal } from '../../../../lambdas/core/sql/literal';
import { sql } from '../../../../lambdas/core/sql/sql';
import { unload, unloadManifestLocation } from '../../../../lambdas/core/sql/unload';

const to = { bucket: 'lake', key: 'p/data/public/t/batch=B/' };
const role = 'arn:aws:iam::1:role/unload';
const frame = (query: string, iamRole = `'${role}'`) =>
  `UNLOAD (${query})
TO 's3://lake/p/data/public/t/batch=B/'
IAM_ROLE ${iamRole}
FORMAT AS PARQUET
MANIFEST VERBOSE
MAXFILESIZE 256 MB`;

describe('unload', () => {
  it('takes the query as a literal', () => {
    expect(unload({ query: sql`SELECT 1`, to, iamRole: role, maxFileSizeMb: 256 }).text).toBe(frame("'SELECT 1'"));
  });

  it('doubles quotes and backslashes of the query, which holds its own doubled ones', () => {
    const query = sql`SELECT ${literal(String.raw`it's C:\x`)} AS "a"`;
    expect(query.text).toBe(String.raw`SELECT 'it''s C:\\x' AS "a"`);
    expect(unload({ query, to, iamRole: role, maxFileSizeMb: 256 }).text).toBe(
      frame(String.raw`'SELECT ''it''''s C:\\\\x'' AS "a"'`),
    );
  });

  it.each([
    ['default', 'default'],
    [role, `'${role}'`],
    [`${role},arn:aws:iam::2:role/b`, `'${role},arn:aws:iam::2:role/b'`],
    ["x' y", "'x'' y'"],
  ])('names the role %s', (iamRole, text) => {
    expect(unload({ query: sql`SELECT 1`, to, iamRole, maxFileSizeMb: 256 }).text).toBe(frame("'SELECT 1'", text));
  });

  it.each([
    [{ region: 'us-east-1' }, "\nREGION AS 'us-east-1'"],
    [{ kmsKeyArn: 'arn:aws:kms:k' }, "\nKMS_KEY_ID 'arn:aws:kms:k' ENCRYPTED"],
    [
      { region: 'us-east-1', kmsKeyArn: 'arn:aws:kms:k' },
      "\nREGION AS 'us-east-1'\nKMS_KEY_ID 'arn:aws:kms:k' ENCRYPTED",
    ],
    [{ region: undefined, kmsKeyArn: undefined }, ''],
  ])('adds the clauses for %j', (more, clauses) => {
    expect(unload({ query: sql`SELECT 1`, to, iamRole: role, maxFileSizeMb: 256, ...more }).text).toBe(
      frame("'SELECT 1'") + clauses,
    );
  });

  it('never overwrites: a prefix that was used must fail', () => {
    const { text } = unload({
      query: sql`SELECT 1`,
      to,
      iamRole: role,
      maxFileSizeMb: 256,
      region: 'r',
      kmsKeyArn: 'k',
    });
    expect(text).not.toMatch(/ALLOWOVERWRITE|CLEANPATH/i);
  });

  it('puts its manifest among the data', () => {
    expect(unloadManifestLocation(to)).toEqual({ bucket: 'lake', key: 'p/data/public/t/batch=B/manifest' });
  });
});
