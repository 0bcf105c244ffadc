import fc from 'fast-check';
import { Pattern } from '../../../../lambdas/core/shape/pattern';
import { copyText, plainEnd, Words, wordsOf } from '../../../../lambdas/core/shape/words';

/** Text of every length of UTF-8, with what doubles could go wrong about: bytes of many ones beside DEL. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom('\x7f', '\u{10ffff}', '\u{1ffff}', 'ÿ', '\uffff', 'x', '\0'), maxLength: 40 }),
);

it('copies any text, from anywhere to anywhere, and changes nothing beside it', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 9 }),
      text,
      fc.uint8Array({ maxLength: 9 }),
      fc.nat(20),
      (before, copied, behind, at) => {
        const bytes = Buffer.from(copied);
        const from = new Words(Buffer.concat([before, bytes, behind]));
        const to = new Words(Buffer.alloc(at + bytes.length + 9, '-'));
        expect(copyText(from, before.length, before.length + bytes.length, to, at)).toBe(at + bytes.length);
        expect(to.bytes.toString()).toBe('-'.repeat(at) + copied + '-'.repeat(9));
      },
    ),
    { numRuns: 5_000, seed: 1 },
  );
});

it('needs no more room than what it copies', () => {
  for (let length = 1; length < 20; length++) {
    const from = wordsOf('x'.repeat(length));
    expect(() => copyText(from, 0, length, new Words(Buffer.from(new ArrayBuffer(length - 1))), 0)).toThrow(RangeError);
    expect(copyText(from, 0, length, new Words(Buffer.from(new ArrayBuffer(length))), 0)).toBe(length);
  }
});

it.each<[string, number, number]>([
  ['', 0, 0],
  ['abc', 0, 3],
  ['abcd"', 0, 4],
  ['"', 0, 0],
  ['a"b"c', 2, 3],
  ['abcdefgh\\', 0, 8],
  ['abcde\nfgh"', 0, 5],
  ['ab\u001fcdefg', 0, 2],
  ['a b~\x7fc"', 0, 6],
  ['é–💥é–💥"', 0, 18],
  ['é–💥é–💥', 0, 18],
])('the plain text of %j from %d ends at %d', (json, from, end) => {
  expect(plainEnd(wordsOf(json), from)).toBe(end);
});

it('finds the end of plain text among any bytes', () => {
  const bytes = fc.uint8Array({ maxLength: 24 });
  // Bytes beside the three kinds that end it, where a borrow may run on.
  const near = fc.array(
    fc.constantFrom<number>(0, 31, 32, 33, 34, 35, 91, 92, 93, 127, 128, 159, 160, 161, 162, 220, 255),
    {
      maxLength: 24,
    },
  );
  fc.assert(
    fc.property(fc.oneof(bytes, near), fc.nat(4), (given, from) => {
      const words = new Words(Buffer.from(given));
      let end = from;
      while (end < given.length && (given[end] as number) >= 32 && given[end] !== 34 && given[end] !== 92) end++;
      expect(plainEnd(words, from)).toBe(end);
    }),
    { numRuns: 5_000, seed: 2 },
  );
});

it('a pattern is where its bytes are, and nowhere else', () => {
  const few = fc.array(fc.constantFrom<number>(0, 1, 127, 128, 255), { maxLength: 10 });
  fc.assert(
    fc.property(few, few, few, fc.option(fc.nat(9), { nil: undefined }), (before, bytes, behind, changed) => {
      const pattern = new Pattern(Uint8Array.from(bytes));
      const given = [...before, ...bytes, ...behind];
      if (changed !== undefined && changed < given.length) given[changed] = (given[changed] as number) ^ 128;
      const words = new Words(Buffer.from(given));
      expect(pattern.length).toBe(bytes.length);
      for (let at = 0; at <= given.length; at++) {
        expect(pattern.isAt(words, at)).toBe(bytes.every((byte, i) => given[at + i] === byte));
      }
    }),
    { numRuns: 2_000, seed: 3 },
  );
});
