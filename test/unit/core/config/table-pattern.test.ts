import { parseTableName } from '../../../../lambdas/core/config/table-name';
import { bySpecificity, parseTablePattern } from '../../../../lambdas/core/config/table-pattern';

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
});
