import fc from 'fast-check';
import { printedEnd } from '../../../../../lambdas/core/shape/segment/printed-number';

const endOf = (text: string): number => printedEnd(Buffer.from(`${text},`), 0);

it.each(['0', '7', '-7', '10', '123456789012345', '1.5', '-1.05', '0.1', '0.00000123', '12345678.123456', '-0.5'])(
  '%s is as a double prints it',
  (text) => {
    expect(String(Number(text))).toBe(text);
    expect(endOf(text)).toBe(text.length);
  },
);

it.each([
  '',
  '-',
  '-0',
  '00',
  '01',
  '1.',
  '.5',
  '1.50',
  '0.0',
  '0.0000001',
  '1e5',
  '1E5',
  '+1',
  '1-',
  '1.2.3',
  '1234567890123456',
])('%s is not taken', (text) => {
  expect(endOf(text)).toBeLessThan(0);
});

it('what it takes is what a double prints, whatever it is', () => {
  const digits = fc.stringMatching(/^-?\d{1,9}(\.\d{1,9})?$/);
  fc.assert(
    fc.property(
      fc.oneof(
        digits,
        fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
        fc.maxSafeInteger().map(String),
      ),
      (text) => {
        const end = endOf(text);
        if (end >= 0) expect([end, String(Number(text))]).toEqual([text.length, text]);
        else if (text.length < 12 && !text.includes('e') && !/^-?0\.00000/.test(text))
          expect(String(Number(text)) === text).toBe(false);
      },
    ),
    { numRuns: 2_000, seed: 3 },
  );
});
