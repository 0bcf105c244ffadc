import fc from 'fast-check';
import { RowFault } from '../../../../../lambdas/core/shape/row-fault';
import { fastTree, TreeParser } from '../../../../../lambdas/core/shape/segment/parse-tree';
import { canonicalText, treeText } from '../../../../../lambdas/core/shape/segment/tree';
import { TreeReader } from '../../../../../lambdas/core/shape/segment/tree-reader';

const parsed = (text: string) => treeText(new TreeParser().parse(text).tree);
const slow = (text: string): string => {
  try {
    return treeText(new TreeReader().readTree(text));
  } catch (error) {
    if (error instanceof RowFault) return `bad: ${error.message}`;
    throw error;
  }
};

it.each([
  ['an integer past 2^53', '{"a":9007199254740993}', '{"a":9007199254740993}'],
  ['an integer of 20 digits in an array', '{"a":[1, 12345678901234567890]}', '{"a":[1,12345678901234567890]}'],
  ['a long decimal', '{"a":0.1234567890123456789}', '{"a":0.1234567890123456789}'],
  ['a double of 17 digits', '{"a":0.30000000000000004}', '{"a":0.30000000000000004}'],
  ['an exponent', '{"a":1e3,"b":1E400,"c":-2.50}', '{"a":1000,"b":1E400,"c":-2.5}'],
  ['zeros', '{"a":-0,"b":0.0}', '{"a":0,"b":0}'],
  ['blanks', '{ "a" : [ 1 , { } ] }', '{"a":[1,{}]}'],
  ['members of prototypes', '{"__proto__":{"x":1},"constructor":2}', '{"__proto__":{"x":1},"constructor":2}'],
])('%s', (_, text, expected) => expect(parsed(text)).toBe(expected));

it.each([
  ['a name that occurs twice', '{"a":1,"a":2}', /"a" occurs twice/],
  ['twice, below', '{"x":[{"a":1,"a":2}]}', /"a" occurs twice/],
  ['twice, with blanks', '{"a" :1,"a":2}', /"a" occurs twice/],
  ['twice, once with an escape', '{"a":1,"\\u0061":2}', /"a" occurs twice/],
  ['twice, behind a backslash', '{"a\\\\":1,"a\\\\":2}', /occurs twice/],
  ['NUL', '{"a":"\\u0000"}', /NUL/],
  ['half a character', '{"a":"\\ud800"}', /surrogate/],
  ['too many levels', `{"a":${'['.repeat(512)}${']'.repeat(512)}}`, /512 levels/],
  ['too many levels, far', `{"a":${'['.repeat(100_000)}`, /512 levels/],
  ['no end', '{"a":1', /expected/],
  ['NaN', '{"a":NaN}', /NaN/],
])('%s is bad', (_, text, reason) => expect(() => parsed(text)).toThrow(reason));

it('takes the fast way where nothing is lost', () => {
  for (const text of [
    '{"a":1.5,"b":[{"c":"x"}],"t":1700000000000000,"e":"1e5","s":"{\\"a\\":1}"}',
    '{"a":"1:2 3","lat":-122.41941550000001}',
  ]) {
    expect(fastTree(text)).toEqual(JSON.parse(text));
  }
});

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.bigInt(-(10n ** 25n), 10n ** 25n).map(String),
  fc.tuple(fc.bigInt(0n, 10n ** 12n), fc.bigInt(0n, 10n ** 12n)).map(([a, b]) => `${a}.${b}`),
  fc.tuple(fc.integer(), fc.integer({ min: -400, max: 400 })).map(([a, b]) => `${a}e${b}`),
);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('":', '\\', '":1e5,', '__proto__', 'a', '\u0000', ':12345678901234567890'),
);
const name = fc.oneof(fc.constantFrom('a', 'b', '1', '__proto__', 'a\\'), text);
const json: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    number,
    text.map((each) => JSON.stringify(each)),
    fc.constantFrom('true', 'false', 'null'),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
    fc
      .array(fc.tuple(name, fc.constantFrom(':', ' :', ': '), tie('value')), { maxLength: 4 })
      .map((members) => `{${members.map(([key, colon, value]) => JSON.stringify(key) + colon + value).join(',')}}`),
  ),
})).value;

it('both ways read the same, or both refuse', () => {
  fc.assert(
    fc.property(json, (each) => {
      const record = `{"x":${each}}`;
      const fast = fastTree(record);
      if (fast !== undefined) expect(treeText(fast)).toBe(slow(record));
      if (fast !== undefined) expect(JSON.stringify(fast)).toBe(treeText(fast));
    }),
    { numRuns: 1_000, seed: 7 },
  );
});

it('canonical text does not depend on the order of members', () => {
  expect(canonicalText(JSON.parse('{"b":[{"d":1,"c":2}],"a":null}'))).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
});
