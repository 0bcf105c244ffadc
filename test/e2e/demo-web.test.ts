import { PassThrough } from 'node:stream';
import type { LoadReport } from '../../lambdas/core/load-report/load-report';
import { readTextRows } from '../../local/data-api/text-rows';
import type { Instalment } from '../../local/demo/inventory/inventory-objects';
import { playDemo } from '../../local/demo/play-demo';
import { prepareDemo } from '../../local/demo/prepare-demo';
import type { DemoRun } from '../../local/demo/run-pipeline';
import { Stopwatch } from '../../local/demo/stopwatch';
import { expectedWeb } from '../../local/demo/web/expected-web';
import type { Json } from '../../local/demo/web/web-event';
import { linesOf, type WebSize, webObjects } from '../../local/demo/web/web-objects';
import { workerThreads } from '../../local/lambda/function-thread';
import type { EngineSession } from '../../local/redshift/engine';
import { assemblyFolder } from '../support/assemblies';
import { E2e } from '../support/e2e-environment';

const SIZE: WebSize = { events: { 1: 1_600, 2: 400 }, objectEvents: 200 };

type Row = Readonly<Record<string, string | null>>;
/** Rows by id, by table. */
type Tables = Map<string, Map<string, Row>>;

const EXPECTED = { 1: expectedWeb(1, SIZE), 2: expectedWeb(2, SIZE) };

let e2e: E2e;
let session: EngineSession;
let printed = '';
const found = {} as Record<Instalment, Tables>;
const reports = {} as Record<Instalment, LoadReport>;
let ended: string[];

beforeAll(async () => {
  // As in demo.test.ts: the deployed bundles, in threads, over sockets.
  e2e = await E2e.open({ assembly: assemblyFolder('demo'), threads: workerThreads });
  const { environment, clock, warehouse } = e2e;
  const out = new PassThrough();
  out.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  await prepareDemo(environment);
  session = await warehouse.connect({ database: 'reports', dbUser: 'admin' });
  const afterRun = async ({ report }: DemoRun, nth: Instalment): Promise<void> => {
    const [, runId] = /runs\/([^/]+)\/report\.html$/.exec(report ?? '') ?? [];
    reports[nth] = await e2e.json<LoadReport>(`${e2e.root('web')}runs/${runId}/report.json`);
    found[nth] = await read(nth);
  };
  const stage = { environment, clock, out: out as unknown as NodeJS.WriteStream };
  const stopwatch = new Stopwatch(() => clock.now());
  const runs = await playDemo(stage, { parts: new Set(['web']), web: SIZE, stopwatch, afterRun });
  ended = runs.map(({ pipeline, hasSucceeded }) => `${pipeline}: ${hasSucceeded}`);
}, 480_000);
afterAll(async () => {
  await session?.close();
  await e2e?.close();
});

const read = async (nth: Instalment): Promise<Tables> => {
  const all: Tables = new Map();
  for (const table of EXPECTED[nth].keys()) {
    const result = await session.execute(`SELECT * FROM analytics_web."${table}"`);
    const names = result.columns.map(({ name }) => name);
    const rows = (await readTextRows(result)).map(
      (values): Row => Object.fromEntries(names.map((name, i) => [name, values[i] ?? null])),
    );
    const byId = new Map(rows.map((row) => [String(row.id), row]));
    // One row for each messageId.
    expect({ table, rows: rows.length }).toEqual({ table, rows: byId.size });
    all.set(table, byId);
  }
  return all;
};

const isTime = (column: string): boolean => column === 'timestamp' || column.endsWith('_at');

/** A value as the warehouse may print it, in the form of what is expected; of a column's conflict columns the one that has it. */
const comparable = (row: Row, column: string, like: Json | undefined): Json | undefined => {
  const names = Object.keys(row).filter((name) => name === column || name.startsWith(`${column}__`));
  const values = names.map((name) => row[name]).filter((value) => value !== null);
  const [text] = values;
  if (text === undefined || text === null) return undefined;
  if (values.length > 1) return `${values.length} values: ${values.join(', ')}`;
  if (isTime(column)) return Date.parse(`${text.replace(' ', 'T')}Z`);
  if (typeof like === 'number') return Number(text);
  if (typeof like === 'boolean') return text === 'true';
  if (Array.isArray(like)) return JSON.parse(text);
  return /^\d{4}-\d\d-\d\d 00:00:00$/.test(text) ? text.slice(0, 10) : text;
};

