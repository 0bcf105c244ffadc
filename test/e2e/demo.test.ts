import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { LoadReport } from '../../lambdas/core/load-report/load-report';
import type { Report } from '../../lambdas/core/progress/report';
import { type ExpectedTable, expectedTables } from '../../local/demo/inventory/expected-tables';
import { type Instalment, inventoryObjects } from '../../local/demo/inventory/inventory-objects';
import { type ShopSize, shopHistory } from '../../local/demo/inventory/shop-history';
import { byTable, type ShopRow, TABLE_NAMES, type TableName } from '../../local/demo/inventory/shop-tables';
import { playDemo } from '../../local/demo/play-demo';
import { prepareDemo } from '../../local/demo/prepare-demo';
import type { DemoRun } from '../../local/demo/run-pipeline';
import { type Seeded, seedDemo } from '../../local/demo/seed';
import { Stopwatch } from '../../local/demo/stopwatch';
import { flightsFile } from '../../local/demo/tables';
import { workerThreads } from '../../local/lambda/function-thread';
import { look, renderLook } from '../../local/look';
import { assemblyFolder } from '../support/assemblies';
import { DemoTables } from '../support/demo-tables';
import { committedTable, queryFiles, someRows } from '../support/e2e-committed';
import { E2e } from '../support/e2e-environment';

/** A third of what `npm start` plays: as many tables, columns, kinds of change and oddities, each in fewer rows. */
const SHOP: ShopSize = { customers: 1_000, products: 400, orders: 1_000, entries: 3_500, flushSize: 250 };

/** What is in a table of the replica, next to its source. */
type Compared = Awaited<ReturnType<DemoTables['compare']>>;

let e2e: E2e;
let tables: DemoTables;
const seeded: Record<string, number> = {};
const runs: Record<string, DemoRun> = {};
const replica: Record<Instalment, Record<string, Compared>> = { 1: {}, 2: {} };
const shop = {} as Record<Instalment, Record<TableName, Map<string, ShopRow>>>;
let printed = '';
let extractedFlights: { source: unknown; extracted: unknown; rows: number };

/** Every table of the demo that is replicated. */
const REPLICATED = [
  'public.airports',
  'public.busy_airports',
  'public.empty_table',
  'public.flights',
  'public.movies',
  'public."order"',
  'public.stocks',
  'public.zipcodes',
  'nature.rainy_days',
  'nature.seattle_weather',
  'nature.species',
  'travel.bookings',
  'travel.tickets',
  '"wild life"."bird strikes"',
  '"données"."Žluťoučký Kůň 🐴"',
  '"données"."UPPER Case"',
  '"données"."dot.ted ""quoted"" name"',
];

beforeAll(async () => {
  // The bundles as they are deployed, each in a thread, over sockets; other tests have less between the steps.
  e2e = await E2e.open({ assembly: assemblyFolder('demo'), threads: workerThreads });
  const { environment, clock, warehouse } = e2e;
  const out = new PassThrough();
  out.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  await prepareDemo(environment);
  const flights = join(e2e.s3Root, 'flights.parquet');
  // Of each week a few hours, and the long flights that people have booked.
  await someRows(flightsFile(), 'distance > 2500 OR (hour(date) = 12 AND dayofweek(date) = 1)', flights);
  const onTable = ({ table, rows }: Seeded): void => {
    seeded[table] = rows;
  };
  await seedDemo(warehouse, onTable, flights);
  tables = await DemoTables.open(warehouse);
  const afterRun = async (run: DemoRun, nth: Instalment): Promise<void> => {
    runs[`${run.pipeline} ${nth}`] = run;
    if (run.pipeline === 'lake' && nth === 1) extractedFlights = await flightsOf(flights);
    if (run.pipeline === 'replica') for (const table of REPLICATED) replica[nth][table] = await compared(table);
    if (run.pipeline === 'inventory') shop[nth] = await inventory();
  };
  const stage = { environment, clock, out: out as unknown as NodeJS.WriteStream };
  const stopwatch = new Stopwatch(() => clock.now());
  await playDemo(stage, { parts: new Set(['extract', 'load']), shop: SHOP, stopwatch, afterRun });
}, 600_000);
afterAll(async () => {
  await tables?.close();
  await e2e?.close();
});

const CHECKSUMS = `SELECT count(*), sum(delay), min(delay), max(delay), sum(distance), count(DISTINCT origin),
  count(DISTINCT destination), min(epoch_us(date::TIMESTAMP)), max(epoch_us(date::TIMESTAMP)), count(DISTINCT date::TIMESTAMP),
  bit_xor(hash(origin, destination, delay::BIGINT, distance::BIGINT, epoch_us(date::TIMESTAMP)))::VARCHAR FROM $files`;

/** What was extracted beside the file that was seeded, both read by DuckDB without the product or the local warehouse. */
const flightsOf = async (file: string): Promise<typeof extractedFlights> => {
  const { files, current } = await committedTable(e2e, 'lake', 'public', 'flights');
  const [source] = await queryFiles([file], `${CHECKSUMS} WHERE date < '${current.watermark?.settled}'`);
  const [extracted] = await queryFiles(files, CHECKSUMS);
  return { source, extracted, rows: Number(source?.[0]) };
};

