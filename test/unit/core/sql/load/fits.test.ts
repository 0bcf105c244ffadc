import { valueFit } from '../../../../../lambdas/core/sql/load/fits';
import { sql } from '../../../../../lambdas/core/sql/sql';
import { type Fixture, openFixture, rows, run } from '../../../../local/redshift/warehouse-fixture';

let f: Fixture;
beforeAll(async () => {
  f = await openFixture();
});
afterAll(() => f.close());

/** Which of the values fit, and what they become. */
const fitting = async (from: string, to: string, values: readonly string[]) => {
  await run(f.admin, 'drop table if exists v', `create table v (n int, x ${from})`);
  for (const [i, value] of values.entries()) await run(f.admin, `insert into v values (${i}, ${value})`);
  const { test, value } = valueFit(from, to, sql`x`);
  return rows(f.admin, `select n, ${value.text} from v where ${test.text} order by n`);
};

const MIN = '-9223372036854775808';

describe('values that fit a column of another type', () => {
  it.each([
    [
      'varchar(99)',
      'smallint',
      ["'32767'", "'32768'", "'1.0'", "'x'", "''", "'-32768'", "'+7'", "' 7'"],
      [
        [0n, 32767n],
        [5n, -32768n],
        [6n, 7n],
      ],
    ],
    [
      'varchar(99)',
      'bigint',
      ["'9223372036854775807'", "'9223372036854775808'", `'${MIN}'`, `'${'9'.repeat(60)}'`],
      [
        [0n, 9223372036854775807n],
        [2n, -9223372036854775808n],
      ],
    ],
    [
      'varchar(99)',
      'numeric(5,2)',
      ["'123.45'", "'1234'", "'1.005'", "'-7'", "'1e2'", "'.5'"],
      [
        [0n, '123.45'],
        [3n, '-7.00'],
      ],
    ],
    [
      'varchar(99)',
      'boolean',
      ["'true'", "'false'", "'yes'"],
      [
        [0n, true],
        [1n, false],
      ],
    ],
    ['varchar(99)', 'date', ["'2024-02-29'", "'2023-02-29'", "'2024-1-1'", "'today'"], [[0n, '2024-02-29']]],
    [
      'varchar(99)',
      'timestamp',
      ["'2024-02-29 01:02:03.5'", "'2024-02-29T01:02:03'", "'2024-02-29 25:02:03'"],
      [[0n, '2024-02-29 01:02:03.5']],
    ],
    ['varchar(99)', 'varchar(3)', ["'abc'", "'éé'", "'ab  '"], [[0n, 'abc']]],
    ['varchar(99)', 'char(3)', ["'abc'", "'é'", "'abcd'"], [[0n, 'abc']]],
    ['varchar(99)', 'double precision', ["'1.5'", "'0.1234567890123'", "'NaN'"], [[0n, 1.5]]],
    ['bigint', 'integer', ['2147483647', '2147483648'], [[0n, 2147483647n]]],
    [
      'numeric(9,2)',
      'integer',
      ['50.00', '7.25', '0.00'],
      [
        [0n, 50n],
        [2n, 0n],
      ],
    ],
    ['numeric(9,4)', 'numeric(9,2)', ['5.1200', '7.2555'], [[0n, '5.12']]],
    ['boolean', 'varchar(4)', ['true', 'false'], [[0n, 'true']]],
    ['timestamptz', 'varchar(99)', ["'2024-02-29 01:02:03+02'"], []],
  ])('%s into %s', async (from, to, values, expected) => {
    expect(await fitting(from, to, values)).toEqual(expected);
  });
});
