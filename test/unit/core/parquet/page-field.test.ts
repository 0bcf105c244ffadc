import { OUTSIDE_YEARS } from '../../../../lambdas/core/catalog/column-mapping';
import { SchemaMismatch } from '../../../../lambdas/core/errors';
import type { Field } from '../../../../lambdas/core/parquet/page-field';
import { readWithDuckDb } from '../../../support/parquet-duckdb';
import { nothing, text, writePart } from '../../../support/parquet-part';

describe('a value that cannot be kept exactly', () => {
  it.each<[string, Field, string]>([
    ['bigint', { longValue: 5 }, 'expected stringValue, found longValue'],
    ['bigint', text(''), 'not an integer of 64 bits'],
    ['bigint', text('-'), 'not an integer of 64 bits'],
    ['bigint', text('12a'), 'not an integer'],
    ['bigint', text('1.0'), 'not an integer'],
    ['bigint', text('+1'), 'not an integer'],
    ['bigint', text(' 1'), 'not an integer'],
    ['bigint', text('--1'), 'not an integer'],
    ['bigint', text('9999999999999999999'), 'not an integer of 64 bits'],
    ['bigint', text('9223372036854775808'), 'not an integer of 64 bits'],
    ['bigint', text('-9223372036854775809'), 'not an integer of 64 bits'],
    ['bigint', text('12345678901234567890123'), 'not an integer of 64 bits'],
    ['integer', text('5'), 'expected longValue, found stringValue'],
    ['integer', { longValue: 2 ** 53 }, 'a longValue beyond 2^53 is not exact'],
    ['integer', { longValue: 1.5 }, 'a longValue beyond 2^53 is not exact'],
    ['numeric(5,2)', { doubleValue: 1.25 }, 'expected stringValue, found doubleValue'],
    ['numeric(5,2)', text('1.255'), 'more than 2 decimals'],
    ['numeric(5,2)', text('1000.00'), 'more than 3 digits before the point'],
    ['numeric(5,5)', text('1.00000'), 'more than 0 digits before the point'],
    ['numeric(5,2)', text('1000'), 'more than 3 digits before the point'],
    ['numeric(38,2)', text(`1${'0'.repeat(36)}.00`), 'more than 36 digits before the point'],
    ['numeric(5,2)', text('1E2'), 'not a decimal number'],
    ['numeric(5,2)', text('1.2.3'), 'not a decimal number'],
    ['numeric(5,2)', text('NaN'), 'not a decimal number'],
    ['numeric(5,2)', text('.'), 'not a decimal number'],
    ['numeric(5,2)', text('1.'), 'not a decimal number'],
    ['numeric(5,2)', text('-'), 'not a decimal number'],
    ['numeric(5,2)', text(''), 'not a decimal number'],
    ['real', { doubleValue: 1e39 }, 'beyond the range of REAL'],
    ['double precision', text('1.5'), 'expected doubleValue, found stringValue'],
    ['double precision', { longValue: 1 }, 'expected doubleValue, found longValue'],
    ['boolean', text('t'), 'expected booleanValue, found stringValue'],
    ['date', text(OUTSIDE_YEARS), 'outside years 0001-9999'],
    ['date', text('2023-02-29'), 'not a date YYYY-MM-DD'],
    ['date', text('1900-02-29'), 'not a date YYYY-MM-DD'],
    ['date', text('2024-00-10'), 'not a date YYYY-MM-DD'],
    ['date', text('2024-13-10'), 'not a date YYYY-MM-DD'],
    ['date', text('2024-04-31'), 'not a date YYYY-MM-DD'],
    ['date', text('0000-01-01'), 'not a date YYYY-MM-DD'],
    ['date', text('2024-1-10'), 'not a date YYYY-MM-DD'],
    ['date', text('02/03/2024'), 'not a date YYYY-MM-DD'],
    ['date', text('infinity'), 'not a date YYYY-MM-DD'],
    ['date', text('2024-01-10 BC'), 'not a date YYYY-MM-DD'],
    ['timestamp', text(OUTSIDE_YEARS), 'outside years 0001-9999'],
    ['timestamp', text('2024-01-10 10:00:00'), 'not a timestamp YYYY-MM-DD HH:MM:SS.ffffff'],
    ['timestamp', text('2024-01-10 24:00:00.000000'), 'not a timestamp YYYY-MM-DD HH:MM:SS.ffffff'],
    ['timestamp', text('2024-01-10 10:60:00.000000'), 'not a timestamp YYYY-MM-DD HH:MM:SS.ffffff'],
    ['timestamp', text('2024-01-10 10:00:60.000000'), 'not a timestamp YYYY-MM-DD HH:MM:SS.ffffff'],
    ['timestamp', text('2024-01-10T10:00:00.000000'), 'not a timestamp YYYY-MM-DD HH:MM:SS.ffffff'],
    ['timestamp', text('2024-01-10 10:00:00,000000'), 'not a timestamp YYYY-MM-DD HH:MM:SS.ffffff'],
    ['timestamp', text('2024-01-10 10:00:00.00000x'), 'not a timestamp YYYY-MM-DD HH:MM:SS.ffffff'],
    ['timestamp', text('2024-02-30 10:00:00.000000'), 'not a timestamp YYYY-MM-DD HH:MM:SS.ffffff'],
    ['timestamptz', text('2024-01-10 10:00:00.0000+00'), 'not a timestamp YYYY-MM-DD HH:MM:SS.ffffff'],
    ['varchar(9)', text('a\uD800b'), 'text that is not Unicode (a lone surrogate)'],
    ['super', text('"\uDC00"'), 'text that is not Unicode (a lone surrogate)'],
    ['varchar(9)', { blobValue: new Uint8Array(1) }, 'expected stringValue, found blobValue'],
    ['varchar(9)', { isNull: false }, 'expected stringValue, found isNull'],
    ['varchar(9)', {}, 'expected stringValue, found an unknown member'],
  ])('%s %j: %s', async (type, field, reason) => {
    const part = await writePart({ ok: 'text', c: type }, [
      [
        [text('before'), nothing],
        [text('bad'), field],
        [text('after'), nothing],
      ],
    ]);
    expect(part.quarantined).toEqual([{ row: 1, column: 'c', reason }]);
    expect(part.written).toBe(2);
    expect(await readWithDuckDb(part.file)).toEqual([
      ['before', null],
      ['after', null],
    ]);
  });
});

