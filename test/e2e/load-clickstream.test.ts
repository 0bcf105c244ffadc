import { assemblyFolder } from '../support/assemblies';
import { LoadBench, tableOf } from '../support/load-bench';

let bench: LoadBench;
beforeAll(async () => {
  bench = await LoadBench.open({ assembly: assemblyFolder('clickstream') });
  await bench.env.e2e.admin('CREATE SCHEMA IF NOT EXISTS "web"');
});
afterAll(() => bench?.close());

const at = (minute: number, day = 1): string => new Date(Date.UTC(2026, 0, day, 12, minute)).toISOString();

const track = (id: string, minute: number, properties: object, event = 'Order Completed', day = 1) => ({
  ...{ type: 'track', messageId: id, userId: 'u1', event, properties },
  ...{ receivedAt: at(minute, day), sentAt: at(minute, day), originalTimestamp: at(minute, day) },
});
const identify = (id: string, minute: number, traits: object, userId = 'u1') => ({
  ...{ type: 'identify', messageId: id, userId, traits },
  ...{ receivedAt: at(minute), sentAt: at(minute), originalTimestamp: at(minute) },
});

let batch = 0;
const load = async (...events: object[]) => {
  await bench.env.putLines(`clicks/${String(batch++).padStart(4, '0')}.json.gz`, events, true);
  const ended = await bench.env.run('web');
  const errors = ended.report.tables.flatMap(({ table, error, cause }) => (error ? [{ table, error, cause }] : []));
  expect({ status: ended.status, cause: ended.cause, errors }).toEqual({ status: 'SUCCEEDED', errors: [] });
  for (const { rows } of ended.report.tables) {
    const { read, ...fates } = rows;
    expect(Object.values(fates).reduce((sum, count) => sum + count, 0)).toBe(read);
  }
  return ended;
};
const REFUSED = 'its table would be new, beyond the 3 that a run makes (maxNewTables)';
const orders = () => bench.rows('select id, total, paid from web.order_completed order by id');

it('makes tables of events, once each', async () => {
  const events = [
    track('m1', 1, { total: 10, paid: true }),
    track('m2', 2, { total: 20.5, paid: false }),
    track('m2', 2, { total: 20.5, paid: false }),
    identify('i1', 3, { plan: 'free', age: 30 }),
  ];
  const ended = await load(...events);
  expect(tableOf(ended, 'web.order_completed')).toMatchObject({
    writeMode: 'append',
    why: 'events are told apart by the key',
    rows: { read: 3, superseded: 1 },
  });
  expect(tableOf(ended, 'web.users')).toMatchObject({ writeMode: 'merge', key: ['id'] });
  expect((await orders()).map(([id]) => id)).toEqual(['m1', 'm2']);
  expect(await bench.rows('select count(*) from web.tracks')).toEqual([['2']]);
  expect(await bench.rows('select id, plan, age from web.users')).toEqual([['u1', 'free', '30']]);
});

it('takes what comes again days later for what it is', async () => {
  const ended = await load(track('m1', 1, { total: 10, paid: true }), track('m3', 0, { total: 30 }, undefined, 20));
  expect(tableOf(ended, 'web.order_completed').rows).toMatchObject({ read: 2, stale: 1 });
  expect((await orders()).map(([id]) => id)).toEqual(['m1', 'm2', 'm3']);
});

it('has the latest value of each trait, of late events and of new traits too', async () => {
  await load(identify('i0', 2, { plan: 'trial', city: 'Oslo' }), identify('i2', 4, { age: 31 }));
  expect(await bench.rows('select id, plan, age, city from web.users')).toEqual([['u1', 'free', '31', 'Oslo']]);
  await load(identify('i9', 1, { city: 'Bergen', email: 'a@b.c' }), identify('j1', 1, { plan: 'x' }, 'u2'));
  expect(await bench.rows('select id, plan, age, city, email from web.users order by id')).toEqual([
    ['u1', 'free', '31', 'Oslo', 'a@b.c'],
    ['u2', 'x', null, null, null],
  ]);
});

it('keeps a value whose type has changed beside its column, and the rest of the row', async () => {
  const ended = await load(track('m4', 5, { total: 'a lot', paid: 'yes' }), identify('i3', 6, { age: 'old' }));
  expect(tableOf(ended, 'web.order_completed').conflicts).toHaveLength(2);
  expect(
    await bench.rows("select total, total__varchar, paid, paid__varchar from web.order_completed where id = 'm4'"),
  ).toEqual([[null, 'a lot', null, 'yes']]);
  expect(await bench.rows("select plan, age, age__varchar from web.users where id = 'u1'")).toEqual([
    ['free', null, 'old'],
  ]);
  await load(identify('i4', 7, { age: 32 }));
  expect(await bench.rows("select age, age__varchar from web.users where id = 'u1'")).toEqual([['32', null]]);
});

it('keeps the rows of new tables that are too many, and tells them', async () => {
  const events = Array.from({ length: 5 }, (_, i) => track(`n${i}`, 10 + i, { i }, `Viewed ${i}`));
  const ended = await load(...events, track('n5', 20, { i: 5 }, 'Viewed 4'));
  expect(ended.report.refusedTables).toEqual({
    max: 3,
    count: 2,
    rows: 2,
    tables: [
      { name: 'viewed_2', rows: 1 },
      { name: 'viewed_3', rows: 1 },
    ],
  });
  expect(await bench.quarantined('web', 'rows')).toEqual(
    ['viewed_2', 'viewed_3'].map((name) => expect.objectContaining({ table: `segment.${name}`, reason: REFUSED })),
  );
  expect(ended.report.badRows.reasons).toEqual([{ reason: REFUSED, rows: 2 }]);
  const { e2e } = bench.env;
  const at = `${e2e.root('web')}runs/${ended.runId}/report.html`;
  const page = String(await e2e.environment.s3.store.get(e2e.bucket, at));
  expect(page).toContain('2 tables with 2 rows would be new beyond the 3 that a run makes.');
  expect(await bench.rows("select count(*) from web.tracks where event like 'viewed%'")).toEqual([['6']]);
  // They are new to the next run.
  await load(track('n6', 21, { i: 6 }, 'Viewed 2'));
  expect(await bench.rows('select id, i from web.viewed_2')).toEqual([['n6', '6']]);
});

it('puts properties beyond those that a table takes into one column', async () => {
  const wide = (from: number) => Object.fromEntries(Array.from({ length: 800 }, (_, i) => [`p${from + i}`, from + i]));
  await load(track('w1', 30, wide(1_000), 'Wide'), track('w2', 31, wide(2_000), 'Wide'));
  const columns = await bench.rows(
    "select count(*) from information_schema.columns where table_schema = 'web' and table_name = 'wide'",
  );
  expect(Number(columns[0]?.[0])).toBeLessThanOrEqual(1_400);
  const [row] = await bench.rows(
    "select json_serialize(_overflow), p1000 from web.wide where id in ('w1', 'w2') order by id",
  );
  expect(row).toBeDefined();
  const [second] = await bench.rows("select json_serialize(_overflow) from web.wide where id = 'w2'");
  expect(JSON.parse(second?.[0] ?? '{}')).toMatchObject({ p2799: 2799 });
}, 480_000);
