import { LineWriter } from '../../../../lambdas/core/shape/line-writer';
import { PartText, reuse } from '../../../../lambdas/core/staging/part-text';

const written = (line: string): LineWriter => {
  const writer = new LineWriter();
  writer.text(line);
  return writer;
};

it('is its lines, as UTF-8, however many bytes and pieces they are', () => {
  const lines = Array.from({ length: 3_000 }, (_, n) => `{"n":"${n} – ${'😀'.repeat(n % 7)}"}\n`);
  const text = new PartText();
  for (const line of lines) text.add(written(line));
  expect([text.rows, text.size]).toEqual([lines.length, Buffer.byteLength(lines.join(''))]);
  const chunks = text.end();
  expect(chunks.length).toBeGreaterThan(1);
  expect(Buffer.concat(chunks).toString()).toBe(lines.join(''));
});

it('may be empty', () => {
  expect(new PartText().end()).toEqual([]);
});

it('memory that is taken back becomes other parts, one each', () => {
  const textOf = (letter: string) => {
    const text = new PartText();
    for (let n = 0; n < 300; n++) text.add(written(letter.repeat(1_000)));
    return text;
  };
  const first = textOf('a').end();
  const memory = first.map(({ buffer }) => buffer);
  reuse(first);
  const [second, third] = ['b', 'c'].map(textOf) as [PartText, PartText];
  expect(Buffer.concat(second.end()).toString()).toBe('b'.repeat(300_000));
  expect(Buffer.concat(third.end()).toString()).toBe('c'.repeat(300_000));
  const of = (text: PartText) => text.end().filter(({ buffer }) => memory.includes(buffer)).length;
  expect(of(second)).toBeGreaterThan(1);
  expect(of(third)).toBe(0);
});
