import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { LoadReport } from '../../lambdas/core/load-report/load-report';
import { LoadEnvironment } from '../support/load-environment';
import { EXAMPLE_STACKS, LOAD_EXAMPLES, loadExamplesAssembly, loadsOf } from '../support/load-examples';

const BUCKETS = ['my-landing-bucket', 'my-cdc-bucket', 'my-events-bucket', 'my-dms-bucket'];

const [MOST, APART] = EXAMPLE_STACKS;

const opened: LoadEnvironment[] = [];
/** The stack that the tests below run in. */
let environment: LoadEnvironment;
const open = async (files: readonly string[]): Promise<void> => {
  environment = await LoadEnvironment.open({ assembly: loadExamplesAssembly(files) });
  opened.push(environment);
  const { store } = environment.e2e.environment.s3;
  for (const bucket of BUCKETS) store.createBucket(bucket);
  for (const database of ['dev', 'reports']) {
    await environment.e2e.warehouse.createRedshiftTable(
      `GRANT CREATE ON DATABASE ${database} TO "${environment.e2e.user}"`,
      database,
    );
  }
};
beforeAll(() => open(MOST), 480_000);
afterAll(async () => {
  for (const one of opened) await one.close();
});

const ran = new Set<string>();

/** Runs a pipeline of the example, which has to succeed with its tables loaded. */
const load = async (file: string, input: object = {}): Promise<LoadReport> => {
  const [pipeline = ''] = loadsOf(file);
  const { status, cause, report } = await environment.run(pipeline, input);
  expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
  ran.add(file);
  return report;
};

const put = (bucket: string, key: string, content: string | Uint8Array): Promise<unknown> =>
  environment.e2e.environment.s3.store.put(bucket, key, Buffer.from(content as Uint8Array));

