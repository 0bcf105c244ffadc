import { PartWriter } from '../../../../lambdas/core/parquet/part-writer';
import { readWithDuckDb } from '../../../support/parquet-duckdb';
import { footerOf } from '../../../support/parquet-footer';
import { columnsOf, nothing, text, writePart } from '../../../support/parquet-part';

const types = { id: 'bigint', note: 'text' };
const rowsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_row, i) => [text(`${first + i}`), text(`note ${first + i}`)]);
const options = { table: 'public.t', schemaVersion: '0123456789ab' };

describe('row groups', () => {
  it.each<[string, number[], number, number[]]>([
    ['a page that fills one exactly', [5], 5, [5]],
    ['a row more than one', [6], 5, [5, 1]],
    ['a page of several', [12], 5, [5, 5, 2]],
    ['pages that add up', [2, 2, 2], 5, [5, 1]],
    ['pages that end with one', [2, 3, 5], 5, [5, 5]],
    ['empty pages between', [0, 3, 0, 0, 3, 0], 5, [5, 1]],
    ['more than a slice', [10_000], 100_000, [10_000]],
  ])('%s', async (_what, pages, rowGroupRows, groups) => {
    let first = 0;
    const part = await writePart(
      types,
      pages.map((count) => {
        first += count;
        return rowsFrom(first - count, count);
      }),
      { rowGroupRows },
    );
    expect(footerOf(part.file).row_groups.map((group) => Number(group.num_rows))).toEqual(groups);
    expect(part.rows).toBe(first);
    // One call of the sink for each row group, and one for the footer.
    expect(part.chunks).toHaveLength(groups.length + 1);
    const read = await readWithDuckDb(part.file);
    expect(read).toEqual(Array.from({ length: first }, (_row, i) => [BigInt(i), `note ${i}`]));
  });

  it('count the rows that were kept', async () => {
    const page = rowsFrom(0, 12).map((row, i) => (i % 3 === 0 ? [text('bad'), nothing] : row));
    const part = await writePart(types, [page], { rowGroupRows: 5 });
    const groups = footerOf(part.file).row_groups.map((group) => Number(group.num_rows));
    expect(groups.reduce((a, b) => a + b)).toBe(8);
    expect(Math.max(...groups)).toBeLessThanOrEqual(5);
  });

  it('close at a number of bytes', async () => {
    const wide = Array.from({ length: 64 }, (_row, i) => [text(`${i}`), text(`${i}`.padEnd(1_000, 'x'))]);
    const part = await writePart(types, Array(8).fill(wide), { rowGroupBytes: 100_000, pageBytes: 1_000_000 });
    const groups = footerOf(part.file).row_groups.map((group) => Number(group.num_rows));
    expect(groups.length).toBeGreaterThan(1);
    expect(groups.reduce((a, b) => a + b)).toBe(512);
  });
});

describe('data pages', () => {
  it('close at a number of bytes, nulls in their places', async () => {
    const types = { n: 'bigint', t: 'text', d: 'numeric(20,0)', b: 'boolean' };
    const page = (first: number) =>
      Array.from({ length: 100 }, (_row, i) => {
        const n = first + i;
        const value = n % 7 === 0 ? nothing : text(`${n}`);
        return [value, value, value, n % 7 === 0 ? nothing : { booleanValue: n % 2 === 0 }];
      });
    const part = await writePart(types, [page(0), page(100), page(200), page(300)], { pageBytes: 300 });
    expect(await readWithDuckDb(part.file, 'n, t, d::VARCHAR, b')).toEqual(
      Array.from({ length: 400 }, (_row, n) =>
        n % 7 === 0 ? [null, null, null, null] : [BigInt(n), `${n}`, `${n}`, n % 2 === 0],
      ),
    );
  });
});

describe('texts', () => {
  const values = (file: Buffer) => footerOf(file).row_groups.map((group) => group.columns[0]?.meta_data?.encodings);

  it.each<[string, (i: number) => string, number]>([
    ['few that repeat', (i) => `status ${i % 3}`, 3_000],
    ['one', () => 'same', 3_000],
    ['many that differ', (i) => `unique ${i}`, 3_000],
    ['some that repeat, then many that differ', (i) => (i < 6_000 ? `s${i % 9}` : `unique ${i}`), 30_000],
    ['257 in turn', (i) => `v${i % 257}`, 5_000],
  ])('%s', async (_what, of, count) => {
    const pages = [];
    for (let first = 0; first < count; first += 1_000) {
      pages.push(Array.from({ length: 1_000 }, (_row, i) => [(first + i) % 11 === 0 ? nothing : text(of(first + i))]));
    }
    const part = await writePart({ t: 'text' }, pages, { rowGroupRows: 20_000, pageBytes: 4_000 });
    expect((await readWithDuckDb(part.file)).map(([t]) => t)).toEqual(
      Array.from({ length: count }, (_row, i) => (i % 11 === 0 ? null : of(i))),
    );
  });

  it('take a dictionary while it pays, and not again in the row groups after', async () => {
    const rows = (of: (i: number) => string) => Array.from({ length: 4_000 }, (_row, i) => [text(of(i))]);
    const repeated = await writePart({ t: 'text' }, [rows((i) => `status ${i % 3}`)]);
    const unique = await writePart({ t: 'text' }, [rows(String), rows(String)], { rowGroupRows: 4_000 });
    expect(values(repeated.file)).toEqual([['PLAIN', 'PLAIN_DICTIONARY', 'RLE']]);
    expect(values(unique.file)).toEqual([
      ['PLAIN', 'PLAIN_DICTIONARY', 'RLE'],
      ['PLAIN', 'RLE'],
    ]);
    expect(repeated.file.length).toBeLessThan(3_000);
  });
});

