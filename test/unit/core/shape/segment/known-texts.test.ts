import { RawText } from '../../../../../lambdas/core/shape/raw-text';
import { KnownTexts } from '../../../../../lambdas/core/shape/segment/known-texts';
import { Words } from '../../../../../lambdas/core/shape/words';

const raw = (text: string): RawText => {
  const bytes = Buffer.from(`..${text}..`);
  return new RawText(new Words(bytes), 2, bytes.length - 2);
};

it('gives each text, however many there are and however often they come', () => {
  const texts = new KnownTexts();
  const all = Array.from({ length: 3_000 }, (_, i) => `Event ${i % 7 === 0 ? 'é' : ''}${i}`);
  for (let round = 0; round < 2; round++) expect(all.map((text) => texts.of(raw(text)))).toEqual(all);
});

it('texts that are alike, empty and long ones too', () => {
  const texts = new KnownTexts();
  const all = ['abc', 'aXbYc', 'ab', 'a', '', 'x'.repeat(500), 'abc'];
  expect(all.map((text) => texts.of(raw(text)))).toEqual(all);
  expect(texts.of('as it is')).toBe('as it is');
});

it('keeps nothing of the bytes that it has read', () => {
  const texts = new KnownTexts();
  const bytes = Buffer.from('one');
  expect(texts.of(new RawText(new Words(bytes), 0, 3))).toBe('one');
  bytes.write('two');
  expect(texts.of(raw('one'))).toBe('one');
  expect(texts.of(new RawText(new Words(bytes), 0, 3))).toBe('two');
});
