import { workerThreads } from '../../local/lambda/function-thread';
import { committedTable, queryFiles } from '../support/e2e-committed';
import { E2e, type EndedRun } from '../support/e2e-environment';

let e2e: E2e;
/** Virtual milliseconds that every statement takes in the warehouse. */
let statementMs = 0;

beforeAll(async () => {
  // The bundles as they are deployed: here they record failures.
  e2e = await E2e.open({ dataApi: { latency: () => statementMs }, threads: workerThreads });
  await e2e.admin(
    'CREATE SCHEMA shop',
    'CREATE TABLE shop.orders (id BIGINT NOT NULL, qty INTEGER, PRIMARY KEY (id))',
    'INSERT INTO shop.orders VALUES (1, 10), (2, 0), (3, 30)',
    'CREATE TABLE shop.nothing_yet (id BIGINT, note VARCHAR(20))',
    'CREATE VIEW shop.big_orders AS SELECT id, qty FROM shop.orders WHERE qty > 9',
    'CREATE VIEW shop.late AS SELECT id, qty * 2 AS twice FROM shop.orders WITH NO SCHEMA BINDING',
    'CREATE VIEW shop.ratios AS SELECT id, 100 / qty AS ratio FROM shop.orders',
    'GRANT USAGE ON SCHEMA shop TO PUBLIC',
    'GRANT SELECT ON ALL TABLES IN SCHEMA shop TO PUBLIC',
  );
});
afterAll(() => e2e?.close());

const statusOf = ({ report }: EndedRun) =>
  Object.fromEntries(report.tables.map(({ table, status }) => [table, status]));
const GOOD = ['shop.big_orders', 'shop.late', 'shop.nothing_yet', 'shop.orders'];

describe('a run in which one table fails', () => {
  let failed: EndedRun;
  beforeAll(async () => {
    failed = await e2e.run('shop');
  });

  it('ends as TablesFailed and names the table, its reason and the way to run it again', () => {
    expect(failed).toMatchObject({ status: 'FAILED', error: 'TablesFailed' });
    expect(failed.cause).toMatch(/^1 of 5 tables failed; the others are committed\./);
    expect(failed.cause).toContain(`{"retryFailedOf": "${failed.runId}"}`);
    expect(failed.cause).toMatch(/\nshop\.ratios: StatementFailed: .*division by zero/);
    expect(failed.report).toMatchObject({ status: 'failed', totals: { planned: 5, committed: 4, failed: 1 } });
  });

  it('commits all the others', async () => {
    expect(statusOf(failed)).toEqual({
      ...Object.fromEntries(GOOD.map((table) => [table, 'committed'])),
      'shop.ratios': 'failed',
    });
    const orders = await committedTable(e2e, 'shop', 'shop', 'orders');
    expect(await queryFiles(orders.files, 'SELECT * FROM $files ORDER BY id')).toEqual([
      [1n, 10n],
      [2n, 0n],
      [3n, 30n],
    ]);
    const keys = await e2e.keys(`${e2e.root('shop')}tables/shop.ratios/`);
    expect(keys).toEqual([]);
  });

  it('sends one notification, and frees the lock', async () => {
    expect(e2e.environment.notifications).toHaveLength(1);
    expect(e2e.environment.notifications[0]?.message).toContain('TablesFailed');
    expect(await e2e.keys(`${e2e.root('shop')}lock.json`)).toEqual([]);
  });

  it('runs exactly the failed table again, once its cause is mended', async () => {
    const again = await e2e.run('shop', { retryFailedOf: failed.runId });
    expect(statusOf(again)).toEqual({ 'shop.ratios': 'failed' });
    await e2e.admin('UPDATE shop.orders SET qty = 20 WHERE id = 2');
    const before = await committedTable(e2e, 'shop', 'shop', 'orders');
    const mended = await e2e.run('shop', { retryFailedOf: failed.runId });
    expect(mended).toMatchObject({ status: 'SUCCEEDED' });
    expect(statusOf(mended)).toEqual({ 'shop.ratios': 'committed' });
    const ratios = await committedTable(e2e, 'shop', 'shop', 'ratios');
    expect(await queryFiles(ratios.files, 'SELECT id, ratio FROM $files ORDER BY id')).toEqual([
      [1n, 10n],
      [2n, 5n],
      [3n, 3n],
    ]);
    expect((await committedTable(e2e, 'shop', 'shop', 'orders')).current).toEqual(before.current);
    const none = await e2e.run('shop', { retryFailedOf: mended.runId });
    expect(none).toMatchObject({ status: 'FAILED', error: 'RunNotFound' });
    const unknown = await e2e.run('shop', { retryFailedOf: 'no-such-run' });
    expect(unknown).toMatchObject({ status: 'FAILED', error: 'RunNotFound' });
  });
});

