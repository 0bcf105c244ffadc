import { Readable } from 'node:stream';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { ParquetFile } from '../../../../../lambdas/core/shape/parquet/parquet-file';
import { duckParquet, duckRows, readParquet } from './parquet-files';

/** Rows of every kind of column: sparse, of many pages, repeated, deep. */
const MANY = `SELECT i::BIGINT AS id,
  CASE WHEN i % 3 = 0 THEN NULL ELSE 'v' || (i % 50) END AS word,
  repeat(md5(i::VARCHAR), 1 + i % 5) AS noise,
  (i / 7)::DECIMAL(20,6) AS amount,
  CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN [] ELSE range(i % 9) END AS list,
  CASE WHEN i % 5 = 0 THEN NULL ELSE {'a': i, 'b': CASE WHEN i % 2 = 0 THEN [{'c': 'x' || i}, NULL] END} END AS deep,
  CASE WHEN i % 6 = 0 THEN NULL ELSE MAP {'k' || (i % 3): i} END AS pairs
FROM range(2500) r(i)`;
const EXPECTED = `SELECT id::VARCHAR, word, noise, amount::VARCHAR, to_json(list)::VARCHAR, to_json(deep)::VARCHAR,
  to_json(pairs)::VARCHAR FROM (${MANY}) ORDER BY id`;

describe('files', () => {
  let expected: unknown[];
  const text = (row: unknown) =>
    (row as unknown[]).map((value) => (typeof value === 'string' && value.startsWith('#') ? value.slice(1) : value));

  beforeAll(async () => {
    expected = await duckRows(EXPECTED);
  });

  it.each(['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'])('compressed: %s', async (codec) => {
    const file = await duckParquet(MANY, `COMPRESSION ${codec}, ROW_GROUP_SIZE 2048`);
    expect((await readParquet(file)).rows.map(text)).toEqual(expected);
  });

  it.each(['V1', 'V2'])('of version %s', async (version) => {
    const file = await duckParquet(MANY, `PARQUET_VERSION ${version}`);
    expect((await readParquet(file)).rows.map(text)).toEqual(expected);
  });

  it.each([
    ['at once', { file: 2 ** 30, rowGroup: 2 ** 30, window: 1 }, 1],
    ['by row groups', { file: 0, rowGroup: 2 ** 30, window: 1 }, 3],
  ])('%s: the requests', async (_, limits, requests) => {
    const file = await duckParquet(MANY, 'ROW_GROUP_SIZE 2048');
    const { rows, slices } = await readParquet(file, limits);
    expect(rows.map(text)).toEqual(expected);
    expect(slices).toHaveLength(requests);
  });

  it.each([1, 1_000, 4_000])('a large row group by windows of %i bytes', async (window) => {
    const file = await duckParquet(MANY);
    const { rows, slices } = await readParquet(file, { file: 0, rowGroup: 0, window });
    expect(rows.map(text)).toEqual(expected);
    // The footer, and each column in several reads, none of which overlaps another.
    const reads = slices.slice(1).sort(([a], [b]) => a - b);
    expect(reads.length).toBeGreaterThan(12);
    reads.forEach(([start, end], i) => {
      expect(end).toBeLessThanOrEqual(reads[i + 1]?.[0] ?? file.length);
      expect(start).toBeLessThan(end);
    });
  });

  it('without rows', async () => {
    const { rows, types } = await readParquet(await duckParquet('SELECT 1 AS a WHERE false'));
    expect([rows, types]).toEqual([[], { a: 'integer' }]);
  });

  it('places of rows', async () => {
    const { items } = await readParquet(await duckParquet(MANY, 'ROW_GROUP_SIZE 2048'));
    expect(items.map(({ location }) => location.row)).toEqual(items.map((_, i) => i + 1));
    expect(new Set(items.map(({ location }) => location.byte)).size).toBe(2);
  });
});

