import { holds, roomyType, widened } from '../../../../lambdas/core/load/type-room';

describe('a column that holds another type', () => {
  it.each([
    ['integer', 'smallint', true],
    ['integer', 'bigint', false],
    ['bigint', 'numeric(5,0)', false],
    ['numeric(12,2)', 'numeric(9,2)', true],
    ['numeric(12,2)', 'numeric(12,3)', false],
    ['numeric(12,4)', 'numeric(11,2)', false],
    ['numeric(19,0)', 'bigint', true],
    ['numeric(18,0)', 'bigint', false],
    ['double precision', 'integer', true],
    ['double precision', 'bigint', false],
    ['double precision', 'numeric(15,4)', true],
    ['double precision', 'numeric(16,4)', false],
    ['real', 'double precision', false],
    ['double precision', 'real', true],
    ['varchar(20)', 'character varying(20)', true],
    ['varchar(19)', 'varchar(20)', false],
    ['varchar(20)', 'bigint', true],
    ['varchar(19)', 'bigint', false],
    ['varchar(5)', 'boolean', true],
    ['varchar(100)', 'double precision', false],
    ['varchar(100)', 'super', false],
    ['char(5)', 'char(4)', true],
    ['char(5)', 'varchar(4)', false],
    ['timestamp', 'date', true],
    ['date', 'timestamp', false],
    // Without a zone, no instant is known; with one, the wall clock is not.
    ['timestamptz', 'timestamp', false],
    ['timestamp', 'timestamptz', false],
    ['super', 'varchar(9)', true],
    ['super', 'integer', true],
    ['boolean', 'varchar(5)', false],
    ['varbyte(9)', 'varbyte(8)', true],
    ['varbyte(9)', 'varchar(8)', false],
    ['geometry', 'geometry', true],
  ])('%s of %s: %s', (column, values, expected) => {
    expect(holds(column, values)).toBe(expected);
  });
});

describe('a VARCHAR that grows', () => {
  it.each([
    ['varchar(8)', 'varchar(9)', 'varchar(16)'],
    ['varchar(8)', 'varchar(1025)', 'varchar(2048)'],
    ['varchar(8)', 'varchar(40000)', 'varchar(65535)'],
    ['varchar(8)', 'varchar(8)', undefined],
    ['varchar(8)', 'timestamp', 'varchar(32)'],
    ['varchar(8)', 'super', undefined],
    ['char(8)', 'char(9)', undefined],
    ['integer', 'bigint', undefined],
  ])('%s for %s: %s', (column, values, expected) => {
    expect(widened(column, values)).toBe(expected);
  });
});

it.each([
  ['smallint', 'bigint'],
  ['numeric(9,2)', 'numeric(38,2)'],
  ['varchar(3)', 'varchar(16)'],
  ['varchar(65535)', 'varchar(65535)'],
  ['date', 'date'],
])('a new column for observed %s is %s', (seen, expected) => {
  expect(roomyType(seen)).toBe(expected);
});
