import { parseTableName } from '../../../../lambdas/core/config/table-name';
import { bySpecificity, canonicalPattern, parseTablePattern } from '../../../../lambdas/core/config/table-pattern';

const matches = (pattern: string, name: string, caseSensitive = false): boolean =>
  parseTablePattern(pattern, caseSensitive).matches(parseTableName(name));

describe('parseTablePattern', () => {
  it.each([
    ['public.flights', 'public.flights'],
    ['my-schema.*', '"my-schema".t'],
    ['"a|b"."c{1}"', '"a|b"."c{1}"'],
    ['PUBLIC.Flights', 'public.flights'],
    ['"PUBLIC"."Flights"', 'public.flights'],
    ['public.flights', 'public."Flights"'],
    ['public.*', 'public.flights'],
    ['public.*', 'public."a/b"'],
    ['public.*', 'public."a.b"'],
    ['public.*', 'public."a\nb"'],
    ['public.*', 'public.".hidden"'],
    ['*.*', 'a.b'],
    ['*.tmp_*', 'a.tmp_'],
    ['a.b?', 'a.bc'],
    ['a.b?', 'a."b😀"'],
    ['a.[xy]1', 'a.y1'],
    ['a.[0-9]', 'a."7"'],
    ['a.[!xy]', 'a.z'],
    ['{a,b}.{c,d}', 'b.c'],
    ['a.{x.y,z}', 'a."x.y"'],
    ['a.b(c)+$^|*', 'a."b(c)+$^|d"'],
    ['a."b*"', 'a."b*"'],
    ['a.!b', 'a."!b"'],
  ])('%s matches %s', (pattern, name) => {
    expect(matches(pattern, name)).toBe(true);
  });

  it.each([
    ['public.flights', 'public.flights2'],
    ['public.flights', 'xpublic.flights'],
    ['public.*', 'public2.flights'],
    ['public.*', '"public.x".flights'],
    ['a.b?', 'a.b'],
    ['a.[xy]', 'a.z'],
    ['a.[!xy]', 'a.x'],
    ['{a,b}.c', '"a,b".c'],
    ['a."b*"', 'a.bc'],
    ['a.b.'.slice(0, 3), 'a.bb'],
    ['a.b+', 'a.bb'],
  ])('%s does not match %s', (pattern, name) => {
    expect(matches(pattern, name)).toBe(false);
  });

  it('compares as written in a database with case-sensitive identifiers', () => {
    expect(matches('a.Big', 'a."Big"', true)).toBe(true);
    expect(matches('a.big', 'a."Big"', true)).toBe(false);
    expect(matches('a.B*', 'a."Big"', true)).toBe(true);
    expect(matches('a.b*', 'a."Big"', true)).toBe(false);
  });

  it.each([
    ['"SHOP"."Orders"', '"SHOP"."Orders"', true],
    ['"SHOP"."Orders"', 'shop.orders', false],
    ['shop.orders', '"SHOP"."Orders"', true],
    ['SHOP."Orders"', 'shop."Orders"', true],
    ['SHOP."Orders"', 'shop.orders', false],
    ['"SHOP".*', '"SHOP".orders', true],
    ['"SHOP".*', 'shop.orders', false],
  ])('compares quoted parts as written, where that is asked for: %s, %s: %s', (pattern, name, expected) => {
    expect(parseTablePattern(pattern, 'quoted').matches(parseTableName(name))).toBe(expected);
  });

  it.each([
    'a',
    '*',
    '',
    'a.b.c',
    'a.[b',
    'a.b]',
    'a.{b',
    'a.{b}',
    'a.{b,*}',
    'a.[]',
    'a.[a-',
    'a.[\\d]',
    'a.{}',
    '{a.b,c.d}',
  ])('refuses %j', (text) => {
    expect(() => parseTablePattern(text)).toThrow(RangeError);
  });

  it.each([
    ['a.b', false],
    ['a."b*"', false],
    ['a.b*', true],
    ['?.b', true],
    ['a.{b,c}', true],
    ['a.[b]', true],
  ])('%s is a glob: %s', (text, isGlob) => {
    expect(parseTablePattern(text).isGlob).toBe(isGlob);
  });

  it('matches many wildcards in a hostile name quickly', () => {
    expect(matches('a.*x*x*x*y', `a.${'x'.repeat(127)}`)).toBe(false);
  });
});

describe('bySpecificity', () => {
  it.each([
    ['exact before any glob', ['a.b', 'a.b*', 'a.?']],
    ['the longer literal beginning', ['sales.orders_*', 'sales.o*s_long_ending', 'sales.*', '*.*']],
    ['a whole schema before a part of one', ['sales.*', 'sale*.orders', '*.orders']],
    ['more literal characters in all', ['*.orders_eu', '*.orders', '*.*']],
  ])('%s', (_, order) => {
    const sorted = [...order]
      .reverse()
      .map((text) => parseTablePattern(text))
      .sort(bySpecificity);
    expect(sorted.map(({ text }) => text)).toEqual(order);
  });

  it('a part whose case of letters counts before the same letters', () => {
    const sorted = ['shop.orders', 'shop."orders"', '"shop"."orders"']
      .map((text) => parseTablePattern(text, 'quoted'))
      .sort(bySpecificity);
    expect(sorted.map(({ text }) => text)).toEqual(['"shop"."orders"', 'shop."orders"', 'shop.orders']);
  });
});

describe('canonicalPattern', () => {
  it.each([
    ['"PUBLIC"."Flights"', 'public.flights', false, true],
    ['PUBLIC.Flights', 'public.flights', false, true],
    ['public."my table"', 'PUBLIC."My Table"', false, true],
    ['public."b*"', 'public.b*', false, false],
    ['public.B*', 'public.b*', false, true],
    ['public.Flights', 'public.flights', true, false],
    ['"public"."flights"', 'public.flights', true, true],
    ['"SHOP"."ORDERS"', 'shop.orders', 'quoted', false],
    ['"SHOP"."ORDERS"', '"shop"."orders"', 'quoted', false],
    ['"shop"."orders"', 'shop.orders', 'quoted', false],
    ['SHOP."orders"', 'shop."orders"', 'quoted', true],
    ['SHOP.orders', 'shop.ORDERS', 'quoted', true],
  ] as const)('%s and %s, letter case %s, are one: %s', (a, b, letterCase, expected) => {
    expect(canonicalPattern(a, letterCase) === canonicalPattern(b, letterCase)).toBe(expected);
  });
});