const lines = (...records: unknown[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** Rows as text, in the order of the query. */
const select = async (sql: string, database = 'dev'): Promise<(string | null)[][]> => {
  const session = await environment.e2e.warehouse.connect({ database, dbUser: 'admin' });
  try {
    const result = await session.execute(sql);
    const rows: (string | null)[][] = [];
    for await (const row of result.rows) {
      rows.push(row.map((field) => ('isNull' in field ? null : String(Object.values(field)[0]))));
    }
    return rows;
  } finally {
    await session.close();
  }
};

/** A message of Debezium's PostgreSQL connector, its key beside its value. */
const message = (table: string, op: string, lsn: number, before: object | null, after: object | null): unknown => {
  const { id } = (after ?? before ?? {}) as { id?: number };
  const source = { connector: 'postgresql', schema: 'public', table, lsn, ts_ms: 1_767_225_600_000 + lsn * 1_000 };
  return { key: id === undefined ? null : { id }, value: { before, after, source, op, ts_ms: source.ts_ms + 7 } };
};

it('load-json.yaml: records by folder, updated by key', async () => {
  const records = [{ id: 1, name: 'Ann', balance: 12.5, tags: ['a'], seen: '2026-07-01T10:00:00Z' }];
  // As text: a double has no such number.
  const exact = `${lines(...records)}{"id": 9007199254740993, "name": "Bo", "balance": 9999999999.99}\n`;
  await put('my-landing-bucket', 'crm/contacts/2026/07/01/part-0.json.gz', gzipSync(exact));
  await put('my-landing-bucket', 'crm/page_views/part-0.json', lines({ id: 1, path: '/' }, { id: 1, path: '/' }));
  await put('my-landing-bucket', 'crm/debug/part-0.json', lines({ id: 1 }));
  await load('load-json.yaml');
  await put('my-landing-bucket', 'crm/contacts/part-1.json', lines({ id: 1, name: 'Anna', balance: 13, city: 'Graz' }));
  await load('load-json.yaml');
  expect(await select('SELECT id, name, CAST(balance AS VARCHAR), city FROM landing.contacts ORDER BY id')).toEqual([
    ['1', 'Anna', '13.00', 'Graz'],
    ['9007199254740993', 'Bo', '9999999999.99', null],
  ]);
  expect(await select('SELECT COUNT(*) FROM landing.page_views')).toEqual([['2']]);
  expect(await select("SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'debug'")).toEqual([['0']]);
});

it('load-csv.yaml: each file takes the place of all rows', async () => {
  await put('my-landing-bucket', 'finance/rates/1.csv', 'currency;rate;valid_on;note\nEUR;1.000000;2026-01-01;\n');
  await load('load-csv.yaml');
  expect(await select('SELECT currency, note FROM finance.rates')).toEqual([['EUR', '']]);
  await put('my-landing-bucket', 'finance/rates/2.csv', 'currency;rate;valid_on;note\nUSD;1.083000;2026-01-02;NULL\n');
  await load('load-csv.yaml');
  expect(
    await select('SELECT currency, CAST(rate AS VARCHAR), CAST(valid_on AS VARCHAR), note FROM finance.rates'),
  ).toEqual([['USD', '1.083000', '2026-01-02', null]]);
});

it('load-parquet.yaml: rows are added to tables that are there', async () => {
  await environment.e2e.admin(
    'CREATE SCHEMA lab',
    'CREATE TABLE lab.measures (id BIGINT, celsius DOUBLE PRECISION)',
    `ALTER TABLE lab.measures OWNER TO "${environment.e2e.user}"`,
    `GRANT USAGE, CREATE ON SCHEMA lab TO "${environment.e2e.user}"`,
  );
  const columnData = [
    { name: 'id', type: 'INT64', data: [1n, 2n] },
    { name: 'celsius', type: 'DOUBLE', data: [21.5, -3] },
    { name: 'unknown', type: 'INT32', data: [1, 2] },
  ];
  await put(
    'my-landing-bucket',
    'lab/lab/measures/0.parquet',
    new Uint8Array(parquetWriteBuffer({ columnData } as never)),
  );
  await load('load-parquet.yaml');
  expect(await select('SELECT * FROM lab.measures ORDER BY id')).toEqual([
    ['1', '21.5'],
    ['2', '-3'],
  ]);
});

it('load-trigger.yaml: objects of a bucket that sends its events', async () => {
  await put('my-events-bucket', 'clicks/a.json', lines({ visitor_id: 7, received_at: '2026-07-01T10:00:00Z' }));
  await load('load-trigger.yaml');
  // Nothing new: nothing is loaded twice.
  expect((await load('load-trigger.yaml')).totals.rows.applied).toBe(0);
  expect(await select('SELECT visitor_id FROM web.clicks')).toEqual([['7']]);
  const rules = environment.e2e.environment.assembly.rules;
  expect(rules.filter(({ pattern }) => JSON.stringify(pattern).includes('my-events-bucket')).length).toBe(1);
});

it('load-debezium.yaml: changes in the order of the log, whatever the order of files', async () => {
  const at = (file: string) => `topics/inventory.public.customers/${file}`;
  const [one, two] = [
    { id: 1, name: 'Ann' },
    { id: 2, name: 'Bo' },
  ];
  await put(
    'my-cdc-bucket',
    at('2.json'),
    lines(message('customers', 'd', 40, two, null), message('customers', 'u', 30, null, { id: 1, name: 'Anna' })),
  );
  await load('load-debezium.yaml');
  await put(
    'my-cdc-bucket',
    at('1.json'),
    lines(message('customers', 'c', 10, null, one), message('customers', 'c', 20, null, two)),
  );
  await put(
    'my-cdc-bucket',
    'topics/inventory.public.audit_log/1.json',
    lines(
      message('audit_log', 'c', 11, null, { id: 1, what: 'x' }),
      message('audit_log', 'c', 12, null, { id: 1, what: 'y' }),
    ),
  );
  const { totals } = await load('load-debezium.yaml');
  expect(totals.rows.stale).toBe(2);
  expect(await select('SELECT * FROM shop.customers')).toEqual([['1', 'Anna']]);
  expect(await select('SELECT what FROM shop.audit_log ORDER BY what')).toEqual([['x'], ['y']]);
});

it('load-soft-deletes.yaml: a deleted row stays, with its mark', async () => {
  const person = { id: 1, name: 'Ann' };
  await put(
    'my-cdc-bucket',
    'accounts/1.json',
    lines(
      message('people', 'c', 10, null, person),
      message('people', 'd', 20, person, null),
      message('sessions', 'c', 30, null, { id: 5 }),
      message('sessions', 'd', 40, { id: 5 }, null),
    ),
  );
  await load('load-soft-deletes.yaml');
  expect(await select('SELECT id, is_deleted FROM accounts.people')).toEqual([['1', 'true']]);
  expect(await select('SELECT COUNT(*) FROM accounts.sessions')).toEqual([['0']]);
});

it('load-history.yaml: every version of a row, and from when until when it held', async () => {
  await put(
    'my-cdc-bucket',
    'plans/1.json',
    lines(
      message('plan', 'c', 10, null, { id: 7, plan: 'free' }),
      message('plan', 'u', 30, null, { id: 7, plan: 'team' }),
    ),
  );
  await load('load-history.yaml');
  // It comes late, and takes its place between the others.
  await put('my-cdc-bucket', 'plans/2.json', lines(message('plan', 'u', 20, null, { id: 7, plan: 'solo' })));
  await load('load-history.yaml');
  const sql =
    'SELECT plan, CAST(active_from AS VARCHAR), CAST(active_to AS VARCHAR), is_active FROM history.plan ORDER BY active_from';
  expect(await select(sql)).toEqual([
    ['free', '2026-01-01 00:00:10', '2026-01-01 00:00:20', 'false'],
    ['solo', '2026-01-01 00:00:20', '2026-01-01 00:00:30', 'false'],
    ['team', '2026-01-01 00:00:30', null, 'true'],
  ]);
});

it('load-dms.yaml: the full load, then changes by their sequence', async () => {
  const head = 'Op,id,name,dms_ts,change_seq\n';
  await put(
    'my-dms-bucket',
    'hr/hr/people/LOAD00000001.csv',
    `${head}I,1,Ann,2026-01-01 00:00:00.000000,\nI,2,Bo,2026-01-01 00:00:00.000000,\n`,
  );
  await put(
    'my-dms-bucket',
    'hr/hr/people/20260102-101112345.csv',
    `${head}U,1,Anna,2026-01-02 10:11:12.000000,20260102101112000000000000000000002\n` +
      'D,2,Bo,2026-01-02 10:11:12.000000,20260102101112000000000000000000001\n',
  );
  await load('load-dms.yaml');
  expect(await select('SELECT id, name FROM hr.people')).toEqual([['1', 'Anna']]);
});

it('load-replica.yaml: the batches of an extract pipeline, deletes included', async () => {
  const { e2e } = environment;
  await e2e.admin(
    'CREATE TABLE shop.orders (id BIGINT NOT NULL, total NUMERIC(12,2), updated_at TIMESTAMP, PRIMARY KEY (id))',
    'CREATE TABLE shop.order_items (id BIGINT NOT NULL, order_id BIGINT, updated_at TIMESTAMP, PRIMARY KEY (id))',
    `GRANT SELECT ON ALL TABLES IN SCHEMA shop TO "${e2e.user}"`,
    "INSERT INTO shop.orders VALUES (1, 10.50, '2026-01-01'), (2, 20, '2026-01-01')",
    "INSERT INTO shop.order_items VALUES (1, 1, '2026-01-01')",
  );
  const replicate = async () => {
    const extracted = await e2e.run('source', { tables: ['shop.orders', 'shop.order_items'] });
    expect([extracted.status, extracted.cause]).toEqual(['SUCCEEDED', undefined]);
    await load('load-replica.yaml');
  };
  await replicate();
  await e2e.admin(
    'DELETE FROM shop.orders WHERE id = 2',
    "UPDATE shop.orders SET total = 11, updated_at = '2026-01-02' WHERE id = 1",
  );
  await replicate();
  expect(await select('SELECT id, CAST(total AS VARCHAR) FROM replica_shop.orders', 'reports')).toEqual([
    ['1', '11.00'],
  ]);
  expect(await select('SELECT id FROM replica_shop.order_items', 'reports')).toEqual([['1']]);
});

describe('in a stack apart', () => {
  beforeAll(() => open(APART), 480_000);

  const at = (minute: number) => new Date(Date.UTC(2026, 6, 1, 10, minute)).toISOString();
  const event = (messageId: string, minute: number, content: object) => ({
    messageId,
    anonymousId: 'a1',
    userId: 'u1',
    receivedAt: at(minute),
    sentAt: at(minute),
    originalTimestamp: at(minute),
    ...content,
  });
  const track = (messageId: string, minute: number, name: string, properties: object) =>
    event(messageId, minute, { type: 'track', event: name, properties });

  it('load-clickstream.yaml: a table for each event, each event once', async () => {
    const order = track('m1', 1, 'Order Completed', { total: 39.9, card: { number: '4111' } });
    const email = 'ann@example.com';
    const events = [
      order,
      order,
      track('m2', 2, 'Debug Timer', { ms: 3 }),
      event('m3', 3, { type: 'identify', traits: { email, phone: '1', plan: 'free' } }),
      event('m4', 4, {
        type: 'page',
        name: 'Home',
        properties: { path: '/' },
        context: { userAgentData: { brand: 'x' } },
      }),
      event('m5', 5, { type: 'screen', name: 'Main' }),
    ];
    await put('my-events-bucket', 'segment-logs/web/1/a.gz', gzipSync(lines(...events)));
    const first = await load('load-clickstream.yaml');
    expect(first.tablesHeld?.quota).toBe(200_000);
    // Sent again, with one that is new.
    await put(
      'my-events-bucket',
      'segment-logs/web/2/b.json',
      lines(order, event('m6', 6, { type: 'identify', traits: { plan: 'team' } })),
    );
    const { totals } = await load('load-clickstream.yaml');
    expect(totals.rows.stale).toBeGreaterThan(0);
    expect(await select('SELECT id, CAST(total AS VARCHAR) FROM web.order_completed')).toEqual([['m1', '39.90']]);
    expect(await select('SELECT id, event FROM web.tracks')).toEqual([['m1', 'order_completed']]);
    const digest = createHash('sha256').update(email).digest('hex');
    expect(await select('SELECT id, email, plan FROM web.users')).toEqual([['u1', digest, 'team']]);
    expect(await select('SELECT name, path FROM web.pages')).toEqual([['Home', '/']]);
    const columns = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'web'";
    expect(
      await select(
        `${columns} AND (column_name LIKE '%card%' OR column_name LIKE '%phone%' OR column_name LIKE '%brand%')`,
      ),
    ).toEqual([]);
    const tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'web'";
    expect(await select(`${tables} AND table_name IN ('screens', 'debug_timer')`)).toEqual([]);
  });
});

it('every example that loads was run', () => {
  expect([...ran].sort()).toEqual(LOAD_EXAMPLES);
});
