import fc from 'fast-check';
import { Line, Lines } from '../../../../lambdas/core/shape/lines';

/** What an object gives whose bytes come in pieces of these lengths. */
const linesOf = (content: Buffer, lengths: readonly number[], limit?: number) => {
  const lines = new Lines(limit);
  const found = [];
  let at = 0;
  for (const length of [...lengths, content.length]) {
    found.push(...lines.push(content.subarray(at, at + length)));
    at += length;
  }
  return [...found, ...lines.end()];
};

const shown = (content: Buffer, lengths: readonly number[], limit?: number) =>
  linesOf(content, lengths, limit).map(({ bytes, location, tooLong }) => [
    bytes.toString(),
    location.byte,
    location.line,
    tooLong ?? false,
  ]);

it.each<[string, [string, number, number, boolean][]]>([
  ['', []],
  ['\n', [['', 0, 1, false]]],
  ['a', [['a', 0, 1, false]]],
  [
    'a\r\n\nbc',
    [
      ['a\r', 0, 1, false],
      ['', 3, 2, false],
      ['bc', 4, 3, false],
    ],
  ],
  [
    '\ufeffa\n\ufeffb',
    [
      ['a', 0, 1, false],
      ['\ufeffb', 5, 2, false],
    ],
  ],
  [
    '12345\n123456\n1\n',
    [
      ['12345', 0, 1, false],
      ['12345', 6, 2, true],
      ['1', 13, 3, false],
    ],
  ],
])('cuts %j', (text, expected) => {
  const content = Buffer.from(text);
  for (let length = 0; length <= content.length; length++) expect(shown(content, [length], 5)).toEqual(expected);
});

it('gives the same lines however the object is cut', () => {
  const unit = fc.constantFrom('\n', '\n', '\r', 'a', '{"b":1}', 'é', '💥', '\ufeff', 'x'.repeat(9));
  fc.assert(
    fc.property(fc.array(unit), fc.array(fc.nat(12)), fc.constantFrom(undefined, 8), (units, lengths, limit) => {
      const content = Buffer.from(units.join(''));
      expect(shown(content, lengths, limit)).toEqual(shown(content, [], limit));
    }),
  );
});

it.each<[string, Buffer, number[], (string | undefined)[]]>([
  ['ASCII', Buffer.from('a\nb\nc'), [], ['latin1', 'latin1', undefined]],
  ['UTF-8', Buffer.from('a\né\n'), [], ['utf8', 'utf8']],
  ['a character that the next piece goes on with', Buffer.from('é\n\né\n'), [5], ['utf8', 'utf8', undefined]],
  ['a character that the piece before began', Buffer.from('é\né\n'), [1], [undefined, 'utf8']],
  ['other bytes', Buffer.from('61c30a61c3a90a', 'hex'), [], ['unknown', 'unknown']],
  ['other bytes behind the last line', Buffer.from('é\né\u0000', 'utf8').subarray(0, 4), [], ['utf8', undefined]],
])('knows of lines that came whole whether they are text: %s', (_, content, lengths, expected) => {
  const found = linesOf(content, lengths).map((line) =>
    line instanceof Line ? (line.isText ? line.words.encoding : 'unknown') : undefined,
  );
  expect(found).toEqual(expected);
});
