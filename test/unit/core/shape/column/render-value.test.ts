import { parseRedshiftType } from '../../../../../lambdas/core/catalog/redshift-type';
import type { Value } from '../../../../../lambdas/core/shape/change';
import { fits, renderValue } from '../../../../../lambdas/core/shape/column/render-value';

const n = (text: string): Value => ({ number: text });
const render = (type: string, value: Value) => renderValue(value as Exclude<Value, null>, parseRedshiftType(type));

it.each<[string, Value, string]>([
  ['boolean', true, '"true"'],
  ['boolean', 'F', '"false"'],
  ['boolean', n('1'), '"true"'],
  ['smallint', n('-32768'), '"-32768"'],
  ['integer', n('2147483647'), '"2147483647"'],
  ['bigint', n('9223372036854775807'), '"9223372036854775807"'],
  ['bigint', n('1.50e2'), '"150"'],
  ['bigint', n('-0'), '"0"'],
  ['bigint', '12', '"12"'],
  ['numeric(38,0)', n('99999999999999999999999999999999999999'), '"99999999999999999999999999999999999999"'],
  ['numeric(5,2)', n('123.450'), '"123.45"'],
  ['numeric(5,2)', n('1e-2'), '"0.01"'],
  ['numeric(2,2)', n('-0.05'), '"-0.05"'],
  ['double precision', n('1e300'), '"1e300"'],
  ['double precision', n('0.10000000000000001'), '"0.10000000000000001"'],
  ['real', n('1.1'), '"1.1"'],
  ['real', n('1.100000023841858'), '"1.100000023841858"'],
  ['date', '2024-02-29', '"2024-02-29"'],
  ['timestamp', '2024-02-29', '"2024-02-29 00:00:00.000000"'],
  ['timestamp', '2024-02-29T23:30:00-01:00', '"2024-03-01 00:30:00.000000"'],
  ['timestamp', '2024-02-29 01:02:03.5', '"2024-02-29 01:02:03.500000"'],
  ['timestamptz', '2024-02-29T01:02:03.000001Z', '"2024-02-29 01:02:03.000001+00"'],
  ['time', '01:02:03', '"01:02:03.000000"'],
  ['time', '24:00:00', '"24:00:00"'],
  ['timetz', '01:02:03.5Z', '"01:02:03.500000+00"'],
  ['timetz', '01:02:03+05:30', '"01:02:03.000000+05:30"'],
  ['varchar(2)', 'é', '"é"'],
  ['varchar(9)', 'a"\n\\', '"a\\"\\n\\\\"'],
  ['varchar(9)', n('1.50'), '"1.50"'],
  ['varchar(9)', true, '"true"'],
  ['varchar(9)', { json: '{"a": 1}' }, '"{\\"a\\": 1}"'],
  ['char(3)', 'abc', '"abc"'],
  ['varbyte(2)', 'c3A9', '"c3A9"'],
  ['geometry', '0101', '"0101"'],
  ['super', { json: '{"a": 1.10}' }, '{"a": 1.10}'],
  ['super', 'x"', '"x\\""'],
  ['super', n('9007199254740993'), '9007199254740993'],
  ['super', false, 'false'],
])('%s holds %j', (type, value, text) => {
  expect(render(type, value)).toBe(text);
  expect(fits(value, parseRedshiftType(type))).toBe(true);
});

it.each<[string, Value, string]>([
  ['boolean', 'yes', 'no boolean'],
  ['boolean', { json: '[]' }, 'no boolean'],
  ['smallint', n('32768'), 'beyond the range of smallint'],
  ['integer', n('-2147483649'), 'beyond the range of integer'],
  ['bigint', n('9223372036854775808'), 'beyond the range of bigint'],
  ['bigint', n('1e400'), 'beyond the range of bigint'],
  ['bigint', n('1.5'), 'decimals in bigint'],
  ['bigint', '', 'no number'],
  ['bigint', '007', 'zeros in front'],
  ['bigint', 'NaN', 'no number'],
  ['bigint', true, 'no number'],
  ['numeric(5,2)', n('1000'), 'more than 3 digits before the point'],
  ['numeric(5,2)', n('0.001'), 'more than 2 decimals'],
  ['numeric(5,2)', '01.5', 'zeros in front'],
  ['double precision', n('1e400'), 'beyond the range'],
  ['double precision', n('1e-400'), 'beyond the range'],
  ['double precision', n('0.123456789012345678'), 'more digits'],
  ['double precision', 'Infinity', 'no number'],
  ['real', n('1e39'), 'beyond the range of real'],
  ['real', n('1.123456789012'), 'more digits'],
  ['date', '2023-02-29', 'no date'],
  ['date', '12024-01-01', 'no date'],
  ['date', '0000-01-01', 'no date'],
  ['date', '2024-02-29 01:00', 'no date'],
  ['timestamp', '2024-02-29 24:00:00', 'no time'],
  ['timestamp', '2024-02-29 01:02:03.0000001', 'no time'],
  ['timestamp', '9999-12-31T23:59:59-01:00', 'no time'],
  ['timestamp', n('1700000000'), 'no time'],
  ['timestamptz', '2024-02-29 01:02:03', 'no time with a zone'],
  ['time', '25:00:00', 'no time of day'],
  ['time', '01:02:03Z', 'no time of day'],
  ['timetz', '01:02:03', 'no time of day with a zone'],
  ['varchar(1)', 'é', '2 bytes in varchar(1)'],
  ['varchar(9)', 'a\0', 'NUL'],
  ['char(3)', 'abcd', '4 bytes in char(3)'],
  ['char(3)', 'é', 'several bytes'],
  ['varbyte(1)', 'c3a9', '2 bytes in varbyte(1)'],
  ['varbyte(9)', 'c3a', 'hexadecimal'],
  ['geometry', 'POINT(1 2)', 'hexadecimal EWKB'],
  ['hllsketch', 'x', 'cannot be loaded'],
  ['super', 'x'.repeat(65_536), '65536 bytes'],
  ['super', { json: `{"a": ["${'é'.repeat(33_000)}"]}` }, '66000 bytes'],
  ['super', 'a\0', 'NUL'],
])('%s does not hold %j', (type, value, reason) => {
  expect(() => render(type, value)).toThrow(reason);
  expect(fits(value, parseRedshiftType(type))).toBe(false);
});

it('NULL fits everywhere', () => {
  expect(fits(null, { base: 'bigint' })).toBe(true);
});

it('long SUPER with short strings fits, escapes and all', () => {
  const json = JSON.stringify({ a: '\n'.repeat(40_000), b: 'x'.repeat(65_535) });
  expect(fits({ json }, { base: 'super' })).toBe(true);
});
