import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type BadRow, type Change, isBadRow, type Value } from '../../../lambdas/core/shape/change';
import { DebeziumChanges } from '../../../lambdas/core/shape/debezium/debezium-changes';
import { unscaledBytes } from '../../../local/demo/inventory/connect-value';
import { canonicalValue, expectedTables } from '../../../local/demo/inventory/expected-tables';
import { type InventoryObject, inventoryObjects } from '../../../local/demo/inventory/inventory-objects';
import { SHOP_TABLES, type ShopColumn, TABLE_NAMES, type TableName } from '../../../local/demo/inventory/shop-tables';
import { SOURCE_BUCKET, writeInventoryLog } from '../../../local/demo/inventory/write-inventory-log';
import { type LocalS3, startS3 } from '../../../local/s3/server';

const objects = inventoryObjects();
const BOTH = [...objects[1], ...objects[2]];

/** What the product's reader makes of an object. */
function read({ body }: InventoryObject): (Change | BadRow)[] {
  const reader = new DebeziumChanges();
  return [...reader.push(gunzipSync(body)), ...reader.end()];
}

/** A value of the reader, in the form in which values are expected. */
function shown(column: ShopColumn, value: Value | undefined): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'object') return canonicalValue(column.kind, 'json' in value ? value.json : value.number);
  const isIso = column.kind === 'timestamptz' && typeof value === 'string';
  return canonicalValue(column.kind, isIso ? value.replace('T', ' ').replace('Z', '+00') : value);
}

/**
 * The tables that changes make, applied one by one in the order in which they come: each column keeps the position that
 * told it last, each key that of its last change, a table that of its last TRUNCATE.
 */
function merged(changes: readonly Change[], truncates: boolean) {
  const tables = Object.fromEntries(
    TABLE_NAMES.map((name) => [name, new Map<string, Record<string, string | null>>()]),
  );
  const byKey = new Map<string, Change[]>();
  const barrier: Record<string, string> = {};
  for (const change of changes) {
    const name = change.table.name;
    if (change.op === 'T') {
      if (truncates && change.pos > (barrier[name] ?? '')) barrier[name] = change.pos;
      continue;
    }
    const key = (change.key ?? [])
      .map((column) => shown({ name: column, kind: 'integer' }, change.row[column]))
      .join('|');
    byKey.set(`${name} ${key}`, [...(byKey.get(`${name} ${key}`) ?? []), change]);
  }
  for (const [id, all] of byKey) {
    const [name, key] = id.split(' ') as [TableName, string];
    const live = all.filter(({ pos }) => pos > (barrier[name] ?? '')).sort((a, b) => (a.pos < b.pos ? -1 : 1));
    const end = live.map(({ op }) => op).lastIndexOf('D');
    const told = live.slice(end + 1);
    if (told.length === 0) continue;
    const row: Record<string, string | null> = {};
    for (const column of SHOP_TABLES[name].columns) {
      const last = told.findLast(({ absent }) => !absent.includes(column.name));
      row[column.name] = shown(column, last?.row[column.name]);
    }
    tables[name]?.set(key, row);
  }
  return tables;
}

const changesOf = (from: readonly InventoryObject[]) =>
  from.flatMap(read).filter((item): item is Change => !isBadRow(item));
const READ = BOTH.flatMap(read);
const ALL = READ.filter((item): item is Change => !isBadRow(item));
const rowsOf = (tables: Record<string, ReadonlyMap<string, object>>) =>
  Object.fromEntries(TABLE_NAMES.map((name) => [name, Object.fromEntries(tables[name] ?? [])]));
const expected = (...args: Parameters<typeof expectedTables>) => {
  const tables = expectedTables(args[0], args[1], objects);
  return rowsOf(Object.fromEntries(TABLE_NAMES.map((name) => [name, tables[name].rows])));
};

