import { integer, literal } from '../../../../lambdas/core/sql/literal';

describe('literal', () => {
  it.each([
    ['', "''"],
    ['a', "'a'"],
    ["it's", "'it''s'"],
    ["'", "''''"],
    ['\\', String.raw`'\\'`],
    [String.raw`\'`, String.raw`'\\'''`],
    [String.raw`C:\new`, String.raw`'C:\\new'`],
    ['a\nb\t', "'a\nb\t'"],
    ['"x" -- /* */ ;', `'"x" -- /* */ ;'`],
    ['$$ :name {% x %}', "'$$ :name {% x %}'"],
    ['größe 表 🚀', "'größe 表 🚀'"],
  ])('quotes %j', (value, text) => {
    expect(literal(value).text).toBe(text);
  });

  it('refuses a NUL', () => {
    expect(() => literal('a\0')).toThrow(RangeError);
  });
});

describe('integer', () => {
  it.each([
    [0, '0'],
    [-7, '-7'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [9_223_372_036_854_775_807n, '9223372036854775807'],
  ])('writes %s', (value, text) => {
    expect(integer(value).text).toBe(text);
  });

  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses %s', (value) => {
    expect(() => integer(value)).toThrow(RangeError);
  });
});
