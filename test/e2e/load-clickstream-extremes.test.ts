import { assemblyFolder } from '../support/assemblies';
import { LoadBench, tableOf } from '../support/load-bench';

/*
 * What nobody plans for and every clickstream has one day: ids in the names of events, and ids in the names of properties.
 */

jest.setTimeout(300_000);

let bench: LoadBench;
beforeAll(async () => {
  bench = await LoadBench.open({ assembly: assemblyFolder('clickstream') });
  await bench.env.e2e.admin('CREATE SCHEMA IF NOT EXISTS "web"');
});
afterAll(() => bench?.close());

const RECEIVED = '2026-01-01T12:00:00.000Z';
const track = (id: string, event: string, properties: object) => ({
  ...{ type: 'track', messageId: id, userId: 'u1', event, properties },
  ...{ receivedAt: RECEIVED, sentAt: RECEIVED, originalTimestamp: RECEIVED },
});

let batch = 0;
const load = async (events: readonly object[]) => {
  await bench.env.putLines(`clicks/${String(batch++).padStart(4, '0')}.json.gz`, events, true);
  const ended = await bench.env.run('web');
  const errors = ended.report.tables.flatMap(({ table, error, cause }) => (error ? [{ table, error, cause }] : []));
  expect({ status: ended.status, cause: ended.cause, errors }).toEqual({ status: 'SUCCEEDED', errors: [] });
  return ended;
};

it('loads what may be loaded of 500 names of events, and tells the rest', async () => {
  const names = 500;
  const ended = await load(Array.from({ length: names }, (_, n) => track(`n${n}`, `Viewed ${n}`, { n })));
  const { refusedTables, badRows, totals } = ended.report;
  expect(refusedTables).toMatchObject({ max: 3, count: names - 3, rows: names - 3 });
  expect(refusedTables?.tables).toHaveLength(20);
  expect(badRows.rows).toBe(names - 3);
  expect(totals).toMatchObject({ planned: 4, applied: 4, failed: 0 });
  expect(await bench.rows('select count(*), count(distinct event) from web.tracks')).toEqual([['500', '500']]);
  expect(await bench.rows('select id, n from web.viewed_0')).toEqual([['n0', '0']]);
  expect(await bench.quarantined('web', 'rows')).toHaveLength(names - 3);
  const html = await bench.env.e2e.environment.s3.store.get(
    bench.env.e2e.bucket,
    `${bench.env.e2e.root('web')}runs/${ended.runId}/report.html`,
  );
  expect(html.length).toBeLessThan(1024 ** 2);
});

it('keeps every value of 10,000 properties, in columns or beside them', async () => {
  const perEvent = 100;
  const nameOf = (n: number) => `prop_${String(n).padStart(5, '0')}`;
  const events = Array.from({ length: 10_000 / perEvent }, (_, e) =>
    track(
      `w${e}`,
      'Wide',
      Object.fromEntries(Array.from({ length: perEvent }, (_n, i) => [nameOf(e * perEvent + i), e * perEvent + i])),
    ),
  );
  const ended = await load(events);
  const { batches, sqls } = tableOf(ended, 'web.wide');
  expect(batches[0]?.changes.filter(({ what }) => what === 'column added')).toEqual([]);
  const columns = await bench.rows(
    "select column_name from information_schema.columns where table_schema = 'web' and table_name = 'wide'",
  );
  expect(columns.length).toBeLessThanOrEqual(1_400);
  const placed = columns.map(([name]) => name ?? '').filter((name) => name.startsWith('prop_'));
  expect(placed.length).toBeGreaterThan(1_300);
  expect(Math.max(...sqls.map((sql) => Buffer.byteLength(sql)))).toBeLessThan(100 * 1024);
  const rows = await bench.rows(
    `select id, json_serialize(_overflow), ${placed.map((name) => `"${name}"`).join(', ')} from web.wide`,
  );
  expect(rows).toHaveLength(events.length);
  const found = new Map<string, string>();
  for (const [, overflow, ...values] of rows) {
    for (const [name, value] of Object.entries(JSON.parse(overflow ?? 'null') ?? {})) found.set(name, String(value));
    placed.forEach((name, i) => {
      const value = values[i];
      if (value !== null && value !== undefined) found.set(name, value);
    });
  }
  expect(found.size).toBe(10_000);
  for (let n = 0; n < 10_000; n++)
    if (found.get(nameOf(n)) !== String(n)) throw new Error(`${nameOf(n)} is ${found.get(nameOf(n))}`);
});

it('gives a column beside to each of 120 properties whose values change their type at once', async () => {
  const nameOf = (n: number) => `a_property_of_some_name_${n}`;
  const all = (value: (n: number) => unknown) =>
    Object.fromEntries(Array.from({ length: 120 }, (_, n) => [nameOf(n), value(n)]));
  await load([
    track(
      'g1',
      'Grown',
      all((n) => n),
    ),
  ]);
  const ended = await load([
    track(
      'g2',
      'Grown',
      all((n) => `text ${n}`),
    ),
    track(
      'g3',
      'Grown',
      all((n) => String(n)),
    ),
  ]);
  const { batches, sqls, conflicts } = tableOf(ended, 'web.grown');
  expect(conflicts).toHaveLength(120);
  expect(batches[0]?.changes.filter(({ what }) => what === 'column added')).toHaveLength(120);
  expect(Math.max(...sqls.map((sql) => Buffer.byteLength(sql)))).toBeLessThan(100 * 1024);
  const found = await bench.rows(
    `select id, ${[7, 119].map((n) => `${nameOf(n)}, ${nameOf(n)}__varchar`).join(', ')} from web.grown order by id`,
  );
  expect(found).toEqual([
    ['g1', '7', null, '119', null],
    ['g2', null, 'text 7', null, 'text 119'],
    ['g3', '7', null, '119', null],
  ]);
  // 40 columns a round: 1,400 are 35 rounds, and an execution has 25,000 events.
  const { states } = bench.env.e2e.environment;
  const events = Math.max(...states.executions().map((execution) => (execution.child ? execution.events : 0)));
  expect(events).toBeLessThan(60 + 3 * 60);
});

it('keeps a user of 700 traits: the latest in columns as far as there is room', async () => {
  const traits = Object.fromEntries(Array.from({ length: 700 }, (_, n) => [`trait_${String(n).padStart(3, '0')}`, n]));
  const identify = (id: string, minute: number, told: object) => ({
    ...{ type: 'identify', messageId: id, userId: 'u1', traits: told },
    ...{ receivedAt: `2026-01-01T12:0${minute}:00.000Z`, sentAt: `2026-01-01T12:0${minute}:00.000Z` },
  });
  const ended = await load([identify('i1', 1, traits), identify('i2', 2, { trait_001: 1_001 })]);
  expect(Math.max(...tableOf(ended, 'web.users').sqls.map((sql) => Buffer.byteLength(sql)))).toBeLessThan(100 * 1024);
  const [row = []] = await bench.rows('select trait_000, trait_001, json_serialize(_overflow) from web.users');
  expect(row.slice(0, 2)).toEqual(['0', '1001']);
  const beyond = Object.keys(JSON.parse(row[2] ?? '{}')).length;
  expect(beyond).toBeGreaterThan(100);
  const columns = await bench.rows(
    "select count(*) from information_schema.columns where table_schema = 'web' and table_name = 'users' and column_name like 'trait%'",
  );
  expect(Number(columns[0]?.[0]) + beyond).toBe(700);
  expect(await bench.rows("select trait_001, trait_699 from web.identifies where id = 'i1'")).toEqual([['1', '699']]);
});
