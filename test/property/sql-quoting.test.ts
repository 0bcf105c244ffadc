import fc from 'fast-check';
import { compareWatermarks, watermarkLiteral } from '../../lambdas/core/progress/watermark';
import { boundsStatement } from '../../lambdas/core/sql/bounds';
import { identifier, qualified } from '../../lambdas/core/sql/identifier';
import { keySetStatements } from '../../lambdas/core/sql/key-set';
import { literal } from '../../lambdas/core/sql/literal';
import { sql } from '../../lambdas/core/sql/sql';
import { unload } from '../../lambdas/core/sql/unload';

type Token = { kind: 'literal' | 'name' | 'code'; text: string };

/**
 * Redshift's reading of SQL text, written from its manual and not from the product: in a literal '' is a quote and a
 * backslash makes the next character mean itself (\n and its like are characters of their own); in a quoted name "" is a
 * quote and a backslash is a backslash.
 */
const tokens = (text: string): Token[] => {
  const found: Token[] = [];
  let i = 0;
  const quoted = (quote: string, escapes: boolean): string => {
    let value = '';
    for (i++; ; i++) {
      const c = text[i];
      if (c === undefined) throw new Error(`${quote} is not closed in ${text}`);
      if (escapes && c === '\\') {
        const next = text[++i];
        if (next === undefined) throw new Error('a backslash at the end');
        value += { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }[next] ?? next;
      } else if (c === quote && text[i + 1] === quote) {
        value += quote;
        i++;
      } else if (c === quote) return value;
      else value += c;
    }
  };
  for (; i < text.length; i++) {
    const c = text[i];
    if (c === "'") found.push({ kind: 'literal', text: quoted("'", true) });
    else if (c === '"') found.push({ kind: 'name', text: quoted('"', false) });
    else {
      const last = found.at(-1);
      if (last?.kind === 'code') last.text += c;
      else found.push({ kind: 'code', text: c ?? '' });
    }
  }
  return found;
};

/** Text with what is hard about it far more often than by chance. */
const hostile = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc
      .array(
        fc.constantFrom(
          "'",
          "''",
          '"',
          '""',
          '\\',
          "\\'",
          '\\n',
          '\n',
          ';',
          '--',
          '/*',
          '$$',
          '{%',
          'a',
          'é',
          '🚀',
          ' ',
        ),
        {
          maxLength: 12,
        },
      )
      .map((pieces) => pieces.join('')),
  )
  .filter((text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text));
const names = hostile.filter((name) => name !== '' && Buffer.byteLength(name) <= 127);
const settings = { numRuns: 500, seed: 11 };

describe('the reader of these tests', () => {
  it.each([
    [String.raw`'a''b\'c\\d\ne'`, [{ kind: 'literal', text: "a'b'c\\d\ne" }]],
    [String.raw`"a""b\"`, [{ kind: 'name', text: 'a"b\\' }]],
    [
      `x 'y' z`,
      [
        { kind: 'code', text: 'x ' },
        { kind: 'literal', text: 'y' },
        { kind: 'code', text: ' z' },
      ],
    ],
  ])('reads %s', (text, expected) => {
    expect(tokens(text)).toEqual(expected);
  });

  it.each(["'a", '"a', "'a\\'"])('refuses %s', (text) => {
    expect(() => tokens(text)).toThrow();
  });
});

describe('quoting', () => {
  it('gives every literal back as one token', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        expect(tokens(literal(value).text)).toEqual([{ kind: 'literal', text: value }]);
      }),
      settings,
    );
  });

  it('gives every name back as one token', () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(tokens(identifier(name).text)).toEqual([{ kind: 'name', text: name }]);
      }),
      settings,
    );
  });

  it('gives every qualified name back as two names and a dot', () => {
    fc.assert(
      fc.property(names, names, (schema, table) => {
        expect(tokens(qualified(schema, table).text)).toEqual([
          { kind: 'name', text: schema },
          { kind: 'code', text: '.' },
          { kind: 'name', text: table },
        ]);
      }),
      settings,
    );
  });

  it('gives the query of an UNLOAD back, and from it the values within', () => {
    fc.assert(
      fc.property(names, hostile, hostile, (name, value, role) => {
        fc.pre(role !== 'default');
        const query = sql`SELECT ${identifier(name)} FROM t WHERE x = ${literal(value)}`;
        const to = { bucket: 'lake', key: `data/${value.replaceAll(/[^a-z]/g, '')}x/` };
        const statement = unload({ query, to, iamRole: role, maxFileSizeMb: 256, kmsKeyArn: 'k' });
        const literals = tokens(statement.text).filter(({ kind }) => kind === 'literal');
        expect(literals.map(({ text }) => text)).toEqual([query.text, `s3://lake/${to.key}`, role, 'k']);
        expect(tokens(literals[0]?.text ?? '')).toEqual([
          { kind: 'code', text: 'SELECT ' },
          { kind: 'name', text: name },
          { kind: 'code', text: ' FROM t WHERE x = ' },
          { kind: 'literal', text: value },
        ]);
      }),
      settings,
    );
  });

  it('gives a text watermark back as one token', () => {
    const type = { base: 'varchar', length: 65_535 } as const;
    fc.assert(
      fc.property(hostile, (value) => {
        const found = tokens(watermarkLiteral(type, value).text).filter(({ kind }) => kind === 'literal');
        expect(found).toEqual([{ kind: 'literal', text: value }]);
        expect(compareWatermarks(type, found[0]?.text ?? '', value)).toBe(0);
      }),
      settings,
    );
  });

  it('gives bounds no name and no value but those it was given', () => {
    const type = { base: 'varchar', length: 65_535 } as const;
    fc.assert(
      fc.property(names, names, hostile, (table, column, value) => {
        const window = {
          key: { name: column, type },
          source: { schema: 'public', name: table },
          low: value,
          chunkRows: 5,
        };
        const one = { kind: 'window' as const, window, reached: value };
        const found = tokens(boundsStatement([one, one]).text);
        const texts = (kind: string) => new Set(found.filter((token) => token.kind === kind).map(({ text }) => text));
        expect(texts('literal')).toEqual(new Set([value]));
        expect(texts('name')).toEqual(new Set(['public', table, column]));
      }),
      settings,
    );
  });

  it('gives key sets no name but those it was given, inside of UNLOAD as well', () => {
    fc.assert(
      fc.property(names, names, (table, column) => {
        const statements = keySetStatements({
          member: 0,
          source: { schema: 'public', name: table },
          columns: [{ name: column, type: 'varchar(9)', nullable: true }],
          to: { bucket: 'lake', key: 'keys/' },
          goneTo: { bucket: 'lake', key: 'gone/' },
          last: { bucket: 'lake', key: 'last' },
          unload: { iamRole: 'default', maxFileSizeMb: 256 },
        });
        const temporary = ['shuttle_keys_0', 'shuttle_last_keys_0', 'shuttle_gone_0'];
        const allowed = new Set(['public', table, column, ...temporary]);
        for (const { sql: statement } of statements) {
          const outer = tokens(statement.text);
          const inner = statement.text.startsWith('UNLOAD')
            ? tokens(outer.find((t) => t.kind === 'literal')?.text ?? '')
            : [];
          for (const { kind, text } of [...outer, ...inner]) if (kind === 'name') expect(allowed).toContain(text);
        }
      }),
      { ...settings, numRuns: 100 },
    );
  });
});
