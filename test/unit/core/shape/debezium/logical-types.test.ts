import type { Value } from '../../../../../lambdas/core/shape/change';
import { columnReader } from '../../../../../lambdas/core/shape/debezium/logical-types';

const n = (text: string): Value => ({ number: text });
const decimal = (scale: string, precision?: string) => ({
  type: 'bytes',
  name: 'org.apache.kafka.connect.data.Decimal',
  parameters: { scale, ...(precision === undefined ? {} : { 'connect.decimal.precision': precision }) },
});
const named = (type: string, name: string) => ({ type, name });
const time = (type: string, name: string) => named(type, `io.debezium.time.${name}`);
const connect = (type: string, name: string) => named(type, `org.apache.kafka.connect.data.${name}`);
const data = (type: string, name: string) => named(type, `io.debezium.data.${name}`);

it.each<[{ type: string; name?: string; parameters?: Record<string, string> }, string | undefined, Value, Value]>([
  [time('int32', 'Date'), 'date', n('19782'), '2024-02-29'],
  [time('int32', 'Date'), 'date', n('-719162'), '0001-01-01'],
  [connect('int32', 'Date'), 'date', n('2932896'), '9999-12-31'],
  [time('int32', 'Time'), 'time', n('3723004'), '01:02:03.004000'],
  [connect('int32', 'Time'), 'time', n('0'), '00:00:00.000000'],
  [time('int64', 'MicroTime'), 'time', n('86400000000'), '24:00:00'],
  [time('int64', 'NanoTime'), 'time', n('3723000004999'), '01:02:03.000004'],
  [time('string', 'ZonedTime'), 'timetz', '10:15:30.123456789Z', '10:15:30.123456+00'],
  [time('int64', 'Timestamp'), 'timestamp', n('1709168523123'), '2024-02-29 01:02:03.123000'],
  [connect('int64', 'Timestamp'), 'timestamp', n('-1'), '1969-12-31 23:59:59.999000'],
  [time('int64', 'MicroTimestamp'), 'timestamp', n('-62135596800000000'), '0001-01-01 00:00:00.000000'],
  [time('int64', 'MicroTimestamp'), 'timestamp', n('253402300799999999'), '9999-12-31 23:59:59.999999'],
  [time('int64', 'NanoTimestamp'), 'timestamp', n('1709168523123456789'), '2024-02-29 01:02:03.123456'],
  [time('int64', 'NanoTimestamp'), 'timestamp', n('-1'), '1969-12-31 23:59:59.999999'],
  [
    time('string', 'ZonedTimestamp'),
    'timestamptz',
    '2024-02-29T01:02:03.123456+02:00',
    '2024-02-28 23:02:03.123456+00',
  ],
  [time('string', 'IsoDate'), 'date', '2024-02-29Z', '2024-02-29'],
  [time('string', 'IsoTime'), 'time', '01:02:03.5Z', '01:02:03.500000'],
  [time('string', 'IsoTimestamp'), 'timestamp', '2024-02-29T01:02:03Z', '2024-02-29 01:02:03.000000'],
  [time('string', 'Interval'), 'varchar', 'P1Y2M3DT4H5M6.78S', 'P1Y2M3DT4H5M6.78S'],
  [time('int64', 'MicroDuration'), 'bigint', n('9007199254740993'), n('9007199254740993')],
  [time('int32', 'Year'), 'integer', n('2024'), n('2024')],
  [decimal('2', '10'), 'numeric(10,2)', 'MDk=', n('123.45')],
  [decimal('2', '10'), 'numeric(10,2)', '/w==', n('-0.01')],
  [decimal('0', '38'), 'numeric(38,0)', 'SztMqFqGxHoJiiI//////w==', n('99999999999999999999999999999999999999')],
  [decimal('2'), 'numeric(38,2)', 'AA==', n('0.00')],
  [decimal('2', '65'), 'varchar', 'AQ==', n('0.01')],
  [decimal('40', '50'), 'varchar', 'AQ==', n(`0.${'0'.repeat(39)}1`)],
  [decimal('-2', '5'), 'varchar', 'AQ==', n('100')],
  [decimal('2', '10'), 'numeric(10,2)', n('1.10'), n('1.10')],
  [data('struct', 'VariableScaleDecimal'), undefined, { json: '{"scale":3,"value":"AeJA"}' }, n('123.456')],
  [data('string', 'Json'), 'super', '{"a": 1.10}', { json: '{"a": 1.10}' }],
  [data('string', 'Json'), 'super', '"text"', 'text'],
  [data('string', 'Json'), 'super', 'null', null],
  [data('string', 'Xml'), 'varchar', '<a/>', '<a/>'],
  [
    data('string', 'Uuid'),
    'varchar(36)',
    '5f8a1c2e-3b4d-4e6f-8a9b-1c2d3e4f5a6b',
    '5f8a1c2e-3b4d-4e6f-8a9b-1c2d3e4f5a6b',
  ],
  [data('string', 'Enum'), 'varchar', 'red', 'red'],
  [data('string', 'EnumSet'), 'varchar', 'a,b', 'a,b'],
  [data('string', 'Ltree'), 'varchar', 'a.b', 'a.b'],
  [data('bytes', 'Bits'), 'varbyte', 'BwE=', '0701'],
  [
    data('struct', 'geometry.Point'),
    'varchar',
    { json: '{"x":1.0,"y":1.0,"wkb":"AQEAAAAAAAAAAADwPwAAAAAAAPA/","srid":4326}' },
    '0101000020e6100000000000000000f03f000000000000f03f',
  ],
  [
    data('struct', 'geometry.Geometry'),
    'varchar',
    { json: '{"wkb":"AAAAAAE/8AAAAAAAAD/wAAAAAAAA","srid":null}' },
    '00000000013ff00000000000003ff0000000000000',
  ],
  [
    data('struct', 'geometry.Geography'),
    'varchar',
    { json: '{"wkb":"AAAAAAE/8AAAAAAAAD/wAAAAAAAA","srid":4326}' },
    '0020000001000010e63ff00000000000003ff0000000000000',
  ],
  [{ type: 'int8' }, 'smallint', n('-1'), n('-1')],
  [{ type: 'int16' }, 'smallint', n('-1'), n('-1')],
  [{ type: 'int32' }, 'integer', n('1'), n('1')],
  [{ type: 'int64' }, 'bigint', n('9223372036854775807'), n('9223372036854775807')],
  [{ type: 'float' }, 'real', n('1.1'), n('1.1')],
  [{ type: 'double' }, 'double precision', n('1.1'), n('1.1')],
  [{ type: 'boolean' }, 'boolean', true, true],
  [{ type: 'string' }, 'varchar', 'x', 'x'],
  [{ type: 'bytes' }, 'varbyte', 'w6k=', 'c3a9'],
  [{ type: 'bytes' }, 'varbyte', '', ''],
  [{ type: 'array' }, 'super', { json: '[1]' }, { json: '[1]' }],
  [{ type: 'map' }, 'super', { json: '{}' }, { json: '{}' }],
  [{ type: 'struct', name: 'my.Own' }, 'super', { json: '{}' }, { json: '{}' }],
  [{ type: 'string', name: 'my.Own' }, 'varchar', 'x', 'x'],
])('%j is %s', (field, type, wire, value) => {
  const reader = columnReader(field);
  expect(reader.type).toBe(type);
  expect(reader.convert(wire as Exclude<Value, null>)).toEqual(value);
});