describe('quarantine', () => {
  const types = { id: 'bigint', price: 'numeric(5,2)', note: 'text' };
  const good = (id: number) => [text(`${id}`), text('1.50'), text(`note ${id}`)];

  it('leaves the row out whole, once, and counts every row', async () => {
    const pages = [
      [good(0), [text('x'), text('y'), text('z')], good(2)],
      [[text('3'), text('1.234'), nothing], good(4), [text('5'), nothing, text('\uDFFF')]],
    ];
    const part = await writePart(types, pages);
    expect(part.quarantined).toEqual([
      { row: 1, column: 'id', reason: 'not an integer' },
      { row: 0, column: 'price', reason: 'more than 2 decimals' },
      { row: 2, column: 'note', reason: 'text that is not Unicode (a lone surrogate)' },
    ]);
    expect(part.rows).toBe(3);
    expect(part.written + part.quarantined.length).toBe(6);
    expect(await readWithDuckDb(part.file, 'id, note')).toEqual([
      [0n, 'note 0'],
      [2n, 'note 2'],
      [4n, 'note 4'],
    ]);
  });

  it('numbers rows by the page, across slices', async () => {
    const page = Array.from({ length: 10_000 }, (_row, id) =>
      id % 4_999 === 4_998 ? [text('bad'), nothing, nothing] : good(id),
    );
    const part = await writePart(types, [page]);
    expect(part.quarantined.map(({ row }) => row)).toEqual([4_998, 9_997]);
    expect(part.rows).toBe(9_998);
  });

  it('never tells a value', async () => {
    const secret = '4111-1111-1111-1111';
    const all = {
      a: 'bigint',
      b: 'numeric(9,2)',
      c: 'date',
      d: 'timestamp',
      e: 'double precision',
      f: 'boolean',
      g: 'integer',
    };
    for (const [name, type] of Object.entries(all)) {
      const part = await writePart({ [name]: type }, [[[text(secret)]]]);
      expect(part.quarantined).toHaveLength(1);
      expect(JSON.stringify(part.quarantined)).not.toContain('4111');
      expect(part.file.includes(secret)).toBe(false);
    }
  });

  it('refuses records of another width', async () => {
    await expect(writePart(types, [[[text('1'), text('1.00')]]])).rejects.toThrow(SchemaMismatch);
    await expect(writePart(types, [[[...good(1), nothing]]])).rejects.toThrow(/4 fields, .* 3 columns/);
  });
});