const compared = async (table: string): Promise<Compared> => {
  // Rows without a key are loaded as soon as no more can come beside them.
  if (table === 'public.flights') {
    const { settled } = (await committedTable(e2e, 'lake', 'public', 'flights')).current.watermark ?? {};
    return tables.compare(table, { where: `date < '${settled}'` });
  }
  // The pipeline hashes it.
  if (table === 'travel.bookings') return tables.compare(table, { change: { email: 'SHA2(email, 256)' } });
  return tables.compare(table);
};

const inventory = async (): Promise<Record<TableName, Map<string, ShopRow>>> => {
  const read = byTable(() => new Map<string, ShopRow>());
  for (const table of TABLE_NAMES) read[table] = await tables.shop(table, CURRENT[table]);
  return read;
};

/** What of a table is there in the source now. */
const CURRENT: Partial<Record<TableName, string>> = { customers: 'is_current', orders: 'NOT is_deleted' };

const reportOf = <T>(run: string): Promise<T> => {
  const [pipeline = ''] = run.split(' ');
  const [, runId] = /runs\/([^/]+)\/report\.html$/.exec(runs[run]?.report ?? '') ?? [];
  return e2e.json<T>(`${e2e.root(pipeline)}runs/${runId}/report.json`);
};

describe('the demo', () => {
  it('succeeds in all its runs', () => {
    const ended = Object.entries(runs).map(([run, { hasSucceeded }]) => `${run}: ${hasSucceeded}`);
    expect({ ended, printed }).toEqual({
      ended: ['lake 1', 'replica 1', 'inventory 1', 'lake 2', 'replica 2', 'inventory 2'].map((run) => `${run}: true`),
      printed: expect.any(String),
    });
  });

  it('has real data, views, an empty table, odd names, and extracts all of it', async () => {
    const report = await reportOf<Report>('lake 1');
    const rows = Object.fromEntries(report.tables.map(({ table, rows: count }) => [table, count]));
    expect(rows).toMatchObject({
      ...seeded,
      'public.empty_table': 0,
      'public.every_type': 3,
      'public.busy_airports': 188,
    });
    expect(Object.keys(seeded)).toHaveLength(8);
    expect(rows).toMatchObject({ '"données"."Žluťoučký Kůň 🐴"': 2, '"données"."UPPER Case"': 1 });
    expect(report.totals).toMatchObject({ planned: 18, committed: 18, quarantined: 0 });
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
    expect(renderLook(result).split('\n')[0]).toBe(`${result.table} in s3://${e2e.bucket}/shuttle/lake`);
  });
});

it('flights come through UNLOAD row by row the same', () => {
  const { source, extracted, rows } = extractedFlights;
  expect(rows).toBeGreaterThan(50_000);
  expect(extracted).toEqual(source);
});

describe('the replica', () => {
  describe.each([1, 2] as const)('after run %i', (nth) => {
    it.each(REPLICATED)('%s is the same as its source', (table) => {
      expect(replica[nth][table]).toMatchObject({ missing: 0, surplus: 0 });
      expect(replica[nth][table]?.rows).toBeGreaterThanOrEqual(table === 'public.empty_table' ? 0 : 1);
    });
  });

  it('has the new column, and not the rows that are gone', async () => {
    expect(replica[2]['travel.bookings']?.rows).toBe((replica[1]['travel.bookings']?.rows ?? 0) + 500 - 120);
    expect(await tables.rows('SELECT COUNT(loyalty) FROM reports.travel.bookings')).toEqual([['500']]);
  });

  it('is all that was extracted but what COPY takes not', async () => {
    const { tables: extracted } = await reportOf<Report>('lake 2');
    const { tables: loaded } = await reportOf<LoadReport>('replica 2');
    const names = extracted.map(({ table }) => table).filter((table) => table !== 'public.every_type');
    expect(loaded.map(({ source }) => source).sort()).toEqual(names.sort());
  });
});

describe('the inventory', () => {
  const objects = inventoryObjects(shopHistory(SHOP));

  describe.each([1, 2] as const)('after part %i of the log', (nth) => {
    const expected: Record<TableName, ExpectedTable> = expectedTables(nth, 'apply', objects);

    it.each(TABLE_NAMES)('%s has every row and value', (table) => {
      expect(shop[nth][table].size).toBeGreaterThan(300);
      expect(shop[nth][table]).toEqual(expected[table].rows);
    });
  });

  it('keeps orders that are cancelled, and versions of customers', async () => {
    const [cancelled] = await tables.rows('SELECT COUNT(*) FROM reports.inventory.orders WHERE is_deleted');
    expect(Number(cancelled?.[0])).toBeGreaterThan(100);
    const [versions] = await tables.rows('SELECT COUNT(*) FROM reports.inventory.customers WHERE NOT is_current');
    expect(Number(versions?.[0])).toBeGreaterThan(100);
  });

  it('sets the broken line aside, and shows it', async () => {
    expect(await reportOf<LoadReport>('inventory 1')).toMatchObject({ badRows: { rows: 1 } });
    expect(await reportOf<LoadReport>('inventory 2')).toMatchObject({ badRows: { rows: 0 } });
    expect(printed.match(/^Quarantined: .*$/gm)).toEqual([expect.stringMatching(/^Quarantined: 1 x no JSON: /)]);
  });
});
