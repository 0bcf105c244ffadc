import { formatTableName, parseTableName } from '../../../../lambdas/core/config/table-name';

describe('parseTableName', () => {
  it.each([
    ['public.flights', 'public', 'flights'],
    ['Public.Flights', 'Public', 'Flights'],
    ['"Odd Schema"."my.table"', 'Odd Schema', 'my.table'],
    ['a."say ""hi"""', 'a', 'say "hi"'],
    ['a.b c', 'a', 'b c'],
    ['a."b*"', 'a', 'b*'],
    ['a.größe', 'a', 'größe'],
    ['a."x\ny"', 'a', 'x\ny'],
  ])('reads %s', (text, schema, name) => {
    expect(parseTableName(text)).toEqual({ schema, name });
  });

  it.each(['', 'a', 'a.', '.b', 'a.b.c', 'a.b.', 'a."b', 'a.b"', 'a."b"c', '"a""b"', 'a.""', '"a" .b'])(
    'refuses %j',
    (text) => {
      expect(() => parseTableName(text)).toThrow(/is not schema\.table/);
    },
  );
});

describe('formatTableName', () => {
  it.each([
    ['public', 'flights', 'public.flights'],
    ['public', 'a_1$', 'public.a_1$'],
    ['Odd Schema', 'my.table', '"Odd Schema"."my.table"'],
    ['a', 'say "hi"', 'a."say ""hi"""'],
    ['a', 'Big', 'a."Big"'],
    ['a', '1st', 'a."1st"'],
    ['a', 'x*', 'a."x*"'],
  ])('writes %s, %s', (schema, name, text) => {
    expect(formatTableName(schema, name)).toBe(text);
    expect(parseTableName(text)).toEqual({ schema, name });
  });
});
