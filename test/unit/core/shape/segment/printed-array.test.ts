import fc from 'fast-check';
import { printedArrayEnd } from '../../../../../lambdas/core/shape/segment/printed-array';
import { treeText } from '../../../../../lambdas/core/shape/segment/tree';
import { TreeReader } from '../../../../../lambdas/core/shape/segment/tree-reader';
import { wordsOf } from '../../../../../lambdas/core/shape/words';

const deep = (levels: number): string => `${'['.repeat(levels)}1${']'.repeat(levels)}`;
const wide = (names: number): string =>
  JSON.stringify([Object.fromEntries(Array.from({ length: names }, (_, i) => [`n${i}`, i]))]);

it.each([
  '[]',
  '[1]',
  '[1,-2.5,0,true,false,null,"","x – é💥"]',
  '[{}]',
  '[[],[[]]]',
  '[{"a":1,"aa":[{"b":"c"}],"":null,"b":{"a":2}}]',
  '[{"__proto__":1,"constructor":"x"}]',
  deep(16),
  wide(32),
])('sees where %s ends', (json) => {
  const start = Buffer.byteLength('é:');
  expect(printedArrayEnd(wordsOf(`é:${json},"b":1}`), start)).toBe(start + Buffer.byteLength(json));
});

it.each([
  '',
  '{"a":[1]}',
  '[',
  '[1',
  '[1,',
  '[1,]',
  '[,1]',
  '[1 ]',
  '[ 1]',
  '[1, 2]',
  '[1}',
  '["x]',
  '["a\\n"]',
  '["a\nb"]',
  '[1.50]',
  '[01]',
  '[-0]',
  '[1e5]',
  '[12345678901234567890]',
  '[tru]',
  '[fals]',
  '[nul]',
  '[undefined]',
  '[{]',
  '[{"a"}]',
  '[{"a":}]',
  '[{"a":1,}]',
  '[{"a" :1}]',
  '[{"a": 1}]',
  '[{a:1}]',
  '[{"a":1]',
  '[{"a":1}',
  '[{"a":1,"b":2,"a":3}]',
  '[{"1":1}]',
  '[{"b":1,"0":2}]',
  deep(17),
  wide(33),
])('leaves %j to be read', (json) => {
  expect(printedArrayEnd(wordsOf(json), 0)).toBeLessThan(0);
});

it('is sure of an array only where reading and printing it gives the same', () => {
  const blank = fc.constantFrom('', '', '', ' ');
  const json = fc
    .tuple(fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 4 }), fc.nat(), blank)
    .map(([values, at, space]) => {
      const text = JSON.stringify(values);
      const place = at % (text.length + 1);
      return `${text.slice(0, place)}${space}${text.slice(place)}`;
    });
  let sure = 0;
  fc.assert(
    fc.property(json, (text) => {
      const words = wordsOf(text);
      const end = printedArrayEnd(words, 0);
      if (end < 0) return;
      sure++;
      const array = words.bytes.toString('utf8', 0, end);
      expect(treeText(new TreeReader().readTree(array))).toBe(array);
    }),
    { numRuns: 2_000 },
  );
  expect(sure).toBeGreaterThan(500);
});
