import type { Value } from '../../../../../lambdas/core/shape/change';
import {
  columnTypeText,
  emptyProfile,
  mergeProfiles,
  profileOfType,
  profileOfValue,
} from '../../../../../lambdas/core/shape/column/column-type';
import { csvInference, jsonInference } from '../../../../../lambdas/core/shape/column/value-facts';

const number = (text: string): Value => ({ number: text });
const typeOf = (values: Value[], declared: string[] = [], inference = jsonInference) =>
  columnTypeText(
    [...declared.map(profileOfType), ...values.map((value) => profileOfValue(value, inference))].reduce(
      mergeProfiles,
      emptyProfile,
    ),
  );

describe('from values', () => {
  it.each<[string | undefined, Value[]]>([
    [undefined, []],
    [undefined, [null]],
    ['boolean', [true, null, false]],
    ['bigint', [number('1'), number('-0')]],
    ['bigint', [number('9223372036854775807'), number('-9223372036854775808')]],
    ['numeric(38,0)', [number('9223372036854775808')]],
    ['numeric(38,0)', [number('12345678901234567890123456789012345678')]],
    ['bigint', [number('1e3'), number('1.0')]],
    ['numeric(38,6)', [number('1'), number('2.5')]],
    ['numeric(38,12)', [number('0.1234567')]],
    ['numeric(38,18)', [number('1.7976931348623157e-2')]],
    ['numeric(38,37)', [number('0.0000000000000000000000000000000000001')]],
    ['numeric(38,8)', [number('123456789012345678901234567890.12345678')]],
    ['double precision', [number('1e-300')]],
    ['double precision', [number('1e300'), number('0.1')]],
    ['varchar(64)', [number('1e300'), number('12345678901234567890')]],
    ['varchar(64)', [number('1e400')]],
    ['varchar(64)', [number('1e-400')]],
    ['varchar(64)', ['x']],
    ['varchar(64)', ['']],
    ['varchar(64)', ['é'.repeat(32)]],
    ['varchar(256)', ['é'.repeat(32), 'é'.repeat(33)]],
    ['varchar(1024)', ['x'.repeat(257)]],
    ['varchar(4096)', ['x'.repeat(1_025)]],
    ['varchar(16384)', ['x'.repeat(4_097)]],
    ['varchar(65535)', ['x'.repeat(16_385)]],
    ['varchar(65535)', ['x'.repeat(70_000)]],
    ['varchar(64)', ['007', '8']],
    ['date', ['2024-02-29']],
    ['varchar(64)', ['2023-02-29']],
    ['timestamp', ['2024-02-29', '2024-02-29T01:02:03']],
    ['timestamptz', ['2024-02-29T01:02:03Z', '2024-02-29 01:02:03.123456+02:00']],
    ['varchar(64)', ['2024-02-29T01:02:03Z', '2024-02-29T01:02:03']],
    ['varchar(64)', ['2024-02-29T01:02:03Z', '2024-02-29']],
    ['varchar(64)', ['2024-02-29T01:02:03.1234567Z']],
    ['varchar(64)', ['2024-02-29', number('5')]],
    ['varchar(64)', [true, number('1')]],
    ['super', [{ json: '{}' }]],
    ['super', [{ json: '[1]' }, 'x', number('1'), true]],
  ])('%s', (type, values) => {
    expect(typeOf(values)).toBe(type);
  });

  it.each<[string, string[]]>([
    ['bigint', ['1', '-20', '0']],
    ['varchar(64)', ['1', '007']],
    ['varchar(64)', ['+1']],
    ['varchar(64)', ['1e5']],
    ['varchar(64)', [' 1']],
    ['varchar(64)', ['-']],
    ['numeric(38,6)', ['1.50', '-0.5']],
    ['boolean', ['true', 'false']],
    ['varchar(64)', ['true', '1']],
    ['timestamp', ['2024-02-29 01:02']],
  ])('of CSV: %s', (type, values) => {
    expect(typeOf(values, [], csvInference)).toBe(type);
  });
});

describe('declared', () => {
  it.each<[string, string[], Value[]]>([
    ['smallint', ['smallint'], [number('100000')]],
    ['integer', ['smallint', 'integer'], []],
    ['bigint', ['bigint', 'integer'], ['x']],
    ['numeric(12,2)', ['integer', 'numeric(10,2)'], []],
    ['numeric(10,2)', ['numeric(10,2)'], [number('1.234')]],
    ['varchar(64)', ['numeric(38,0)', 'numeric(38,37)'], []],
    ['double precision', ['real', 'double precision'], []],
    ['double precision', ['numeric(15,2)', 'real'], []],
    ['varchar(64)', ['numeric(16,2)', 'double precision'], []],
    ['timestamp', ['timestamp', 'date'], []],
    ['varchar(64)', ['timestamp', 'timestamptz'], []],
    ['time', ['time'], []],
    ['timetz', ['timetz'], []],
    ['geometry', ['geometry'], []],
    ['super', ['super', 'varchar'], ['x']],
    ['varchar(36)', ['varchar(36)'], ['x'.repeat(36)]],
    ['varchar(64)', ['varchar(36)'], ['x'.repeat(37)]],
    ['varchar(256)', ['varchar'], ['x'.repeat(65)]],
    ['varchar(65535)', ['varchar(65535)'], ['x'.repeat(70_000)]],
    ['varbyte(64)', ['varbyte'], ['00'.repeat(64)]],
    ['varbyte(256)', ['varbyte'], ['00'.repeat(65)]],
    ['varbyte(1024000)', ['varbyte'], ['00'.repeat(70_000)]],
    ['boolean', ['boolean'], [number('7')]],
    ['varchar(64)', ['boolean', 'smallint'], []],
  ])('%s', (type, declared, values) => {
    expect(typeOf(values, declared)).toBe(type);
  });

  it('refuses a type that is none', () => {
    expect(() => profileOfType('jsonb')).toThrow('jsonb');
  });
});
