import { identifier } from '../../../../lambdas/core/sql/identifier';
import { literal } from '../../../../lambdas/core/sql/literal';
import { join, Sql, sql } from '../../../../lambdas/core/sql/sql';

describe('the sql tag', () => {
  it('puts checked pieces together', () => {
    const inner = sql`SELECT ${identifier('a')} FROM t`;
    expect(sql`(${inner}) = ${literal("it's")};`.text).toBe(`(SELECT "a" FROM t) = 'it''s';`);
    expect(sql``.text).toBe('');
    expect(sql`${literal('a')}${literal('b')}`.text).toBe("'a''b'");
  });

  it('keeps the text of the template as JavaScript reads it', () => {
    expect(sql`'\\n' ${literal('$&')}`.text).toBe("'\\n' '$&'");
  });

  it('neither compiles nor runs with anything else', () => {
    const raw = 'x; DROP TABLE y';
    // @ts-expect-error a string is not SQL
    expect(() => sql`SELECT ${raw}`).toThrow(TypeError);
    // @ts-expect-error a number is not SQL
    expect(() => sql`SELECT ${7}`).toThrow(/number is not SQL/);
    // @ts-expect-error nothing is not SQL
    expect(() => sql`SELECT ${undefined}`).toThrow(/undefined is not SQL/);
    // @ts-expect-error an object that looks alike is not SQL
    expect(() => sql`SELECT ${{ text: raw }}`).toThrow(/object is not SQL/);
    // @ts-expect-error a list has to be joined
    expect(() => sql`SELECT ${[literal('a')]}`).toThrow(TypeError);
    expect(() => sql`${Object.assign(Object.create(null), { text: raw })}`).toThrow(TypeError);
  });

  it('cannot leave through a string by accident', () => {
    expect(() => `${sql`SELECT 1`}`).toThrow(/out of it by \.text/);
    expect(() => `${sql`SELECT 1`.toString()}`).toThrow(TypeError);
  });

  it('has no public constructor', () => {
    // @ts-expect-error the constructor is private
    expect(new Sql('x').text).toBe('x');
  });
});

describe('join', () => {
  it.each([
    [[], ''],
    [['a'], "'a'"],
    [['a', 'b', 'c'], "'a', 'b', 'c'"],
  ])('of %j', (values, text) => {
    expect(join(values.map(literal), sql`, `).text).toBe(text);
  });

  it('refuses what is not SQL', () => {
    // @ts-expect-error strings are not SQL
    expect(() => join(['a'], sql`, `)).toThrow(TypeError);
    // @ts-expect-error nor is the separator
    expect(() => join([literal('a')], ', ')).toThrow(TypeError);
  });
});
