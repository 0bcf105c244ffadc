import fc from 'fast-check';
import { RawText } from '../../../../../lambdas/core/shape/raw-text';
import { correctedTime, eventTime, isSameMillisecond } from '../../../../../lambdas/core/shape/segment/event-time';
import { rawInstant } from '../../../../../lambdas/core/shape/segment/raw-instant';
import { TimeBytes } from '../../../../../lambdas/core/shape/segment/time-bytes';
import { Words } from '../../../../../lambdas/core/shape/words';

const raw = (text: string): RawText => {
  const bytes = Buffer.from(`"${text}"`);
  return new RawText(new Words(bytes), 1, bytes.length - 1);
};
const written = (text: string): string | undefined => {
  const instant = eventTime(raw(text));
  return instant && new TimeBytes().write(instant).text;
};

it.each([
  ['2024-02-29T01:02:03.004Z', '2024-02-29 01:02:03.004000'],
  ['2024-02-29 01:02:03Z', '2024-02-29 01:02:03.000000'],
  ['2024-02-29T23:30:00-01:00', '2024-03-01 00:30:00.000000'],
  ['2024-02-29 01:02:03.123456', '2024-02-29 01:02:03.123456'],
  ['2024-02-29T01:02:03.123456789Z', '2024-02-29 01:02:03.123456'],
  ['2024-02-29', '2024-02-29 00:00:00.000000'],
  ['0001-01-01T00:00:00.000Z', '0001-01-01 00:00:00.000000'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31 23:59:59.999000'],
  ['1969-12-31T23:59:59.999Z', '1969-12-31 23:59:59.999000'],
])('%s is %s', (text, expected) => {
  expect(written(text)).toBe(expected);
  expect(eventTime(text)).toEqual(eventTime(raw(text)));
});

it.each([
  '',
  'x',
  '2023-02-29T00:00:00.000Z',
  '2024-01-01T24:00:00.000Z',
  '2024-01-01T00:60:00Z',
  '2024-01-01T00:00:60Z',
])('%j is no time', (text) => {
  expect(eventTime(text)).toBeUndefined();
  expect(eventTime(raw(text))).toBeUndefined();
});

it.each([
  '2024-01-01T00:00:00.00xZ',
  '2024-01-01T00:00:00,000Z',
  '2024-01-01x00:00:00.000Z',
  '2024-01-01T00-00:00.000Z',
  '2024/01/01T00:00:00.000Z',
  'xxxx-01-01T00:00:00.000Z',
  '2024-01-01T00:00:00.000+',
  '2024-13-01T00:00:00.000Z',
])('%s is not what most write', (text) => {
  expect(rawInstant(raw(text))).toBeUndefined();
});

it('is the same from bytes as from a text, one day after the other', () => {
  const times = new TimeBytes();
  const date = fc.date({
    min: new Date('0001-01-01T00:00:00.000Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(date, (each) => {
      const text = each.toISOString();
      const instant = rawInstant(raw(text));
      expect(instant).toEqual(eventTime(text));
      expect(times.write(instant as NonNullable<typeof instant>).text).toBe(
        `${text.slice(0, 10)} ${text.slice(11, 23)}000`,
      );
    }),
    { numRuns: 1_000, seed: 5 },
  );
});

it('many times stay what they are', () => {
  const times = new TimeBytes();
  const all = Array.from({ length: 2_000 }, (_, seconds) => times.write({ seconds, micros: seconds }));
  expect(all.map(({ text }) => text)).toEqual(
    all.map((_, i) => `1970-01-01 ${new Date(i * 1_000).toISOString().slice(11, 19)}.${String(i).padStart(6, '0')}`),
  );
});

it('is corrected by the clock of who received it', () => {
  const of = (seconds: number, micros = 0) => ({ seconds, micros });
  expect(correctedTime(of(100, 5), of(50, 10), of(40, 1))).toEqual(of(89, 999_996));
  expect(correctedTime(of(1), of(253_402_300_799), of(0))).toBeUndefined();
  expect(isSameMillisecond(of(1, 0), of(0, 999_001))).toBe(true);
  expect(isSameMillisecond(of(1, 0), of(0, 999_000))).toBe(false);
});
