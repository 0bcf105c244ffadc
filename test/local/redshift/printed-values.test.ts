import type { EngineField } from '../../../local/redshift/engine';
import { type Fixture, fieldsOf, openFixture } from './warehouse-fixture';

let f: Fixture;
beforeAll(async () => {
  f = await openFixture();
});
afterAll(() => f.close());

describe('every type is printed as Redshift prints it', () => {
  it.each<[declared: string, value: string, typeName: string, field: EngineField]>([
    ['smallint', '-32768', 'int2', { longValue: -32768n }],
    ['integer', '2147483647', 'int4', { longValue: 2147483647n }],
    ['bigint', '9007199254740993', 'int8', { longValue: 9007199254740993n }],
    ['bigint', '-9223372036854775808', 'int8', { longValue: -9223372036854775808n }],
    ['numeric(10,2)', '1.5', 'numeric', { stringValue: '1.50' }],
    ['numeric(38,0)', '99999999999999999999999999999999999999', 'numeric', { stringValue: '9'.repeat(38) }],
    [
      'numeric(38,37)',
      "'-1.2345678901234567890123456789012345678'",
      'numeric',
      { stringValue: '-1.2345678901234567890123456789012345678' },
    ],
    ['real', '0.1', 'float4', { doubleValue: 0.1 }],
    ['double precision', '0.1', 'float8', { doubleValue: 0.1 }],
    ['double precision', "'NaN'", 'float8', { doubleValue: Number.NaN }],
    ['double precision', "'Infinity'", 'float8', { doubleValue: Number.POSITIVE_INFINITY }],
    ['boolean', 'true', 'bool', { booleanValue: true }],
    ['varchar(5)', "'ünï'", 'varchar', { stringValue: 'ünï' }],
    ['char(4)', "'ab'", 'bpchar', { stringValue: 'ab  ' }],
    ['date', "'2024-02-29'", 'date', { stringValue: '2024-02-29' }],
    ['date', "'0001-01-01'", 'date', { stringValue: '0001-01-01' }],
    ['timestamp', "'2024-02-29 12:34:56.123456'", 'timestamp', { stringValue: '2024-02-29 12:34:56.123456' }],
    ['timestamp', "'2024-02-29 12:34:56.120'", 'timestamp', { stringValue: '2024-02-29 12:34:56.12' }],
    ['timestamp', "'1969-12-31 23:59:59'", 'timestamp', { stringValue: '1969-12-31 23:59:59' }],
    ['timestamptz', "'2024-02-29 12:00:00.5+02'", 'timestamptz', { stringValue: '2024-02-29 10:00:00.5+00' }],
    ['time', "'01:02:03.000400'", 'time', { stringValue: '01:02:03.0004' }],
    ['timetz', "'10:00:00+05:30'", 'timetz', { stringValue: '04:30:00+00' }],
    [
      'super',
      `json_parse('{"b": [1, "x", null],  "a": true}')`,
      'super',
      { stringValue: '{"b":[1,"x",null],"a":true}' },
    ],
    ['super', "'text'", 'super', { stringValue: '"text"' }],
    ['varbyte(8)', "from_hex('00FFab')", 'varbyte', { stringValue: '00ffab' }],
    [
      'interval day to second',
      "interval '3 days 4 hours 5.5 seconds'",
      'intervald2s',
      { stringValue: '3 days 4 hours 0 mins 5.5 secs' },
    ],
    ['interval year to month', "interval '1-2' year to month", 'intervaly2m', { stringValue: '1 years 2 mons' }],
  ])('%s %s', async (declared, value, typeName, field) => {
    await f.admin.execute('drop table if exists v');
    await f.admin.execute(`create table v (x ${declared}, y ${declared})`);
    await f.admin.execute(`insert into v (x) values (${value})`);
    const result = await f.admin.execute('select x, y from v');
    expect(await fieldsOf(result)).toEqual([[field, { isNull: true }]]);
    expect(result.columns.map((column) => column.typeName)).toEqual([typeName, typeName]);
  });
});

it('prints a timestamptz in the zone of the session', async () => {
  const session = await f.as('admin');
  await session.execute("set timezone to 'America/New_York'");
  const sql = "select '2024-07-01 12:00:00+00'::timestamptz, '2024-01-01 12:00:00+00'::timestamptz";
  expect(await fieldsOf(await session.execute(sql))).toEqual([
    [{ stringValue: '2024-07-01 08:00:00-04' }, { stringValue: '2024-01-01 07:00:00-05' }],
  ]);
});
