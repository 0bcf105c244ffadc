import { mapColumn, mapColumns } from '../../../../lambdas/core/catalog/column-mapping';
import { TypeNotSupported } from '../../../../lambdas/core/errors';

const map = (type: string, name = 'c') => mapColumn({ name, type, nullable: true });

describe('mapColumn', () => {
  it.each([
    ['smallint', 'CAST("c" AS BIGINT)', 'CAST("c" AS BIGINT)'],
    ['integer', 'CAST("c" AS BIGINT)', 'CAST("c" AS BIGINT)'],
    ['oid', 'CAST("c" AS BIGINT)', 'CAST("c" AS BIGINT)'],
    ['bigint', '"c"', 'CAST("c" AS VARCHAR(20))'],
    ['numeric(38,10)', '"c"', 'CAST("c" AS VARCHAR(64))'],
    ['real', '"c"', '"c"'],
    ['double precision', '"c"', '"c"'],
    ['boolean', '"c"', '"c"'],
    ['character(5)', 'RTRIM(CAST("c" AS VARCHAR(5)))', 'RTRIM(CAST("c" AS VARCHAR(5)))'],
    ['character varying(5)', '"c"', '"c"'],
    ['name', 'CAST("c" AS VARCHAR(128))', 'CAST("c" AS VARCHAR(128))'],
    ['"char"', 'CAST("c" AS VARCHAR(4))', 'CAST("c" AS VARCHAR(4))'],
    ['time', 'CAST("c" AS VARCHAR(32))', 'CAST("c" AS VARCHAR(32))'],
    ['timetz', 'CAST("c" AS VARCHAR(32))', 'CAST("c" AS VARCHAR(32))'],
    ['interval day to second', 'CAST("c" AS VARCHAR(128))', 'CAST("c" AS VARCHAR(128))'],
    ['super', '"c"', 'CASE WHEN "c" IS NULL THEN NULL ELSE JSON_SERIALIZE("c") END'],
    ['varbyte(8)', 'LOWER(FROM_VARBYTE("c", \'hex\'))', 'LOWER(FROM_VARBYTE("c", \'hex\'))'],
    ['geometry', 'ST_AsHexEWKB("c")', 'ST_AsHexEWKB("c")'],
    ['geography', 'ST_AsHexEWKB("c")', 'ST_AsHexEWKB("c")'],
    [
      'date',
      '"c"',
      `CASE WHEN "c" NOT BETWEEN '0001-01-01' AND '9999-12-31' THEN 'outside years 0001-9999' ELSE TO_CHAR("c", 'YYYY-MM-DD') END`,
    ],
    [
      'timestamp without time zone',
      '"c"',
      `CASE WHEN "c" NOT BETWEEN '0001-01-01' AND '9999-12-31 23:59:59.999999' THEN 'outside years 0001-9999' ELSE TO_CHAR("c", 'YYYY-MM-DD HH24:MI:SS.US') END`,
    ],
    [
      'timestamp with time zone',
      `("c" AT TIME ZONE 'UTC')`,
      `CASE WHEN ("c" AT TIME ZONE 'UTC') NOT BETWEEN '0001-01-01' AND '9999-12-31 23:59:59.999999' THEN 'outside years 0001-9999' ELSE TO_CHAR(("c" AT TIME ZONE 'UTC'), 'YYYY-MM-DD HH24:MI:SS.US') END`,
    ],
  ])('selects %s', (type, unload, page) => {
    const mapping = map(type);
    expect(mapping.unloadSelect.text).toBe(unload);
    expect(mapping.pageSelect.text).toBe(page);
  });

  it.each([
    ['smallint', { physical: 'INT64' }, 'bigint'],
    ['bigint', { physical: 'INT64' }, 'bigint'],
    ['real', { physical: 'FLOAT' }, 'float'],
    ['float8', { physical: 'DOUBLE' }, 'double'],
    ['bool', { physical: 'BOOLEAN' }, 'boolean'],
    ['date', { physical: 'INT32', logical: 'DATE' }, 'date'],
    ['timestamp', { physical: 'INT64', logical: 'TIMESTAMP_MICROS' }, 'timestamp'],
    ['timestamptz', { physical: 'INT64', logical: 'TIMESTAMP_MICROS' }, 'timestamp'],
    ['super', { physical: 'BYTE_ARRAY', logical: 'JSON' }, 'string'],
    ['text', { physical: 'BYTE_ARRAY', logical: 'STRING' }, 'string'],
    ['char(2)', { physical: 'BYTE_ARRAY', logical: 'STRING' }, 'string'],
    ['time', { physical: 'BYTE_ARRAY', logical: 'STRING' }, 'string'],
    ['varbyte(4)', { physical: 'BYTE_ARRAY', logical: 'STRING' }, 'string'],
  ])('types %s', (type, parquet, name) => {
    expect(map(type)).toMatchObject({ parquet, sparkType: name, glueType: name });
  });

  // The least bytes with 2^(8n-1) > 10^p - 1, as parquet-format's table of decimals has them.
  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 3],
    [9, 4],
    [10, 5],
    [18, 8],
    [19, 9],
    [28, 12],
    [29, 13],
    [38, 16],
  ])('stores decimal(%i,1) in %i bytes', (precision, typeLength) => {
    expect(map(`numeric(${precision},1)`)).toMatchObject({
      parquet: { physical: 'FIXED_LEN_BYTE_ARRAY', logical: 'DECIMAL', precision, scale: 1, typeLength },
      sparkType: `decimal(${precision},1)`,
      glueType: `decimal(${precision},1)`,
    });
  });

  it('names how bytes are written as text', () => {
    expect(map('varbyte(4)').encoding).toBe('hex');
    expect(map('geometry').encoding).toBe('hex-ewkb');
    expect(map('text')).not.toHaveProperty('encoding');
  });

  it('quotes the name', () => {
    expect(map('bigint', 'a"b').pageSelect.text).toBe('CAST("a""b" AS VARCHAR(20))');
  });

  it('keeps name, order, nullability and the type in one spelling', () => {
    expect(
      mapColumns([
        { name: 'id', type: 'bigint', nullable: false },
        { name: 'note', type: 'character varying(20)', nullable: true },
      ]).map(({ name, redshiftType, nullable }) => [name, redshiftType, nullable]),
    ).toEqual([
      ['id', 'bigint', false],
      ['note', 'varchar(20)', true],
    ]);
  });

  it('leaves a sketch to pages, as the text that it prints as', () => {
    expect(map('hllsketch', 'visitors')).toMatchObject({ pagesOnly: true, pageForm: 'text', sparkType: 'string' });
    expect(map('varchar(3)', 'note')).not.toHaveProperty('pagesOnly');
  });

  it.each([['integer[]'], ['point']])('refuses %s, naming the column', (type) => {
    expect(() => map(type, 'visitors')).toThrow(TypeNotSupported);
    expect(() => map(type, 'visitors')).toThrow(/column "visitors" .*exclude the column/i);
  });
});