it.each<[{ type: string; name?: string; parameters?: Record<string, string> }, Value, string]>([
  [time('int32', 'Date'), n('2932897'), 'outside the years'],
  [time('int32', 'Date'), n('-719163'), 'outside the years'],
  [time('int32', 'Date'), n('1.5'), 'no integer'],
  [time('int32', 'Date'), true, 'no integer'],
  [time('int64', 'MicroTimestamp'), n('9223372036825200000'), 'outside the years'],
  [time('int64', 'NanoTimestamp'), n('99999999999999999999'), 'no integer'],
  [time('int64', 'MicroTime'), n('86400000001'), 'no time of day'],
  [time('int64', 'MicroTime'), n('-1'), 'no time of day'],
  [time('string', 'ZonedTimestamp'), 'infinity', 'no time'],
  [time('string', 'ZonedTimestamp'), '2024-02-29T01:02:03', 'without a zone'],
  [time('string', 'ZonedTimestamp'), '+12024-02-29T01:02:03Z', 'no time'],
  [time('string', 'ZonedTime'), '10:15:30', 'without a zone'],
  [decimal('2', '10'), '%%', 'no base64'],
  [decimal('2', '10'), '', 'without bytes'],
  [data('struct', 'VariableScaleDecimal'), '1.5', 'no struct'],
  [data('struct', 'VariableScaleDecimal'), { json: '{"value":"AQ=="}' }, 'without a scale'],
  [data('string', 'Json'), '{a}', 'no JSON'],
  [data('bytes', 'Bits'), n('1'), 'no base64'],
  [data('struct', 'geometry.Point'), { json: '{"x":1,"y":1}' }, 'without WKB'],
  [data('struct', 'geometry.Point'), { json: '{"wkb":"AQ=="}' }, 'no WKB'],
])('%j refuses %j', (field, wire, reason) => {
  expect(() => columnReader(field).convert(wire as Exclude<Value, null>)).toThrow(reason);
});

it.each([time('int64', 'Fortnight'), connect('bytes', 'Money'), { type: 'union' }])('%j is unknown', (field) => {
  expect(() => columnReader(field)).toThrow('is unknown');
});
