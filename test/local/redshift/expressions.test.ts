import { type Fixture, openFixture, rows } from './warehouse-fixture';

let f: Fixture;
beforeAll(async () => {
  f = await openFixture();
});
afterAll(() => f.close());

const evaluates = (title: string, cases: [expression: string, value: unknown][]) =>
  describe(title, () => {
    it.each(cases)('%s', async (expression, value) => {
      expect(await rows(f.admin, `select ${expression}`)).toEqual([[value]]);
    });
  });

evaluates('text', [
  ["len('héé')", 3n],
  ["octet_length('héé')", 5n],
  ["len('ab  '::char(6))", 2n],
  ["'ab  '::char(6) = 'ab'", true],
  ["'ab  ' = 'ab'", true],
  ["'ab  '::varchar(9) = 'ab' and 'ab'::varchar(9) = 'ab '", true],
  ["'ab  '::varchar(9) in ('ab') and 'ab ' in (select 'ab'::varchar(2)) and 'b ' between 'a' and 'b'", true],
  ["' ab' = 'ab'", false],
  ["substring('hello', 2, 3)", 'ell'],
  ["substring('hello', 0, 3)", 'he'],
  ["left('abc', 2) || right('abc', 1)", 'abc'],
  ["position('c' in 'abc')", 3n],
  ["trim('  x ') || '.'", 'x.'],
  ["trim(both 'x' from 'xxaxx')", 'a'],
  ["split_part('a,b,c', ',', 2)", 'b'],
  ["'a_b' like 'a\\\\_b'", true],
  ["'axb' like 'a\\\\_b'", false],
  ["'a%b' like 'a!%b' escape '!'", true],
  ["'ABC' ilike 'abc'", true],
  ["'abc' similar to '(a|x)%'", true],
  ["'a.c' similar to 'a.c' and 'abc' not similar to 'a.c'", true],
  ["'abc' ~ '^ab' and 'abc' !~ 'z' and 'ABC' ~* 'b'", true],
  ["cast('abcdef' as varchar(3))", 'abc'],
  ["cast('héé' as varchar(4))", 'hé'],
  ["quote_ident('a\"b')", '"a""b"'],
  ["quote_ident('ab_1') || quote_ident('select') || quote_ident('A')", 'ab_1"select""A"'],
  ["'a' || null", null],
]);

evaluates('numbers', [
  ['((select 1) is null or (select 2) > 1)', true],
  ['((select 1) + (select 2)) * 2', 6n],
  ['7 / 2', 3n],
  ['-7 / 2', -3n],
  ['7 % -2', 1n],
  ['7.0::float8 / 2', 3.5],
  ['1.10 * 2.20', '2.4200'],
  ['2 ^ 3', 8],
  ['round(2.567::float8, 1)', 2.6],
  ["'42'::int + 1", 43n],
  ['2.5::numeric(3,1)::int', 3n],
  ['-9223372036854775808', -9223372036854775808n],
  ['9223372036854775808', '9223372036854775808'],
  ['1.5::numeric(10,4)::varchar', '1.5000'],
  ['1::float8::varchar', '1'],
  ['mod(10, 3)', 1n],
]);

evaluates('conditionals', [
  ["nvl(null, 'x')", 'x'],
  ["nvl2(null, 'a', 'b')", 'b'],
  ["decode(2, 1, 'one', 2, 'two', 'other')", 'two'],
  ["decode(null, null, 'both', 'other')", 'both'],
  ['greatest(1, 3, 2)', 3n],
  ['nullif(1, 1)', null],
  ["case when null then 'a' else 'b' end", 'b'],
  ['null isnull', true],
  ['2 between 1 and 3', true],
  ['2 in (1, 3)', false],
]);

evaluates('dates and times', [
  ['sysdate', '2024-03-01 10:20:30.25'],
  ['getdate()', '2024-03-01 10:20:30'],
  ['current_date', '2024-03-01'],
  ["dateadd(day, 1, '2024-02-28'::date)", '2024-02-29 00:00:00'],
  ["dateadd(month, 1, '2024-01-31'::timestamp)", '2024-02-29 00:00:00'],
  ["dateadd('month', 1, '2024-02-29 05:00:00'::timestamp)", '2024-03-31 05:00:00'],
  ["dateadd(hour, -2, '2024-01-01 01:00:00+00'::timestamptz)", '2023-12-31 23:00:00+00'],
  ["datediff(day, '2024-01-31', '2024-03-01')", 30n],
  ["datediff(month, '2024-01-31'::date, '2024-02-01'::date)", 1n],
  ["date_trunc('month', '2024-05-06 10:00:00'::timestamp)", '2024-05-01 00:00:00'],
  ["extract(dow from date '2024-05-06')", 1n],
  ["date_part(epoch, '2024-01-01'::timestamp)", 1704067200n],
  ["date '2024-01-05' - date '2024-01-01'", 4n],
  ["date '2024-01-01' + 1", '2024-01-02'],
  ["timestamp '2024-01-31' + interval '1 month'", '2024-02-29 00:00:00'],
  ["convert_timezone('UTC', '2024-01-01 00:00:00+02'::timestamptz)", '2023-12-31 22:00:00'],
  ["convert_timezone('America/New_York', '2024-07-01 12:00:00'::timestamp)", '2024-07-01 08:00:00'],
  ["'2024-07-01 12:00:00'::timestamp at time zone 'Europe/Berlin'", '2024-07-01 10:00:00+00'],
  ["'2024-07-01 12:00:00+00'::timestamptz at time zone 'Europe/Berlin'", '2024-07-01 14:00:00'],
  ["to_char('2024-02-09 03:04:05.000067'::timestamp, 'YYYY-MM-DD HH24:MI:SS.US')", '2024-02-09 03:04:05.000067'],
  [`to_char('2024-02-09 15:04:05'::timestamp, 'DD Mon YY HH12:MI AM "T"')`, '09 Feb 24 03:04 PM T'],
  ["'10:00:00.5+05:30'::timetz::varchar", '04:30:00.5+00'],
  ["interval '1-2' year to month", '1 years 2 mons'],
  ["cast(interval '1 day 2 hours 3.5 seconds' as varchar(128))", '1 days 2 hours 0 mins 3.5 secs'],
  ["cast(interval '14' month as varchar(128))", '1 years 2 mons'],
  ["last_day('2024-02-03'::date)", '2024-02-29'],
  ["'2024-02-03 01:02:03.5'::timestamp::varchar", '2024-02-03 01:02:03.5'],
  ["'2024-02-03 01:02:03+02'::timestamptz::varchar", '2024-02-02 23:02:03+00'],
]);

