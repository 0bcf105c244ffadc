import fc from 'fast-check';
import { LineWriter } from '../../../../lambdas/core/shape/line-writer';
import { RawText } from '../../../../lambdas/core/shape/raw-text';
import { Words, wordsOf } from '../../../../lambdas/core/shape/words';

const textOf = ({ bytes, length }: LineWriter): string => bytes.toString('utf8', 0, length);

it('writes members as JSON has them', () => {
  const line = new LineWriter(4);
  line.text('{');
  line.safe(wordsOf('"a":"'), '1.5');
  expect(line.plain(wordsOf('"b":"'), 'plain')).toBe(true);
  line.json(wordsOf('"é":'), '[1]');
  const bytes = Buffer.from('xx–yyzz');
  line.raw(wordsOf('"d":"'), new RawText(new Words(bytes), 2, 7));
  expect(textOf(line)).toBe('{"a":"1.5","b":"plain","é":[1],"d":"–yy",');
});

it.each(['"', '\\', '\n', 'é', '\u2028', '💥', `${'x'.repeat(100)}"`])(
  '%j is not plain, and leaves nothing',
  (text) => {
    const line = new LineWriter(4);
    line.text('{');
    expect(line.plain(wordsOf('"a":"'), text)).toBe(false);
    expect(textOf(line)).toBe('{');
  },
);

it('takes back what comes behind, and begins anew', () => {
  const line = new LineWriter(4);
  line.text('one');
  line.text('two');
  line.cut(3);
  expect(textOf(line)).toBe('one');
  line.cut();
  line.text('é');
  expect(textOf(line)).toBe('é');
});

it('is any texts, however long and of whatever characters', () => {
  const any = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme', minLength: 60, maxLength: 300 }),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(any, { maxLength: 8 }), (texts) => {
      const line = new LineWriter(1);
      for (const text of texts) line.text(text);
      expect(Buffer.from(texts.join('')).equals(line.bytes.subarray(0, line.length))).toBe(true);
    }),
    { numRuns: 500, seed: 9 },
  );
});

it('copies raw text of any length', () => {
  for (const length of [1, 127, 128, 129, 5_000]) {
    const line = new LineWriter(16);
    line.raw(wordsOf('"a":"'), new RawText(wordsOf('y'.repeat(length)), 0, length));
    expect(textOf(line)).toBe(`"a":"${'y'.repeat(length)}",`);
  }
});