it('lists of many pages', async () => {
  const data = Array.from({ length: 60 }, (_, i) =>
    i % 4 === 3 ? null : Array.from({ length: (i * 7) % 23 }, (_item, k) => (k % 5 === 4 ? null : `${i}-${k}`)),
  );
  const list = { name: 'c', repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 };
  const schema = [
    { name: 'root', num_children: 1 },
    list,
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  ];
  const columnData = [{ name: 'c', data }];
  for (const pageSize of [20, 100, 100_000]) {
    const file = parquetWriteBuffer({ schema, columnData, pageSize } as never);
    const { rows } = await readParquet(new Uint8Array(file));
    expect(rows).toEqual(data.map((item) => [item && JSON.stringify(item)]));
  }
});

describe('rows that cannot be told', () => {
  it.each<[string, string]>([
    ["'a' || chr(0)", 'column "c": a NUL character, which Redshift cannot hold'],
    ["DATE '10000-01-01'", 'column "c": a time outside the years 1 to 9999'],
    ["TIMESTAMP '0001-01-01 00:00:00' - INTERVAL 1 SECOND", 'column "c": a time outside the years 1 to 9999'],
    ["['ok', 'a' || chr(0)]", 'column "c": a NUL character, which Redshift cannot hold'],
  ])('%s', async (sql, reason) => {
    const { items } = await readParquet(await duckParquet(`SELECT 7 AS id, ${sql} AS c UNION ALL SELECT 8, NULL`));
    expect(items).toMatchObject([
      { reason, text: '{"id":7}', location: { row: 1 } },
      { row: { id: { number: '8' }, c: null }, text: '{"id":8,"c":null}' },
    ]);
  });
});

describe('files that cannot be read', () => {
  it('cut off anywhere', async () => {
    const file = await duckParquet(MANY.replace('2500', '100'));
    for (let length = 0; length < file.length; length += 1 + Math.floor(length / 40)) {
      await expect(readParquet(file.subarray(0, length))).rejects.toMatchObject({ name: 'ObjectUnreadable' });
    }
  });

  it.each<[string, (file: Buffer) => Uint8Array, string]>([
    ['encrypted', (file) => Buffer.concat([file.subarray(0, -4), Buffer.from('PARE')]), 'encrypted'],
    ['with a footer that is too long', (file) => withFooterLength(file, 2 ** 31), 'longer than the object'],
    ['with a footer of nothing', (file) => withFooterLength(file, 0), 'its footer'],
    ['text', () => Buffer.from('id,name\n1,a\n2,b\n'), 'does not end as Parquet does'],
    ['without their middle', (file) => Buffer.concat([file.subarray(0, 40), file.subarray(-2_500)]), 'broken Parquet'],
  ])('%s', async (_, mend, message) => {
    const reading = readParquet(mend(await duckParquet(MANY)));
    await expect(reading).rejects.toMatchObject({
      name: 'ObjectUnreadable',
      message: expect.stringContaining(message),
    });
  });

  it('with bytes that flipped: never an error of another name', async () => {
    const file = await duckParquet(MANY.replace('2500', '60'), 'COMPRESSION zstd');
    let unreadable = 0;
    for (let at = 4; at < file.length - 4; at += 23) {
      const copy = Buffer.from(file);
      copy[at] = (copy[at] ?? 0) ^ (1 << (at % 8));
      await readParquet(copy).catch((error) => {
        expect(error).toMatchObject({ name: 'ObjectUnreadable' });
        unreadable++;
      });
    }
    expect(unreadable).toBeGreaterThan(10);
  });

  it('an error of the object itself goes through', async () => {
    const broken = new Error('connection');
    const object = { sizeBytes: 100, chunks: () => Readable.from([]), slice: () => Promise.reject(broken) };
    await expect(ParquetFile.open(object)).rejects.toBe(broken);
  });

  it('two columns of one name', async () => {
    const file = parquetWriteBuffer({
      columnData: [
        { name: 'a', data: [1], type: 'INT32' },
        { name: 'a', data: [2], type: 'INT32' },
      ],
    });
    await expect(readParquet(new Uint8Array(file))).rejects.toThrow('twice');
  });
});

function withFooterLength(file: Buffer, length: number): Buffer {
  const copy = Buffer.from(file);
  copy.writeUInt32LE(length, copy.length - 8);
  return copy;
}
