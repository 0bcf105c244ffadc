import fc from 'fast-check';
import { RawText } from '../../../../../lambdas/core/shape/raw-text';
import { rawInstant } from '../../../../../lambdas/core/shape/segment/raw-instant';
import { wordsOf } from '../../../../../lambdas/core/shape/words';

const read = (text: string) => rawInstant(new RawText(wordsOf(`"${text}"`), 1, 1 + Buffer.byteLength(text)));

it('reads times of days in any order, as Date does', () => {
  const day = fc.constantFrom('0001-01-01', '1969-12-31', '1970-01-01', '2024-02-29', '2026-01-12', '9999-12-31');
  const clock = fc.constantFrom('00:00:00Z', '00:00:00.001Z', '12:34:56.789Z', '23:59:59.999Z');
  const time = fc.tuple(day, fc.constantFrom('T', ' '), clock).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(time, { minLength: 3, maxLength: 12 }), (times) => {
      for (const text of times) {
        const millis = Date.parse(text.replace(' ', 'T'));
        const seconds = Math.floor(millis / 1_000);
        expect(read(text)).toEqual({ seconds, micros: (millis - seconds * 1_000) * 1_000 });
      }
    }),
  );
});

it.each([
  '',
  '2024-01-02',
  '2024-01-02T03:04:05',
  '2024-01-02T03:04:05.123456Z',
  '2024-01-02T03:04:05.12Z',
  '2024-01-02T03:04:05+00:00',
  '2024-01-02T24:00:00Z',
  '2024-01-02T03:60:00Z',
  '2024-01-02T03:04:60Z',
  '2024-01-02T03:04:05,678Z',
  '2024-01-02T03-04-05.678Z',
  '2024-01-02t03:04:05.678Z',
  '2024-01-0aT03:04:05.678Z',
  '2024/01/02T03:04:05.678Z',
  '2024-02-30T03:04:05.678Z',
  '2024-00-01T03:04:05.678Z',
  '2024-01-02T03:04:05.6x8Z',
])('leaves %j to others, whatever came before', (text) => {
  expect(read('2024-01-02T03:04:05.678Z')).toBeDefined();
  expect(read(text)).toBeUndefined();
  expect(read('2024-01-02T03:04:05.678Z')).toEqual({ seconds: 1_704_164_645, micros: 678_000 });
});