describe('the expected tables', () => {
  it.each([
    ['after the first instalment', 1, 'apply'],
    ['after both', 2, 'apply'],
    ['after both, truncates passed over', 2, 'ignore'],
  ] as const)('are what the product reads, %s', (_, instalment, truncates) => {
    const changes = instalment === 1 ? changesOf(objects[1]) : ALL;
    expect(rowsOf(merged(changes, truncates === 'apply'))).toEqual(expected(instalment, truncates));
  });

  it('change from the first to the second, and by truncates', () => {
    const [first, both, kept] = [expected(1), expected(2), expected(2, 'ignore')];
    for (const name of TABLE_NAMES) expect(both[name]).not.toEqual(first[name]);
    expect(Object.keys(kept.price_tags ?? {}).length).toBeGreaterThan(Object.keys(both.price_tags ?? {}).length);
  });

  it('are the same in every run', () => {
    const again = inventoryObjects();
    expect(again[1].map(({ key, body }) => [key, body.toString('base64')])).toEqual(
      objects[1].map(({ key, body }) => [key, body.toString('base64')]),
    );
    expect(
      rowsOf(Object.fromEntries(Object.entries(expectedTables(2)).map(([name, { rows }]) => [name, rows]))),
    ).toEqual(expected(2));
  });
});

describe('the log', () => {
  const all = READ;
  const changes = ALL;

  it('has about 40,000 events of 5,000 customers and more', () => {
    expect(BOTH.flatMap(({ entries }) => entries).length).toBeGreaterThan(36_000);
    expect(BOTH.flatMap(({ entries }) => entries).length).toBeLessThan(44_000);
    expect(Object.keys(expected(1).customers ?? {}).length).toBeGreaterThan(5_000);
  });

  it('has one line that was cut off, which is told in full beside it', () => {
    const bad = all.filter(isBadRow);
    expect(bad).toHaveLength(1);
    expect(BOTH.reduce((sum, { badLines }) => sum + badLines, 0)).toBe(1);
    const holder = BOTH.find(({ badLines }) => badLines > 0) as InventoryObject;
    const lines = gunzipSync(holder.body).toString('utf8').split('\n');
    expect(lines.filter((line) => line.startsWith(bad[0]?.text ?? 'none'))).toHaveLength(2);
  });

  it('has every kind of change', () => {
    const ops = new Set(BOTH.flatMap(({ entries }) => entries.map(({ op }) => op)));
    expect(ops).toEqual(new Set(['r', 'c', 'u', 'd', 't']));
    expect(changes.filter(({ op }) => op === 'T').map(({ table }) => table.name)).toEqual(['price_tags', 'price_tags']);
    expect(changes.some(({ absent }) => absent.includes('description'))).toBe(true);
    const tombstones = BOTH.flatMap(
      ({ body }) =>
        gunzipSync(body)
          .toString('utf8')
          .match(/"value":null,"offset"/g) ?? [],
    );
    expect(tombstones.length).toBeGreaterThan(100);
  });

  it('changes keys: the old row goes at the same place where the new one comes', () => {
    const moved = BOTH.flatMap(({ entries }) => entries).filter(({ op, lsn }, i, entries) => {
      const next = entries[i + 1];
      return op === 'd' && next?.op === 'c' && next.lsn === lsn;
    });
    expect(moved.length).toBeGreaterThan(20);
    expect(moved[0]?.table).toBe('customers');
  });

  it('has schemas for products alone, with types that need them', () => {
    const typed = new Map(changes.map(({ table, types }) => [table.name, types ?? {}]));
    expect(typed.get('products')).toMatchObject({
      price: 'numeric(10,2)',
      weight_kg: 'numeric(10,3)',
      attributes: 'super',
      released: 'date',
      created_at: 'timestamptz',
      updated_at: 'timestamp',
    });
    for (const name of TABLE_NAMES.filter((each) => each !== 'products')) expect(typed.get(name)).toEqual({});
  });

  it('brings an object late, whose rows have changed since', () => {
    const late = objects[2].find(({ entries }) => entries[0] && entries[0].lsn < firstOf(objects[2], 'customers'));
    expect(late?.key).toMatch(/inventory\.public\.orders\+0/);
    const known = new Set(objects[1].flatMap(({ entries }) => entries).map(({ after }) => after?.id));
    expect(late?.entries.some(({ after }) => known.has(after?.id ?? null))).toBe(true);
    expect(objects[1].map(({ key }) => key)).not.toContain(late?.key);
  });

  it('brings an object twice, byte by byte', () => {
    const replay = objects[2].find(({ key }) => key.endsWith('.again.json.gz')) as InventoryObject;
    const original = objects[1].find(({ key }) => key === replay.key.replace('.again', '')) as InventoryObject;
    expect(replay.body.equals(original.body)).toBe(true);
  });

  it('gets a column between the instalments', () => {
    const hasLoyalty = (from: readonly InventoryObject[]) =>
      from.flatMap(({ entries }) => entries).some(({ after }) => after !== null && 'loyalty' in after);
    expect([hasLoyalty(objects[1]), hasLoyalty(objects[2])]).toEqual([false, true]);
  });
});

