import { tableSchemaOf } from '../../../../lambdas/core/catalog/table-schema';
import type { Field } from '../../../../lambdas/core/parquet/page-field';
import { readWithDuckDb } from '../../../support/parquet-duckdb';
import { footerOf, parquetTypesOf } from '../../../support/parquet-footer';
import { columnsOf, nothing, text, writePart } from '../../../support/parquet-part';

const everyType = {
  a_smallint: 'smallint',
  an_integer: 'integer',
  a_bigint: 'bigint',
  an_oid: 'oid',
  d1: 'numeric(1,0)',
  d9: 'numeric(9,9)',
  d18: 'numeric(18,2)',
  d19: 'numeric(19,2)',
  d38: 'numeric(38,37)',
  a_real: 'real',
  a_double: 'double precision',
  a_boolean: 'boolean',
  a_date: 'date',
  a_timestamp: 'timestamp',
  a_timestamptz: 'timestamptz',
  a_char: 'char(3)',
  a_varchar: 'varchar(10)',
  a_time: 'time',
  a_timetz: 'timetz',
  months: 'interval year to month',
  seconds: 'interval day to second',
  a_super: 'super',
  a_varbyte: 'varbyte(10)',
  a_geometry: 'geometry',
  a_geography: 'geography',
};

describe('the footer', () => {
  it('has the types that schema.json names', async () => {
    const { columns } = tableSchemaOf({ schema: 'public', name: 't' }, columnsOf(everyType), []);
    const part = await writePart(everyType, [[columns.map(() => nothing)]]);
    const footer = footerOf(part.file);
    expect(parquetTypesOf(footer)).toEqual(columns.map(({ name, parquet }) => ({ name, parquet })));
    expect(footer.schema.slice(1).map((element) => element.repetition_type)).toEqual(columns.map(() => 'OPTIONAL'));
  });

  it('says Parquet 1, Snappy, who wrote it, which table and which schema', async () => {
    const part = await writePart({ id: 'bigint' }, [[[text('1')]]], { table: 'sales.orders', schemaVersion: 'abc' });
    const footer = footerOf(part.file);
    expect(footer).toMatchObject({
      version: 1,
      created_by: 'redshift-shuttle version 1',
      num_rows: 1n,
      key_value_metadata: [
        { key: 'shuttle.table', value: 'sales.orders' },
        { key: 'shuttle.schemaVersion', value: 'abc' },
      ],
    });
    expect(footer.row_groups[0]?.columns[0]?.meta_data?.codec).toBe('SNAPPY');
  });

  it('places every column chunk where it is', async () => {
    const rows = Array.from({ length: 3_000 }, (_row, i) => [text(`${i}`), text(`s${i % 4}`), text(`unique ${i}`)]);
    const part = await writePart({ n: 'bigint', few: 'text', many: 'text' }, [rows], { rowGroupRows: 1_000 });
    const { row_groups: groups, metadata_length: metadataLength } = footerOf(part.file);
    let at = 4;
    for (const group of groups) {
      expect(Number(group.file_offset)).toBe(at);
      const start = at;
      for (const { meta_data: chunk } of group.columns) {
        expect(Number(chunk?.dictionary_page_offset ?? chunk?.data_page_offset)).toBe(at);
        at += Number(chunk?.total_compressed_size);
      }
      expect(Number(group.total_compressed_size)).toBe(at - start);
    }
    expect(at + metadataLength + 8).toBe(part.file.length);
  });
});

describe('sizes', () => {
  it('of a row group count its own pages, header by header', async () => {
    const rows = Array.from({ length: 300 }, (_row, i) => [text(`${100 + (i % 100)}`), text(`s${i % 2}`)]);
    const part = await writePart({ n: 'bigint', s: 'text' }, [rows], { rowGroupRows: 100 });
    const groups = footerOf(part.file).row_groups;
    expect(groups).toHaveLength(3);
    for (const group of groups) {
      const sizes = group.columns.map(({ meta_data: chunk }) => Number(chunk?.total_uncompressed_size));
      expect(Number(group.total_byte_size)).toBe(sizes.reduce((a, b) => a + b));
      expect(group.total_byte_size).toBe(groups[0]?.total_byte_size);
      // 100 values of 8 bytes, and little else; 100 bits and two short texts.
      expect(sizes[0]).toBeGreaterThan(800);
      expect(sizes[0]).toBeLessThan(850);
      expect(sizes[1]).toBeLessThan(100);
    }
  });
});

