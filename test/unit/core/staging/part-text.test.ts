import { LineWriter } from '../../../../lambdas/core/shape/line-writer';
import { PartText } from '../../../../lambdas/core/staging/part-text';

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