describe('what is committed', () => {
  it('of an empty table: a manifest without entries, a schema, no file', async () => {
    const { current, manifests, schema, files } = await committedTable(e2e, 'shop', 'shop', 'nothing_yet');
    expect(current.batches).toMatchObject([{ rows: 0, files: 0, sizeBytes: 0 }]);
    expect(manifests).toEqual([{ formatVersion: 1, entries: [], meta: { content_length: 0, record_count: 0 } }]);
    expect(schema.columns.map(({ name, sparkType }) => [name, sparkType])).toEqual([
      ['id', 'bigint'],
      ['note', 'string'],
    ]);
    expect(files).toEqual([]);
    expect(await e2e.keys(`${e2e.root('shop')}data/shop/nothing_yet/`)).toEqual([]);
  });

  it.each([
    [
      'an ordinary view',
      'big_orders',
      [
        [1n, 10n],
        [3n, 30n],
      ],
    ],
    [
      'a late-binding view',
      'late',
      [
        [1n, 20n],
        [2n, 0n],
        [3n, 60n],
      ],
    ],
  ])('of %s: its rows', async (_, name, rows) => {
    const { files, current } = await committedTable(e2e, 'shop', 'shop', name);
    expect(await queryFiles(files, 'SELECT * FROM $files ORDER BY 1')).toEqual(rows);
    expect(current.batches[0]?.method).toBe('unload');
  });

  it('in a second run: the new batch alone, while the old files stay', async () => {
    const first = await committedTable(e2e, 'shop', 'shop', 'orders');
    await e2e.admin('INSERT INTO shop.orders VALUES (4, 40)', 'DELETE FROM shop.orders WHERE id = 1');
    expect(await e2e.run('shop')).toMatchObject({ status: 'SUCCEEDED', report: { totals: { committed: 5 } } });
    const second = await committedTable(e2e, 'shop', 'shop', 'orders');
    expect(second.current.batches).toHaveLength(1);
    expect(second.current.batches[0]?.batchId).not.toBe(first.current.batches[0]?.batchId);
    expect(await queryFiles(second.files, 'SELECT list(id ORDER BY id)::VARCHAR FROM $files')).toEqual([['[2, 3, 4]']]);
    expect(await queryFiles(first.files, 'SELECT list(id ORDER BY id)::VARCHAR FROM $files')).toEqual([['[1, 2, 3]']]);
    expect(second.current.schema).toEqual(first.current.schema);
  });

  it('is read by COPY as it is: each entry is there, mandatory, of its size', async () => {
    const { manifests } = await committedTable(e2e, 'shop', 'shop', 'orders');
    const entries = manifests.flatMap((manifest) => manifest.entries);
    expect(entries.length).toBeGreaterThan(0);
    for (const { url, mandatory, meta } of entries) {
      const key = url.replace(`s3://${e2e.bucket}/`, '');
      expect(mandatory).toBe(true);
      expect((await e2e.environment.s3.store.get(e2e.bucket, key)).length).toBe(meta.content_length);
    }
  });

  it('lies alone in its folder: no manifest among the data', async () => {
    const keys = await e2e.keys(`${e2e.root('shop')}data/`);
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => !key.endsWith('.parquet'))).toEqual([]);
  });
});

describe('a run while another one runs', () => {
  it('is refused and changes nothing', async () => {
    statementMs = 60_000;
    const first = e2e.start('shop');
    await e2e.clock.sleep(30_000); // of two that start at once, either may win
    const refused = await e2e.run('shop');
    expect(refused).toMatchObject({ status: 'FAILED', error: 'AlreadyRunning' });
    expect(refused.cause).toContain(first);
    expect(refused.cause).toMatch(/wait for its end, or stop it/);
    expect(await e2e.json(`${e2e.root('shop')}lock.json`)).toMatchObject({ executionArn: first });
    expect(await e2e.ended('shop', first)).toMatchObject({ status: 'SUCCEEDED' });
    statementMs = 0;
    expect(await e2e.run('shop')).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('a dry run', () => {
  it('reports the plan and the SQL, and writes no data', async () => {
    const before = await e2e.keys(`${e2e.root('shop')}data/`);
    const run = await e2e.run('shop', { dryRun: true, tables: ['shop.o*'] });
    expect(run).toMatchObject({ status: 'SUCCEEDED', report: { status: 'dry run' } });
    expect(run.report.tables.map(({ table, status }) => [table, status])).toEqual([['shop.orders', 'planned']]);
    expect(run.report.tables[0]?.sqls?.join('\n')).toContain('"shop"."orders"');
    expect(await e2e.keys(`${e2e.root('shop')}data/`)).toEqual(before);
  });
});
