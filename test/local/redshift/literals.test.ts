import fc from 'fast-check';
import { readQuotedString } from '../../../local/redshift/sql/string-literal';
import { type Fixture, openFixture, rows } from './warehouse-fixture';

let f: Fixture;
beforeAll(async () => {
  f = await openFixture();
});
afterAll(() => f.close());

/** How a client writes a Redshift literal: quotes doubled, backslashes doubled. */
const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

const text = fc.string({ unit: 'binary', maxLength: 40 }).map((s) => s.replaceAll('\0', ''));
const nasty = fc
  .array(fc.constantFrom("'", '\\', '"', ';', '--', '/*', '*/', '$$', ':a', '\n', 'é', '%', '😀'), { maxLength: 12 })
  .map((parts) => parts.join(''));

it('reads back any text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(text, nasty), async (value) => {
      expect(await rows(f.admin, `select ${quote(value)} as x`)).toEqual([[value]]);
    }),
    { numRuns: 60 },
  );
});

it('reads back any text inside UNLOAD, where literals are quoted twice', async () => {
  await fc.assert(
    fc.property(fc.oneof(text, nasty), (value) => {
      const outer = quote(`select ${quote(value)}`);
      const inner = readQuotedString(outer, 1).text;
      expect(readQuotedString(inner, 'select '.length + 1).text).toBe(value);
    }),
  );
});

it.each([
  [`'a\\'b'`, "a'b"],
  [`'a''b'`, "a'b"],
  [`'a\\\\b'`, 'a\\b'],
  [`'a\\nb'`, 'a\nb'],
  [`'\\101'`, 'A'],
  [`'\\q'`, 'q'],
  [`E'tab\\t'`, 'tab\t'],
  ["$$it's \\n$$", "it's \\n"],
  ['$x$a$$b$x$', 'a$$b'],
])('%s', async (literal, value) => {
  expect(await rows(f.admin, `select ${literal}`)).toEqual([[value]]);
});

it('takes parameters as text', async () => {
  const result = await f.admin.execute('select :a::int + 1 as x, :b || :a as y, 1::int', [
    { name: 'a', value: '41' },
    { name: 'b', value: "o'\\x" },
  ]);
  const out = [];
  for await (const row of result.rows) out.push(row);
  expect(out).toEqual([[{ longValue: 42n }, { stringValue: "o'\\x41" }, { longValue: 1n }]]);
});

it('refuses a parameter that is not used or has no value', async () => {
  await expect(f.admin.execute('select 1', [{ name: 'a', value: '1' }])).rejects.toThrow('unused');
  await expect(f.admin.execute('select :a')).rejects.toThrow('":a" has no value');
});

it.each([
  ['select 1 -- done', 1n],
  ['select /* a /* nested */ b */ 2;', 2n],
  ["select 'x--y' || '/*z'", 'x--y/*z'],
])('comments: %s', async (sql, value) => {
  expect(await rows(f.admin, sql)).toEqual([[value]]);
});
