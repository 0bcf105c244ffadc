import { identifier, qualified } from '../../../../lambdas/core/sql/identifier';

describe('identifier', () => {
  it.each([
    ['orders', '"orders"'],
    ['order', '"order"'],
    ['Order Items', '"Order Items"'],
    ['a"b', '"a""b"'],
    ['"', '""""'],
    ["it's", `"it's"`],
    ['a\\b', '"a\\b"'],
    ['größe 表', '"größe 表"'],
    ['{% x %}', '"{% x %}"'],
    ['a; --', '"a; --"'],
    ['x'.repeat(127), `"${'x'.repeat(127)}"`],
  ])('quotes %j', (name, text) => {
    expect(identifier(name).text).toBe(text);
  });

  it.each([
    ['an empty name', '', /empty/],
    ['a NUL', 'a\0b', /NUL/],
    ['128 bytes', 'x'.repeat(128), /128 bytes.* at most 127/],
    ['128 bytes of fewer characters', 'é'.repeat(64), /128 bytes/],
  ])('refuses %s', (_, name, message) => {
    expect(() => identifier(name)).toThrow(RangeError);
    expect(() => identifier(name)).toThrow(message);
  });

  it('qualifies by the schema', () => {
    expect(qualified('my schema', 'a"b').text).toBe('"my schema"."a""b"');
    expect(() => qualified('', 't')).toThrow(RangeError);
  });
});