describe('memory', () => {
  it('holds no more than a row group and the page that passed its limit', async () => {
    const rowGroupBytes = 200_000;
    let most = 0;
    let total = 0;
    const writer = new PartWriter(
      columnsOf({ id: 'bigint', a: 'text', b: 'text', c: 'numeric(30,2)' }),
      (bytes) => {
        total += bytes.length;
      },
      { ...options, rowGroupBytes, pageBytes: 50_000 },
    );
    let seed = 1;
    const noise = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed.toString(36);
    };
    for (let page = 0; page < 60; page++) {
      const records = Array.from({ length: 500 }, (_row, i) => [
        text(`${page * 500 + i}`),
        text(`${noise()}${noise()}${noise()}${noise()}`),
        text(`status ${i % 5}`),
        text(`${seed}.25`),
      ]);
      await writer.addPage(records);
      most = Math.max(most, writer.bufferedBytes);
    }
    const { rows, bytes } = await writer.finish();
    expect(rows).toBe(30_000);
    expect(bytes).toBe(total);
    expect(total).toBeGreaterThan(3 * rowGroupBytes);
    expect(most).toBeLessThan(rowGroupBytes);
    expect(most).toBeGreaterThan(rowGroupBytes / 4);
    expect(writer.bufferedBytes).toBe(0);
  });
});

describe('the sink', () => {
  it('holds the writer back until it has taken the bytes', async () => {
    const waiting: (() => void)[] = [];
    const writer = new PartWriter(columnsOf(types), () => new Promise((resolve) => waiting.push(resolve)), {
      ...options,
      rowGroupRows: 2,
    });
    let done = false;
    const adding = writer.addPage(rowsFrom(0, 6)).then(() => {
      done = true;
    });
    for (const calls of [1, 2, 3]) {
      await new Promise(setImmediate);
      expect(waiting).toHaveLength(calls);
      expect(done).toBe(false);
      waiting.at(-1)?.();
    }
    await adding;
    expect(waiting).toHaveLength(3);
  });

  it('gets bytes that stay as they are', async () => {
    const kept: { bytes: Uint8Array; copy: Buffer }[] = [];
    const writer = new PartWriter(columnsOf(types), (bytes) => void kept.push({ bytes, copy: Buffer.from(bytes) }), {
      ...options,
      rowGroupRows: 100,
    });
    for (let page = 0; page < 5; page++) await writer.addPage(rowsFrom(page * 100, 100));
    await writer.finish();
    expect(kept).toHaveLength(6);
    for (const { bytes, copy } of kept) expect(Buffer.compare(bytes, copy)).toBe(0);
  });

  it('ends the file when it fails', async () => {
    const writer = new PartWriter(columnsOf(types), () => Promise.reject(new Error('no space')), {
      ...options,
      rowGroupRows: 2,
    });
    await expect(writer.addPage(rowsFrom(0, 2))).rejects.toThrow('no space');
    await expect(writer.addPage(rowsFrom(2, 2))).rejects.toThrow('the part writer is busy');
    await expect(writer.finish()).rejects.toThrow('the part writer is busy');
  });
});

describe('a part', () => {
  it('without rows is a valid file', async () => {
    const part = await writePart(types, []);
    expect(part.rows).toBe(0);
    expect(footerOf(part.file).row_groups).toEqual([]);
    expect(await readWithDuckDb(part.file)).toEqual([]);
  });

  it('of quarantined rows only is one too', async () => {
    const part = await writePart(types, [[[text('x'), nothing]]]);
    expect(part).toMatchObject({ rows: 0, written: 0, quarantined: [{ row: 0, column: 'id' }] });
    expect(await readWithDuckDb(part.file)).toEqual([]);
  });

  it('takes nothing after its end', async () => {
    const writer = new PartWriter(columnsOf(types), () => {}, options);
    await writer.finish();
    await expect(writer.addPage([])).rejects.toThrow('the part writer is closed');
    await expect(writer.finish()).rejects.toThrow('the part writer is closed');
  });

  it('needs a column', () => {
    expect(() => new PartWriter([], () => {}, options)).toThrow(RangeError);
  });

  it('is the same file for the same pages', async () => {
    const once = await writePart(types, [rowsFrom(0, 50), rowsFrom(50, 50)]);
    const again = await writePart(types, [rowsFrom(0, 50), rowsFrom(50, 50)]);
    expect(again.file.equals(once.file)).toBe(true);
  });
});