evaluates('bytes, hashes, JSON and geometry', [
  ["to_hex('abc'::varbyte)", '616263'],
  ["from_varbyte(from_hex('616263'), 'utf8')", 'abc'],
  ["to_varbyte('ff00', 'hex')", 'ff00'],
  ["md5('a')", '0cc175b9c0f1b6a831c399e269772661'],
  ["func_sha1('a')", '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
  ["sha2('a', 256)", 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
  [
    'json_serialize(json_parse(\'{"a" : 12345678901234567890.10, "b": " \\\\" "}\'))',
    '{"a":12345678901234567890.10,"b":" \\" "}',
  ],
  ['json_parse(\'"x"\')::varchar', 'x'],
  ["json_parse('[1]')::varchar", null],
  ["json_parse('12345678901234567.890')::varchar", '12345678901234567.890'],
  ['json_serialize(null::super)', 'null'],
  ["json_typeof(json_parse('[1]'))", 'array'],
  [`json_extract_path_text('{"a":{"b.c":"x"}}', 'a', 'b.c')`, 'x'],
  ["st_asewkt(st_geomfromtext('POINT(1.5 -2)', 4326))", 'SRID=4326;POINT(1.5 -2)'],
  ["st_astext(st_geomfromtext('POLYGON((0 0,0 1,1 1,0 0))'))", 'POLYGON((0 0,0 1,1 1,0 0))'],
  ["st_geomfromtext('POINT(1 2)')", '0101000000000000000000F03F0000000000000040'],
  [
    "st_astext(st_geomfromtext('MULTIPOLYGON(((0 0,0 1,1 1,0 0)),((5 5,5 6,6 6,5 5)))'))",
    'MULTIPOLYGON(((0 0,0 1,1 1,0 0)),((5 5,5 6,6 6,5 5)))',
  ],
]);

evaluates('the session', [
  ['current_user', 'admin'],
  ['current_database()', 'dev'],
  ['current_schema()', 'public'],
  ['pg_backend_pid() > 0', true],
  ["version() like 'PostgreSQL 8.0.2%Redshift 1.0.%'", true],
]);

describe('aggregates keep Redshift types', () => {
  it('adds int4 to int8, int8 to numeric, and averages integers as integers', async () => {
    const sql = `select sum(a), sum(b), avg(a), count(*), max(t), listagg(t, ',') within group (order by t desc)
      from (select 1 as a, 5::bigint as b, 'x' as t union all select 4, 6, 'y') q`;
    expect(await rows(f.admin, sql)).toEqual([[5n, '11', 2n, 2n, 'y', 'y,x']]);
  });
});

describe('names of result columns', () => {
  it.each([
    ['1', '?column?'],
    ['count(*)', 'count'],
    ['max(1)', 'max'],
    ['1 as "Ab C"', 'ab c'],
    ['nvl(1, 2)', 'coalesce'],
    ['sysdate', 'timestamp'],
  ])('%s', async (expression, name) => {
    const result = await f.admin.execute(`select ${expression}`);
    expect(result.columns.map((column) => column.name)).toEqual([name]);
  });
});

describe('refused rather than guessed', () => {
  it.each([
    ['select frobnicate(1)', 'function frobnicate()'],
    ['select 1.0 / 3', 'division of NUMERIC'],
    ["copy t from 's3://b/k' iam_role default format as avro", 'COPY'],
    ['create external schema x from data catalog', 'CREATE EXTERNAL'],
    ['select * from t tablesample', 'TABLESAMPLE'],
    ["select to_char(1, '999')", 'TO_CHAR'],
    ['explain select 1', 'EXPLAIN'],
  ])('%s', async (sql, what) => {
    await expect(f.admin.execute(sql)).rejects.toThrow(/^NotSupportedLocally: /);
    await expect(f.admin.execute(sql)).rejects.toThrow(what);
  });
});
