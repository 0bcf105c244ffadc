import { durationText, parseDuration } from '../../../../lambdas/core/config/duration';

describe('parseDuration', () => {
  it.each([
    ['1s', 1],
    ['90s', 90],
    ['15m', 900],
    ['24h', 86_400],
    ['1d', 86_400],
    ['7d', 604_800],
    ['2w', 1_209_600],
    ['999999999s', 999_999_999],
  ])('%s is %i seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each([
    '',
    '90',
    '0s',
    '-1s',
    '1.5h',
    '1 h',
    '1H',
    '1h30m',
    's',
    '01s',
    ' 1s',
    '1s\n',
    '1y',
    '1e3s',
    '9999999999s',
  ])('refuses %j', (text) => {
    expect(() => parseDuration(text)).toThrow(RangeError);
  });
});

describe('durationText', () => {
  it.each([
    [1, '1s'],
    [90, '90s'],
    [900, '15m'],
    [5_400, '90m'],
    [86_400, '24h'],
  ])('writes %i seconds as %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
    expect(parseDuration(text)).toBe(seconds);
  });
});
