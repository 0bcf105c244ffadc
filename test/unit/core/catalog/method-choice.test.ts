import { chooseByRows, chooseMethod, PAGE_MAX_ROWS, rowBytes } from '../../../../lambdas/core/catalog/method-choice';

const columns = (...types: string[]) => types.map((type, i) => ({ name: `c${i}`, type, nullable: true }));
const narrow = columns('bigint');
const table = (rows?: number) => ({ kind: 'table' as const, ...(rows !== undefined && { rows }) });

describe('rowBytes', () => {
  it.each([
    [['bigint'], 16],
    [['varchar(10)'], 10],
    [['varchar(65535)'], 64],
    [['char(3)', 'date', 'numeric(38,2)'], 35],
    [[], 0],
  ])('of %j', (types, bytes) => {
    expect(rowBytes(columns(...types))).toBe(bytes);
  });
});

describe('chooseMethod', () => {
  it.each([
    ['a small table', table(1_000), narrow, undefined, 'page', 'small: 1000 rows by catalog'],
    ['the last that is small', table(PAGE_MAX_ROWS), narrow, undefined, 'page', 'small'],
    ['the first that is not', table(PAGE_MAX_ROWS + 1), narrow, undefined, 'unload', 'large'],
    ['few rows that are wide', table(90_000), columns(...Array(20).fill('bigint')), undefined, 'unload', 'about 28 MB'],
    ['a table of unknown size', table(), narrow, undefined, 'count', 'a count decides'],
    ['a view of unknown size', { kind: 'view' as const }, narrow, undefined, 'unload', 'dear to count'],
    ['a late-binding view', { kind: 'late-binding view' as const }, narrow, undefined, 'unload', 'dear to count'],
    ['a large table with a limit', table(1e9), narrow, 10, 'page', 'small: 10 rows by limit'],
    ['a view with a limit', { kind: 'view' as const }, narrow, 10, 'page', '10 rows by limit'],
    ['a small table with a large limit', table(10), narrow, 1e9, 'page', 'small: 10 rows'],
    ['a SUPER column', table(1), columns('bigint', 'super'), 1, 'unload', 'column c1 is super'],
    ['a VARBYTE column', table(1), columns('varbyte(8)'), 1, 'unload', 'column c0 is varbyte(8)'],
    ['a GEOMETRY column', table(1), columns('geometry'), undefined, 'unload', 'geometry'],
    ['a GEOGRAPHY column', table(1), columns('geography'), undefined, 'unload', 'geography'],
  ])('%s', (_, relation, its, limit, method, why) => {
    const choice = chooseMethod(relation, its, limit);
    expect(choice.method).toBe(method);
    expect(choice.why).toContain(why);
  });
});

describe('chooseByRows', () => {
  it.each([
    [0, 'page'],
    [PAGE_MAX_ROWS, 'page'],
    [PAGE_MAX_ROWS + 1, 'unload'],
  ])('%s rows', (rows, method) => {
    expect(chooseByRows(rows, narrow, 'count').method).toBe(method);
  });

  it('rounds what it says up', () => {
    expect(chooseByRows(10.2, narrow, 'count').why).toBe('small: 11 rows by count, about 1 MB');
  });
});
