import {
  count,
  counted,
  dollars,
  largeCount,
  secondsText,
  size,
  sizeText,
  timeText,
} from '../../../../../lambdas/core/report/html/quantity';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [12_345, '12.3 kB'],
  [99_949, '99.9 kB'],
  [99_960, '100 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [460_000_000, '460 MB'],
  [1_500_000_000, '1.5 GB'],
  [7e15, '7.0 PB'],
  [7e18, '7000 PB'],
])('%d bytes are %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));

it.each([
  [0, '0.0 s'],
  [0.44, '0.4 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [59.4, '59 s'],
  [59.6, '1 min 00 s'],
  [200, '3 min 20 s'],
  [3_599.6, '1 h 00 min'],
  [7_500, '2 h 05 min'],
  [360_000, '100 h 00 min'],
])('%d seconds are %s', (seconds, text) => expect(secondsText(seconds)).toBe(text));

it.each([
  [0, '$0'],
  [0.0000004, '$0.000000400'],
  [0.00713, '$0.00713'],
  [0.5, '$0.500'],
  [1.478, '$1.48'],
  [250, '$250.00'],
])('%d dollars are %s', (amount, text) => expect(dollars(amount)).toBe(text));

it.each([
  [999_999_999, '999,999,999'],
  [17_965_887_738, '17.97 billion'],
])('%d stands large as %s', (number, text) => expect(largeCount(number)).toBe(text));

it.each([
  ['2026-01-05T03:10:00.123Z', '2026-01-05 03:10:00'],
  ['2026-01-05T03:10:00+02:00', '2026-01-05 01:10:00'],
  ['s', 's'],
])('the time %s is %s', (iso, text) => expect(timeText(iso)).toBe(text));

it('counts one apart from many', () => {
  expect([0, 1, 1_000].map((n) => counted(n, 'table'))).toEqual(['0 tables', '1 table', '1,000 tables']);
  expect(count(1_240_112)).toBe('1,240,112');
});

it('shows the exact value where the pointer rests', () => {
  expect(size(12_345).text).toBe('<span title="12,345 bytes">12.3 kB</span>');
});