const firstOf = (from: readonly InventoryObject[], table: string): number =>
  Math.min(
    ...from
      .flatMap(({ entries }) => entries)
      .filter((entry) => entry.table === table)
      .map(({ lsn }) => lsn),
  );

it.each([
  ['0', 2, '00'],
  ['1.28', 2, '0080'],
  ['-1.28', 2, '80'],
  ['-0.01', 2, 'ff'],
  ['327.68', 2, '008000'],
  ['7', 3, '1b58'],
])('%s with %i digits behind the point is %s in bytes', (decimal, scale, hex) => {
  expect(unscaledBytes(decimal, scale).toString('hex')).toBe(hex);
});

it.each([
  ['decimal', '12.500000', '12.5'],
  ['decimal', '100.00', '100'],
  ['decimal', 100, '100'],
  ['integer', 100n, '100'],
  ['boolean', true, 'true'],
  ['timestamp', '2026-03-01 00:00:00.120000', '2026-03-01 00:00:00.12'],
  ['timestamp', '2026-03-01 00:00:00.000000', '2026-03-01 00:00:00'],
  ['timestamptz', '2026-03-01 00:00:00.10+00', '2026-03-01 00:00:00.1+00'],
  ['timestamptz', '2026-03-01 00:00:10+00', '2026-03-01 00:00:10+00'],
  ['json', '{"a": [1, 2]}', '{"a":[1,2]}'],
  ['text', 'a ', 'a '],
  ['text', null, null],
] as const)('a %s printed as %s is expected as %s', (kind, printed, value) => {
  expect(canonicalValue(kind, printed)).toBe(value);
});

describe('in the local S3', () => {
  let root: string;
  let s3: LocalS3;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'shuttle-inventory-'));
    s3 = await startS3({ root, region: 'eu-west-1' });
  });
  afterAll(async () => {
    await s3.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('lies in a bucket of its own, as a sink connector leaves it', async () => {
    const first = await writeInventoryLog(s3, 1);
    expect(first).toMatchObject({ bucket: SOURCE_BUCKET, prefix: 'topics', objects: objects[1].length, badLines: 1 });
    await writeInventoryLog(s3, 2);
    const { objects: listed } = await s3.store.list(SOURCE_BUCKET, { prefix: 'topics/', maxKeys: 1000 });
    expect(new Set(listed.map(({ key }) => key))).toEqual(new Set(BOTH.map(({ key }) => key)));
    for (const { key } of listed) {
      expect(key).toMatch(
        /^topics\/inventory\.public\.[a-z_]+\/partition=0\/inventory\.public\.[a-z_]+\+0\+\d{10}(\.again)?\.json\.gz$/,
      );
    }
  });
});
