import { assemblyFolder } from '../support/assemblies';
import { LoadBench } from '../support/load-bench';
import type { EndedLoad } from '../support/load-environment';

let bench: LoadBench;
beforeAll(async () => {
  bench = await LoadBench.open({ assembly: assemblyFolder('load-dms') });
});
afterAll(() => bench?.close());

let files = 0;
let lsn = 0;
const source = (table: string) => {
  lsn++;
  return { connector: 'postgresql', db: 'shop', schema: 'alone', table, lsn, ts_ms: 1_700_000_000_000 + lsn };
};
const created = (table: string, id: number) => ({
  key: { id },
  value: { before: null, after: { id, v: `v${id}` }, op: 'c', source: source(table) },
});
const truncated = (table: string) => ({
  key: null,
  value: { before: null, after: null, op: 't', source: source(table) },
});
/** A change whose message had no key, as where a sink writes values alone. */
const changed = (table: string, id: number, v: string) => ({
  before: null,
  after: { id, v },
  op: 'u',
  source: source(table),
});

const load = async (pipeline: string, folder: string, lines: readonly object[]): Promise<EndedLoad> => {
  await bench.env.putLines(`${folder}/${String(++files).padStart(4, '0')}.json`, lines);
  return bench.env.run(pipeline);
};
const cdc = (...lines: object[]) => load('cdc', 'topics', lines);
const ids = (table: string) => bench.rows(`SELECT id, v FROM alone.${table} ORDER BY id`);
const only = ({ report }: EndedLoad, table: string) => report.tables.find((one) => one.source === `alone.${table}`);

describe('a batch of truncates alone', () => {
  it('empties a table whose key the source told before', async () => {
    expect(await cdc(created('kept', 1), created('kept', 2))).toMatchObject({ status: 'SUCCEEDED' });
    const ended = await cdc(truncated('kept'));
    expect(ended).toMatchObject({ status: 'SUCCEEDED' });
    expect(only(ended, 'kept')).toMatchObject({ writeMode: 'merge', key: ['id'], warnings: [] });
    expect(await ids('kept')).toEqual([]);
    await cdc(created('kept', 3));
    expect(await ids('kept')).toEqual([['3', 'v3']]);
  });

  it('does nothing where the table is not there, and does not stand in the way of what comes', async () => {
    const ended = await cdc(truncated('later'));
    expect(ended).toMatchObject({ status: 'SUCCEEDED' });
    expect(only(ended, 'later')).toMatchObject({
      rows: { read: 1, ignored: 1, applied: 0 },
      warnings: [expect.stringContaining('nothing was done')],
    });
    const next = await cdc(created('later', 7));
    expect(next).toMatchObject({ status: 'SUCCEEDED' });
    expect(only(next, 'later')).toMatchObject({ writeMode: 'merge', rows: { applied: 1 } });
    expect(await ids('later')).toEqual([['7', 'v7']]);
  });
});

it('a batch that tells no key goes on with that of the batches before', async () => {
  await cdc(created('keyed', 1), created('keyed', 2));
  const ended = await cdc(changed('keyed', 1, 'other'));
  expect(only(ended, 'keyed')).toMatchObject({ writeMode: 'merge', key: ['id'], warnings: [] });
  expect(await ids('keyed')).toEqual([
    ['1', 'other'],
    ['2', 'v2'],
  ]);
});

describe('rows without any value', () => {
  let rows: LoadBench;
  beforeAll(async () => {
    rows = await LoadBench.open();
  });
  afterAll(() => rows?.close());
  const events = async (name: string, lines: readonly object[]): Promise<EndedLoad> => {
    await rows.env.putLines(`events/blank/${name}.json`, lines);
    return rows.env.run('events');
  };

  it('are told where there is no table, and are rows of NULL where there is one', async () => {
    const first = await events('1', [{ a: null }, { a: null }]);
    expect(first).toMatchObject({ status: 'SUCCEEDED' });
    const [told] = first.report.tables;
    expect(told).toMatchObject({
      rows: { read: 2, ignored: 2 },
      warnings: [expect.stringContaining('nothing was done')],
    });
    expect(await events('2', [{ a: 5, b: 'x' }])).toMatchObject({ status: 'SUCCEEDED' });
    expect(await events('3', [{ c: null }])).toMatchObject({ status: 'SUCCEEDED' });
    expect(await rows.rows('SELECT a, b FROM "raw".blank ORDER BY a')).toEqual([
      ['5', 'x'],
      [null, null],
    ]);
  });
});
