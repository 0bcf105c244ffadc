import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  GetStatementResultCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { VirtualClock } from '../../../local/clock';
import { type DataApi, startDataApi } from '../../../local/data-api/start-data-api';
import { type Fixture, openFixture, rows, run } from '../redshift/warehouse-fixture';
import { TARGET } from './rig';

const ROLE = "IAM_ROLE 'arn:aws:iam::123456789012:role/unload'";
const unload = (select: string, prefix: string) =>
  `UNLOAD ('${select}') TO 's3://lake/${prefix}' ${ROLE} FORMAT AS PARQUET MANIFEST VERBOSE`;

/** What an extract sends for a table whose deletions it looks for; the first run has no keys to compare with. */
const statements = (batch: number, last: string | undefined): string[] => [
  "SELECT TO_CHAR(SYSDATE - INTERVAL '900 seconds', 'YYYY-MM-DD HH24:MI:SS.US') AS high, COUNT(*) FROM sales.orders",
  unload('SELECT * FROM sales.orders', `b${batch}/data/`),
  'CREATE TEMP TABLE keys AS SELECT region, id FROM sales.orders WHERE region IS NOT NULL AND id IS NOT NULL',
  ...(last === undefined
    ? []
    : [
        'CREATE TEMP TABLE last_keys (LIKE keys)',
        `COPY last_keys FROM 's3://lake/${last}' ${ROLE} FORMAT AS PARQUET MANIFEST STATUPDATE OFF COMPUPDATE OFF`,
        `CREATE TEMP TABLE gone AS SELECT l.region, l.id FROM last_keys l
           LEFT JOIN keys n ON n.region = l.region AND n.id = l.id WHERE n.id IS NULL`,
        unload('SELECT * FROM gone', `b${batch}/gone/`),
      ]),
  unload('SELECT * FROM keys', `b${batch}/keys/`),
  last === undefined
    ? 'SELECT (SELECT COUNT(*) FROM keys) AS keys'
    : 'SELECT (SELECT COUNT(*) FROM keys) AS keys, (SELECT COUNT(*) FROM last_keys) AS last_keys, (SELECT COUNT(*) FROM gone) AS gone',
];

describe('delete detection in one batch', () => {
  let f: Fixture;
  let api: DataApi;
  let client: RedshiftDataClient;
  const clock = new VirtualClock();
  beforeAll(async () => {
    f = await openFixture({ isServerless: true });
    api = await startDataApi({ engine: f.warehouse, clock });
    client = new RedshiftDataClient({
      endpoint: api.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' },
    });
    await run(
      f.admin,
      'create schema sales',
      'create table sales.orders (region varchar(10), id bigint, amount numeric(12,2))',
      `insert into sales.orders select case when g % 2 = 0 then 'eu' else 'us' end, g, g from generate_series(1, 3000) as x(g)`,
      "insert into sales.orders values (null, 1, 0), ('eu', null, 0)",
      'grant usage on schema sales to public',
      'grant select on sales.orders to public',
    );
  });
  afterAll(async () => {
    client.destroy();
    await api.close();
    await f.close();
  });

  async function batch(Sqls: string[], mode: 'TRANSACTION' = 'TRANSACTION') {
    return clock.busy(async () => {
      const sent = { ...TARGET, Sqls, ExecutionMode: mode, WaitTimeSeconds: 30 };
      const { Id } = await client.send(new BatchExecuteStatementCommand(sent));
      let described = await client.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 }));
      while (described.Status !== 'FINISHED' && described.Status !== 'FAILED') {
        described = await client.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 }));
      }
      const counts = async () => {
        const { Records } = await client.send(new GetStatementResultCommand({ Id: `${Id}:${Sqls.length}` }));
        return Records?.[0]?.map(({ longValue }) => longValue);
      };
      return { described, counts };
    });
  }

  it('finds the keys that are gone, by the manifest of the keys before', async () => {
    const first = await batch(statements(1, undefined));
    expect(first.described).toMatchObject({ Status: 'FINISHED' });
    expect(await clock.busy(first.counts)).toEqual([3000]);
    await run(
      f.admin,
      'delete from sales.orders where id in (7, 2000)',
      // Redshift finds 'eu ' equal to 'eu': the key is still there.
      "update sales.orders set region = 'eu ' where id = 4",
    );

    const second = await batch(statements(2, 'b1/keys/manifest'));
    expect(second.described.Error).toBeUndefined();
    expect(second.described.Status).toBe('FINISHED');
    expect(await clock.busy(second.counts)).toEqual([2998, 3000, 2]);
    expect(second.described.SubStatements?.map(({ ResultRows }) => ResultRows)).toEqual([
      1, 3000, 2998, -1, 3000, 2, 2, 2998, 1,
    ]);
    await run(f.admin, 'create table back (region varchar(10), id bigint)');
    await f.admin.execute(`copy back from 's3://lake/b2/gone/manifest' ${ROLE} parquet manifest`);
    expect(await rows(f.admin, 'select * from back order by id')).toEqual([
      ['us', 7n],
      ['eu', 2000n],
    ]);
  });

  it('leaves no temporary table behind, and nothing at all when a statement fails', async () => {
    const third = await batch(statements(3, 'b1/data/manifest'));
    expect(third.described.Status).toBe('FAILED');
    expect(third.described.Error).toMatch(
      /^Query #5 failed with ERROR: Spectrum Scan Error\n {2}Detail: \n[\s\S]*Unmatched number of columns between table and file\. Table columns: 2, Data columns: 3/,
    );
    const temporary = "select count(*) from pg_class where relname in ('keys', 'last_keys', 'gone')";
    expect(await rows(f.admin, temporary)).toEqual([[0n]]);
  });
});