describe('statistics', () => {
  const limitsOf = async (type: string, fields: Field[]) => {
    const part = await writePart({ c: type }, [fields.map((field) => [field])]);
    return footerOf(part.file).row_groups[0]?.columns[0]?.meta_data?.statistics;
  };
  const number = (doubleValue: number): Field => ({ doubleValue });

  it.each<[string, Field[], unknown, unknown]>([
    ['bigint', ['5', '-9223372036854775808', '9223372036854775807'].map(text), -(2n ** 63n), 2n ** 63n - 1n],
    ['bigint', ['4294967296', '4294967295', '4294967297'].map(text), 4294967295n, 4294967297n],
    ['bigint', ['-4294967296', '-1', '-4294967297'].map(text), -4294967297n, -1n],
    ['integer', [{ longValue: 3 }, { longValue: -3 }], -3n, 3n],
    ['double precision', [number(2), number(Number.NaN), number(-1.5)], -1.5, 2],
    ['double precision', [number(Number.NEGATIVE_INFINITY), number(0)], Number.NEGATIVE_INFINITY, 0],
    ['double precision', [number(0), number(0)], -0, 0],
    ['real', [number(-0), number(-2)], -2, 0],
    ['boolean', [{ booleanValue: true }, { booleanValue: false }], false, true],
    ['boolean', [{ booleanValue: true }], true, true],
    ['numeric(4,0)', ['-2', '300', '-300', '7'].map(text), -300, 300],
    ['numeric(4,0)', ['-300', '-299'].map(text), -300, -299],
    ['numeric(20,0)', ['256', '255', '1'].map(text), 1, 256],
    ['text', ['b', 'a', 'c'].map(text), 'a', 'c'],
    ['text', ['\u{10000}', '\uFFFD', 'z'].map(text), 'z', '\u{10000}'],
    ['text', ['a', 'ab', ''].map(text), '', 'ab'],
  ])('%s', async (type, fields, min, max) => {
    const statistics = await limitsOf(type, [...fields, nothing]);
    expect(statistics?.min_value).toBe(min);
    expect(statistics?.max_value).toBe(max);
    expect(statistics?.null_count).toBe(1n);
  });

  it('of dates are dates', async () => {
    const statistics = await limitsOf('date', ['2024-02-29', '0001-01-01'].map(text));
    expect(statistics?.min_value).toEqual(new Date('0001-01-01T00:00:00Z'));
    expect(statistics?.max_value).toEqual(new Date('2024-02-29T00:00:00Z'));
  });

  it.each<[string, Field[]]>([
    ['only nulls', [nothing, nothing]],
    ['only NaN', [number(Number.NaN)]],
  ])('of %s have no limits', async (_what, fields) => {
    const statistics = await limitsOf('double precision', fields);
    expect(statistics?.min_value).toBeUndefined();
    expect(statistics?.max_value).toBeUndefined();
  });

  it('do not make a reader skip rows that match', async () => {
    const types = { d: 'numeric(38,2)', t: 'timestamp', s: 'text', n: 'bigint' };
    const rows = Array.from({ length: 400 }, (_row, i) => {
      const sign = i % 2 === 0 ? '' : '-';
      const year = `${1 + i * 24}`.padStart(4, '0');
      const wide = `${sign}${i}${'0'.repeat(20)}.05`;
      return [
        text(wide),
        text(`${year}-06-01 00:00:00.000001`),
        text(`${'long prefix '.repeat(4)}${i}`),
        text(`${sign}${i}`),
      ];
    });
    const part = await writePart(types, [rows], { rowGroupRows: 50 });
    for (const i of [0, 1, 49, 50, 51, 199, 398, 399]) {
      const [d, t, s, n] = rows[i]?.map((field) => field.stringValue) ?? [];
      for (const where of [`d = ${d}`, `t = TIMESTAMP '${t}'`, `s = '${s}'`, `n = ${n}`]) {
        expect(await readWithDuckDb(part.file, 'n', where)).toEqual([[BigInt(n ?? '')]]);
      }
    }
  });
});