/** Every value that is expected, as it was found. */
const likeExpected = (nth: Instalment, table: string) => {
  const expected = EXPECTED[nth].get(table) ?? new Map();
  const columns = new Set([...expected.values()].flatMap((row) => [...row.keys()]));
  const pairs = [...expected].map(([id, row]) => {
    const is = found[nth].get(table)?.get(id) ?? {};
    const of = (value: (column: string) => Json | undefined) =>
      Object.fromEntries([...columns].map((column) => [column, value(column)]));
    return {
      id,
      expected: of((column) => row.get(column)),
      is: of((column) => comparable(is, column, row.get(column))),
    };
  });
  return {
    expected: pairs.map(({ id, expected: row }) => ({ id, ...row })),
    is: pairs.map(({ id, is: row }) => ({ id, ...row })),
  };
};

it('succeeds in both runs', () => {
  expect({ ended, printed }).toEqual({ ended: ['web: true', 'web: true'], printed: expect.any(String) });
});

describe.each([1, 2] as const)('after part %i', (nth) => {
  it.each([...EXPECTED[nth].keys()])('%s has every row and value', (table) => {
    expect(EXPECTED[nth].get(table)?.size).toBeGreaterThan(0);
    expect([...(found[nth].get(table)?.keys() ?? [])].sort()).toEqual(
      [...(EXPECTED[nth].get(table)?.keys() ?? [])].sort(),
    );
    const { expected, is } = likeExpected(nth, table);
    expect(is).toEqual(expected);
  });

  it('gives each row one fate', () => {
    for (const { table, rows } of reports[nth].tables) {
      const { read, ...fates } = rows;
      const sum = Object.values(fates).reduce((all, count) => all + count, 0);
      expect({ table, sum }).toEqual({ table, sum: read });
    }
  });
});

const changesOf = (nth: Instalment, what: string): string[] =>
  reports[nth].tables.flatMap(({ table, batches }) =>
    batches
      .flatMap(({ changes }) => changes)
      .filter((change) => change.what === what)
      .map(({ name }) => (what === 'table created' ? name : `${table}.${name}`)),
  );

it('tells how many events came twice', () => {
  const events = [...webObjects(1, SIZE)].flatMap((object) => object.events).filter(({ type }) => type === 'page');
  const twice = events.length - new Set(events.map(({ messageId }) => messageId)).size;
  expect(twice).toBeGreaterThan(0);
  const pages = reports[1].tables.find(({ table }) => table === 'analytics_web.pages');
  expect(pages?.rows).toMatchObject({ read: events.length, applied: events.length - twice, superseded: twice });
});

it('makes a table for each event, dozens of them, and none of those that are left out', () => {
  const names = (nth: Instalment) => [...EXPECTED[nth].keys()].map((table) => `analytics_web.${table}`);
  expect(changesOf(1, 'table created').sort()).toEqual(names(1).sort());
  expect(names(1).length).toBeGreaterThan(35);
  expect(changesOf(2, 'table created')).toEqual(names(2).filter((name) => !names(1).includes(name)));
  expect(changesOf(2, 'table created')).toEqual(['analytics_web.gift_card_redeemed']);
});

it('adds the columns that the second part brings, and no dropped one', () => {
  expect(changesOf(2, 'column added')).toEqual(
    expect.arrayContaining([
      'analytics_web.order_completed.gift_wrap',
      'analytics_web.users.loyalty_tier',
      'analytics_web.identifies.loyalty_tier',
    ]),
  );
  const phones = [...found[2].values()].flatMap((rows) => [...rows.values()]).filter((row) => 'phone' in row);
  expect(phones).toEqual([]);
});

it('keeps values that do not fit beside their column', () => {
  const rows = [...(found[2].get('products_searched')?.values() ?? [])];
  const many = rows.filter((row) => row.results__varchar === 'many');
  const expected = [...(EXPECTED[2].get('products_searched')?.values() ?? [])];
  expect(many.length).toBeGreaterThan(0);
  expect(many).toHaveLength(expected.filter((row) => row.get('results') === 'many').length);
  expect(many.every(({ results }) => results === null)).toBe(true);
  expect(reports[2].tables.flatMap(({ conflicts }) => conflicts)).toContainEqual({
    column: 'results',
    targetType: 'bigint',
    dataType: expect.stringMatching(/^varchar/),
    to: 'results__varchar',
  });
});

it('sets lines aside that are no events, and shows what it did', () => {
  expect(reports[1].badRows.rows).toBe(5);
  expect(reports[2].badRows.rows).toBe(0);
  expect(printed).toContain('New columns: ');
  expect(printed).toContain('  analytics_web.products_searched.results bigint -> results__varchar\n');
  expect(printed).toMatch(/^[\d,]+ events in [\d.]+ s: [\d,]+ a second$/m);
  expect(printed).toMatch(/^[\d,]+ rows in [\d.]+ s \([\d,]+ a second\), of which/m);
});

it('is the same each time', () => {
  const texts = () =>
    ([1, 2] as const).flatMap((nth) => [...webObjects(nth, SIZE)].map((each) => each.key + linesOf(each)));
  expect(texts()).toEqual(texts());
});
