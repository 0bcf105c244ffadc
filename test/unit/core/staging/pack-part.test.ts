import { gunzipSync } from 'node:zlib';
import { LineWriter } from '../../../../lambdas/core/shape/line-writer';
import { packPart } from '../../../../lambdas/core/staging/pack-part';
import { PartText } from '../../../../lambdas/core/staging/part-text';

const linesOf = (letter: string): string[] =>
  Array.from({ length: 3_000 }, (_, i) => `{"a":"${letter.repeat(50)}${i}"}\n`);

const textOf = (lines: readonly string[]): readonly Buffer[] => {
  const text = new PartText();
  for (const line of lines) {
    const writer = new LineWriter();
    writer.text(line);
    text.add(writer);
  }
  return text.end();
};

it('packs all of a part, and nothing that is written while it does', async () => {
  const first = packPart(textOf(linesOf('é')));
  // In the memory of the first one, which may be written again as soon as its packing has begun.
  const second = packPart(textOf(linesOf('b')));
  expect(gunzipSync(await first).toString()).toBe(linesOf('é').join(''));
  expect(gunzipSync(await second).toString()).toBe(linesOf('b').join(''));
});

it('packs nothing as an empty member of gzip', async () => {
  expect(gunzipSync(await packPart([]))).toHaveLength(0);
});
