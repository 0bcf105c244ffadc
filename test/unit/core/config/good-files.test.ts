import { parseShuttleFile } from '../../../../lambdas/core/config/parse-shuttle-file';
import { fileWith } from './problems-of';

const only = (text: string) => parseShuttleFile(text).extract[0]!;

describe('parseShuttleFile', () => {
  it('fills in every default', () => {
    expect(parseShuttleFile(fileWith())).toEqual({
      stack: 'shuttle-prod',
      extract: [
        {
          formatVersion: 1,
          kind: 'extract',
          name: 'lake',
          enabled: true,
          warehouse: { region: 'eu-west-1', database: 'dev', workgroup: 'demo' },
          include: ['*.*'],
          exclude: [],
          maxConcurrency: 20,
          statementTimeoutSeconds: 86_400,
          pollIntervalSeconds: 900,
          attempts: 3,
          destination: { prefix: 'shuttle' },
          caseSensitiveIdentifiers: false,
          discover: true,
          maxFileSizeMb: 256,
          consistentGroups: [],
          keep: { snapshots: { count: 1 }, runs: { seconds: 7_776_000 } },
          defaults: {},
          tables: [],
        },
      ],
    });
  });

  it('reads every key', () => {
    const text = `
stack: shuttle-prod
alarmEmail: data@example.com
warehouse:
  region: eu-west-1
  database: dev
  clusterIdentifier: my-cluster
  dbUser: shuttle
  iamRole: arn:aws:iam::123456789012:role/a,arn:aws:iam::123456789012:role/path/b
extract:
  - name: lake
    enabled: false
    schedule: {expression: cron(0 3 * * ? *), timezone: Europe/Berlin, enabled: false}
    schemas: [public, sales]
    include: ['public.*', 'sales.*']
    exclude: ['*.tmp_*']
    maxConcurrency: 400
    statementTimeout: 2h
    pollInterval: 30s
    method: page
    verify: manifest
    columns: {exclude: [ssn]}
    where: a > 1
    limit: 7
    destination:
      bucket: my.bucket
      prefix: lake/v=1
      region: eu-central-1
      kmsKeyArn: arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab
    caseSensitiveIdentifiers: true
    maxFileSizeMb: 6200
    attempts: 1
    tables:
      'sales.*': {limit: 100}
      public.flights:
        {method: unload, verify: snapshot, where: "delay > 10", as: raw.flights, enabled: true, columns: {include: [id, ssn], exclude: [x]}, limit: 10, primaryKey: [id]}
      '"Odd Schema"."my.table"': {enabled: false}
  - name: declared
    warehouse: {region: us-gov-east-1, database: dev, workgroup: demo, iamRole: default}
    discover: false
    tables:
      public.orders: {columnTypes: {id: bigint, total: 'numeric(12,2)'}, primaryKey: [id]}
  - name: incremental
    columns: {exclude: [ssn], hash: [email], drop: [iban]}
    mode: auto
    replicationKey: updated_at
    primaryKey: [id]
    fullRefreshEvery: 2w
    lookback: 90m
    delay: 5m
    onReset: fail
    deletes: detect
    maxDeletes: 0.25
    checkKey: false
    schemaDrift: freeze
    expectEvery: 3d
    consistentGroups: {sales: [sales.orders, sales.items], all: [public.a, public.b]}
    catalog: {database: lake_1, tableName: 'raw_{table}'}
    keep: {snapshots: 7d, runs: 100}
    tables:
      public.flights: {expectEvery: 12h, lookback: 500, chunkBy: {rows: 10000}, fullRefreshEvery: 100, columns: {include: [id, email]}}
      public.rates: {mode: full, deletes: ignore, checkKey: true}
`;
    expect(parseShuttleFile(text)).toMatchSnapshot();
  });

  it.each([
    ['a text', 'schedule: rate(1 day)', { expression: 'rate(1 day)', timezone: 'UTC', enabled: true }],
    [
      'a mapping',
      'schedule: {expression: rate(2 hours)}',
      { expression: 'rate(2 hours)', timezone: 'UTC', enabled: true },
    ],
  ])('takes a schedule as %s', (_, lines, schedule) => {
    expect(only(fileWith(lines)).schedule).toEqual(schedule);
  });

  it.each([
    ['workgroup: arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/0a1b-2c'],
    ['workgroup: demo\nsecretArn: arn:aws:secretsmanager:eu-west-1:123456789012:secret:a/b-AbCdEf'],
    ['clusterIdentifier: c\nsecretArn: arn:aws:secretsmanager:eu-west-1:123456789012:secret:s'],
    ['clusterIdentifier: c'],
    ['workgroup: demo\niamRole: default'],
  ])('takes a warehouse with %s', (lines) => {
    expect(only(fileWith('', lines)).warehouse.region).toBe('eu-west-1');
  });

  it.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('takes the ARNs of %s', (region, partition) => {
    const text = `
stack: s
warehouse:
  region: ${region}
  database: dev
  workgroup: arn:${partition}:redshift-serverless:${region}:123456789012:workgroup/0a1b
  iamRole: arn:${partition}:iam::123456789012:role/a
extract: [{name: lake}]`;
    expect(only(text).warehouse.region).toBe(region);
  });

  it('follows anchors and merges', () => {
    const text = `
stack: s
warehouse: &w {region: eu-west-1, database: dev, workgroup: demo}
extract:
  - &lake {name: lake, limit: 5, include: &i ['a.*']}
  - {<<: *lake, name: copy, warehouse: {<<: *w, database: other}, exclude: *i}`;
    const [lake, copy] = parseShuttleFile(text).extract;
    expect(lake?.defaults.limit).toBe(5);
    expect(copy).toMatchObject({
      name: 'copy',
      defaults: { limit: 5 },
      exclude: ['a.*'],
      warehouse: { database: 'other' },
    });
  });

  it('keeps what looks like an expression or a placeholder as text', () => {
    const where = "a = '{% $states.input %}' AND b = '${AWS::Region}'";
    expect(only(fileWith(`where: "${where}"`)).defaults.where).toBe(where);
  });

  it('keeps the numbers and words of a quoted text', () => {
    expect(only(fileWith("schemas: ['2026', 'no']")).schemas).toEqual(['2026', 'no']);
    expect(only(fileWith('schemas: [no, on]')).schemas).toEqual(['no', 'on']);
  });

  it("drops a destination region that is the warehouse's own", () => {
    expect(only(fileWith('destination: {bucket: abc, region: eu-west-1}')).destination).toEqual({
      bucket: 'abc',
      prefix: 'shuttle',
    });
  });

  it('lets pipelines share a bucket and a prefix', () => {
    expect(
      parseShuttleFile(
        `${fileWith('destination: {bucket: abc, prefix: p}')}\n  - {name: two, destination: {bucket: abc, prefix: p}}`,
      ).extract,
    ).toHaveLength(2);
  });

  it('resolves to plain JSON', () => {
    const config = parseShuttleFile(fileWith('tables: {a.b: {limit: 1}}'));
    expect(JSON.parse(JSON.stringify(config))).toEqual(config);
  });
});
