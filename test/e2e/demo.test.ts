import { join } from 'node:path';
import { seedDemo } from '../../local/demo/seed';
import { look, renderLook } from '../../local/look';
import { committedTable, queryFiles } from '../support/e2e-committed';
import { E2e, type EndedRun } from '../support/e2e-environment';

/** The demo's own data through a pipeline like the demo's. */
let e2e: E2e;
let run: EndedRun;
const seeded: Record<string, number> = {};

beforeAll(async () => {
  e2e = await E2e.open();
  await seedDemo(e2e.warehouse, ({ table, rows }) => {
    seeded[table] = rows;
  });
  run = await e2e.run('lake');
}, 240_000);
afterAll(() => e2e?.close());

describe('the demo', () => {
  it('has real data, views, an empty table, odd names, and extracts all of it', () => {
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    const rows = Object.fromEntries(run.report.tables.map(({ table, rows: count }) => [table, count]));
    expect(rows).toMatchObject({
      ...seeded,
      'public.empty_table': 0,
      'public.every_type': 3,
      'public.busy_airports': 229,
    });
    expect(Object.keys(seeded)).toHaveLength(8);
    expect(rows).toMatchObject({ '"données"."Žluťoučký Kůň 🐴"': 2, '"données"."UPPER Case"': 1 });
    expect(run.report.totals).toMatchObject({ planned: 18, committed: 18, quarantined: 0 });
  });

  it.each([
    'public.flights',
    'public.order',
    '"wild life"."bird strikes"',
    'wild life.bird strikes',
    '"données"."Žluťoučký Kůň 🐴"',
    '"données"."UPPER Case"',
    '"données"."dot.ted ""quoted"" name"',
    'public.empty_table',
    'nature.rainy_days',
  ])('shows %s', async (table) => {
    const result = await look({ root: e2e.s3Root, table, pipeline: 'lake' });
    const entry = run.report.tables.find((reported) => reported.table === result.table);
    expect(entry?.rows).toBe(result.rows);
    expect(renderLook(result).split('\n')[0]).toBe(`${result.table} in s3://${e2e.bucket}/shuttle/lake`);
  });
});

describe('three million flights', () => {
  /** The package's own file, which DuckDB reads without the product or the local warehouse. */
  const SOURCE = join(__dirname, '../../node_modules/vega-datasets/data/flights-3m.parquet');
  const CHECKSUMS = `SELECT count(*), sum(delay), min(delay), max(delay), sum(distance), count(DISTINCT origin),
    count(DISTINCT destination), min(epoch_us(date::TIMESTAMP)), max(epoch_us(date::TIMESTAMP)), count(DISTINCT date::TIMESTAMP),
    bit_xor(hash(origin, destination, delay::BIGINT, distance::BIGINT, epoch_us(date::TIMESTAMP)))::VARCHAR FROM $files`;

  it('come through UNLOAD row by row the same', async () => {
    const { files, current } = await committedTable(e2e, 'lake', 'public', 'flights');
    expect(current.batches).toMatchObject([{ method: 'unload', rows: 3_000_000 }]);
    const [source] = await queryFiles([SOURCE], CHECKSUMS);
    const [extracted] = await queryFiles(files, CHECKSUMS);
    expect(source?.[0]).toBe(3_000_000n);
    expect(extracted).toEqual(source);
  });
});
