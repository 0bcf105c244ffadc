import { allPipelines } from '../../../../lambdas/core/config/all-pipelines';
import { parseShuttleFile } from '../../../../lambdas/core/config/parse-shuttle-file';
import { grantsScript } from '../../../../lambdas/core/grants/grants-script';
import { loadFile } from '../config/load-file';
import { fileWith } from '../config/problems-of';

const scriptOf = (file: string, account?: string): string => {
  const config = parseShuttleFile(file);
  return grantsScript({
    stack: config.stack,
    pipelines: allPipelines(config),
    dataApiRoleName: 'r-data',
    unloadRoleName: 'r-unload',
    account,
  });
};

/** What a database would run: statements without comments. */
const statementsOf = (script: string): string[] =>
  script
    .split('\n')
    .filter((line) => !line.startsWith('--'))
    .join('\n')
    .split(/;\n/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

const short = (statements: string[]): string[] => statements.filter((statement) => !statement.startsWith('SELECT'));

describe('grantsScript', () => {
  it('lets the role of the functions read the schemas of a workgroup', () => {
    expect(short(statementsOf(scriptOf(fileWith('schemas: [sales]\ntables: {crm.people: {limit: 1}}'))))).toEqual([
      'CREATE USER "IAMR:r-data" PASSWORD DISABLE',
      'GRANT USAGE ON SCHEMA "sales" TO "IAMR:r-data"',
      'GRANT SELECT ON ALL TABLES IN SCHEMA "sales" TO "IAMR:r-data"',
      'ALTER DEFAULT PRIVILEGES IN SCHEMA "sales" GRANT SELECT ON TABLES TO "IAMR:r-data"',
      'GRANT USAGE ON SCHEMA "crm" TO "IAMR:r-data"',
      'GRANT SELECT ON TABLE "crm"."people" TO "IAMR:r-data"',
      'GRANT SELECT ON svv_table_info TO "IAMR:r-data"',
    ]);
  });

  it('asks the database for the schemas where the file names none', () => {
    const statements = statementsOf(scriptOf(fileWith()));
    expect(short(statements)).toEqual([
      'CREATE USER "IAMR:r-data" PASSWORD DISABLE',
      'GRANT SELECT ON svv_table_info TO "IAMR:r-data"',
    ]);
    expect(statements.filter((statement) => statement.startsWith('SELECT'))).toHaveLength(2);
  });

  it('needs no catalog where tables are declared', () => {
    const script = scriptOf(fileWith('discover: false\ntables: {a.b: {columnTypes: {id: bigint}}}'));
    expect(statementsOf(script)).toEqual([
      'CREATE USER "IAMR:r-data" PASSWORD DISABLE',
      'GRANT USAGE ON SCHEMA "a" TO "IAMR:r-data"',
      'GRANT SELECT ON TABLE "a"."b" TO "IAMR:r-data"',
    ]);
  });

  it.each([
    ['clusterIdentifier: c\ndbUser: shuttle', '"shuttle"', ['CREATE USER "shuttle" PASSWORD DISABLE']],
    ['clusterIdentifier: c', '"IAMR:r-data"', ['CREATE USER "IAMR:r-data" PASSWORD DISABLE']],
    [
      'workgroup: demo\nsecretArn: arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-AbCdEf',
      '"<user of the secret>"',
      [],
    ],
  ])('grants to the user of a warehouse with %j', (warehouse, user, created) => {
    const statements = short(statementsOf(scriptOf(fileWith('include: [a.b]', warehouse))));
    expect(statements).toEqual([
      ...created,
      `GRANT USAGE ON SCHEMA "a" TO ${user}`,
      `GRANT SELECT ON TABLE "a"."b" TO ${user}`,
      `GRANT SELECT ON svv_table_info TO ${user}`,
    ]);
  });

  it('says that the user of a secret needs the grants', () => {
    const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-AbCdEf';
    const script = scriptOf(fileWith('', `workgroup: demo\nsecretArn: ${secretArn}`));
    expect(script).toContain(`-- The user whose password the secret ${secretArn} holds`);
  });

  it('keeps the case of names where it counts', () => {
    const statements = statementsOf(scriptOf(fileWith('caseSensitiveIdentifiers: true\nschemas: [Sales]')));
    expect(statements[1]).toBe('SET enable_case_sensitive_identifier TO true');
    expect(statements[2]).toBe('GRANT USAGE ON SCHEMA "Sales" TO "IAMR:r-data"');
  });

  it('makes a user once, and grants in each of its databases', () => {
    const other = '  - {name: two, schemas: [b], warehouse: {region: eu-west-1, database: other, workgroup: demo}}';
    const more = '  - {name: three, schemas: [c]}';
    const script = scriptOf(`${fileWith('schemas: [a]')}\n${other}\n${more}`);
    expect(script.match(/CREATE USER "/g)).toHaveLength(1);
    const [, dev, prod] = script.split('---- Database ');
    expect(dev).toMatch(/^dev, for lake, three: connect/);
    expect(prod).toMatch(/^other, for two: connect/);
    expect([dev!.includes('SCHEMA "a"'), dev!.includes('SCHEMA "c"'), dev!.includes('SCHEMA "b"')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(prod).toContain('GRANT USAGE ON SCHEMA "b"');
  });

  it.each([
    ['workgroup: demo', "'arn:aws:iam::<account>:role/r-unload'"],
    ['workgroup: demo\niamRole: default', 'default'],
    [
      'workgroup: demo\niamRole: arn:aws:iam::123456789012:role/a,arn:aws:iam::210987654321:role/b',
      "'arn:aws:iam::123456789012:role/a,arn:aws:iam::210987654321:role/b'",
    ],
  ])('has the ASSUMEROLE grant at hand, commented out, for %j', (warehouse, role) => {
    expect(scriptOf(fileWith('', warehouse))).toContain(
      `\n-- GRANT ASSUMEROLE ON ${role} TO "IAMR:r-data" FOR UNLOAD;\n`,
    );
  });

  it('attaches the role of the stack to a cluster by adding it', () => {
    expect(scriptOf(fileWith('', 'clusterIdentifier: c'), '123456789012')).toContain(
      '--   aws redshift modify-cluster-iam-roles --region eu-west-1 --cluster-identifier c --add-iam-roles arn:aws:iam::123456789012:role/r-unload\n',
    );
  });

  it('attaches the role of the stack to a namespace beside those that are there', () => {
    const script = scriptOf(fileWith('', 'workgroup: demo'), '123456789012');
    expect(script).toContain('get-workgroup --region eu-west-1 --workgroup-name demo');
    expect(script).toContain('--iam-roles REPLACES the list');
    expect(script).toContain('--iam-roles <ARN of every role listed above> arn:aws:iam::123456789012:role/r-unload \\');
    expect(script).toContain('--default-iam-role-arn');
  });

  it('finds the namespace of a workgroup that is named by ARN', () => {
    const arn = 'arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/0a1b';
    expect(scriptOf(fileWith('', `workgroup: ${arn}`))).toContain(`workgroups[?workgroupArn=='${arn}'].namespaceName`);
  });

  it('attaches nothing where the file names the role', () => {
    expect(scriptOf(fileWith('', 'clusterIdentifier: c\niamRole: default'))).not.toContain('aws redshift');
  });

  it('uses the partition of the region', () => {
    const file = 'stack: s\nwarehouse: {region: cn-north-1, database: dev, workgroup: demo}\nextract: [{name: lake}]';
    expect(scriptOf(file)).toContain('arn:aws-cn:iam::<account>:role/r-unload');
  });

  it('lets no name out of its quotes or its comment', () => {
    const script = scriptOf(
      fileWith(`schemas: ['a"; DROP TABLE t; --']\nexclude: ["*.x\\nDROP TABLE u;"]\ntables: {'s."b""c"': {limit: 1}}`),
    );
    expect(script).toContain('GRANT USAGE ON SCHEMA "a""; drop table t; --" TO');
    expect(script).toContain('GRANT SELECT ON TABLE "s"."b""c" TO');
    expect(script.split('\n').filter((line) => line.startsWith('DROP'))).toEqual([]);
    expect(script).toContain('not *.x DROP TABLE u;');
  });
});

describe('grantsScript for loads', () => {
  const USER = '"IAMR:r-data"';

  it('lets the role of the functions make schemas and tables, and change rows where it is not the owner', () => {
    const script = scriptOf(loadFile('target: {schema: raw}\ntables: {shop.orders: {as: sales.orders}}'));
    const statements = statementsOf(script);
    expect(short(statements)).toEqual([
      `CREATE USER ${USER} PASSWORD DISABLE`,
      `GRANT CREATE ON DATABASE "dev" TO ${USER}`,
    ]);
    const [query, ...others] = statements.filter((statement) => statement.startsWith('SELECT'));
    expect(others).toEqual([]);
    expect(query).toContain("n.nspname IN ('sales', 'raw')");
    for (const line of [
      `GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE "sales"."orders" TO ${USER};`,
      `ALTER TABLE "sales"."orders" OWNER TO ${USER};`,
      `ALTER DEFAULT PRIVILEGES FOR USER ${USER} IN SCHEMA "sales" GRANT SELECT ON TABLES TO "<who reads the tables>";`,
      `GRANT TEMP ON DATABASE "dev" TO ${USER};`,
      `GRANT ASSUMEROLE ON 'arn:aws:iam::<account>:role/r-unload' TO ${USER} FOR UNLOAD, COPY;`,
    ]) {
      expect(script).toContain(`\n-- ${line}\n`);
    }
    expect(script).toContain('sys_load_error_detail');
  });

  it('makes no schemas where nothing may be made', () => {
    expect(short(statementsOf(scriptOf(loadFile('target: {schema: raw}\nevolve: none'))))).toEqual([
      `CREATE USER ${USER} PASSWORD DISABLE`,
    ]);
  });

  it('leaves room for schemas that only the source tells', () => {
    const script = scriptOf(loadFile());
    expect(script).toContain("n.nspname IN ('<schema>')");
    expect(script).toContain('-- The source tells names of schemas: write them in place of <schema>.');
  });

  it('asks the database for schemas that have a form only', () => {
    const [query] = statementsOf(scriptOf(loadFile('target: {schema: "raw_{schema}"}'))).filter((statement) =>
      statement.startsWith('SELECT'),
    );
    expect(query).toContain("CAST(n.nspname AS VARCHAR(128)) ~ '^raw_.*$'");
  });

  it('grants in each warehouse and database what its pipelines do there', () => {
    const second = '{region: eu-west-1, database: reports, workgroup: second}';
    const script = scriptOf(
      loadFile(
        `warehouse: ${second}`,
        '{format: extract, pipeline: lake}',
        'extract: [{name: lake, schemas: [sales]}]',
      ),
    );
    const [, first, other] = script.split(/-- =+\n-- Workgroup /);
    expect(first).toMatch(/^demo in eu-west-1/);
    expect(first).toContain('GRANT USAGE ON SCHEMA "sales"');
    expect(first).not.toContain('GRANT CREATE');
    expect(first).toContain('FOR UNLOAD;');
    expect(other).toMatch(/^second in eu-west-1/);
    expect(other).toContain('---- Database reports, for cdc: connect to it first.');
    expect(other).toContain(`GRANT CREATE ON DATABASE "reports" TO ${USER};`);
    expect(other).toContain('FOR UNLOAD, COPY;');
    expect(other).not.toContain('svv_table_info');
  });

  it('makes one user for both directions in one warehouse', () => {
    const script = scriptOf(loadFile('target: {schema: raw}', undefined, 'extract: [{name: lake, schemas: [sales]}]'));
    expect(script.match(/CREATE USER "/g)).toHaveLength(1);
    expect(script.match(/---- Database dev, for \w+/g)).toEqual([
      '---- Database dev, for lake',
      '---- Database dev, for cdc',
    ]);
  });
});
