import { scheduleFault, timezoneFault } from '../../../../lambdas/core/config/schedule-expression';

describe('scheduleFault', () => {
  it.each([
    ...['rate(1 minute)', 'rate(5 minutes)', 'rate(1 hour)', 'rate(12 hours)', 'rate(1 day)', 'rate(31 days)'],
    ...['cron(0 3 * * ? *)', 'cron(15 10 ? * 6L 2022-2023)', 'cron(0 8 1 * ? *)', 'cron(0/5 8-17 ? * MON-FRI *)'],
    ...[
      'cron(*/15 * * * ? *)',
      'cron(0 0 L * ? *)',
      'cron(0 0 15W * ? *)',
      'cron(0 0 LW * ? *)',
      'cron(0 9 ? * 2#1 *)',
    ],
    ...['cron(0,30 6,18 ? JAN,jul sun *)', 'cron(0 0 ? * L *)', 'cron(0 0 1-7/2 1/3 ? 2026)'],
  ])('takes %s', (text) => {
    expect(scheduleFault(text)).toBeUndefined();
  });

  it.each([
    ['rate(1 days)', 'plural', 'write rate(1 day)'],
    ['rate(2 hour)', 'singular', 'write rate(2 hours)'],
    ['rate(0 days)', 'not a rate', 'rate(15 minutes)'],
    ['rate(1.5 hours)', 'not a rate', 'rate(15 minutes)'],
    ['rate(1 week)', 'not a rate', 'rate(15 minutes)'],
    ['rate(1  day)', 'not a rate', 'rate(15 minutes)'],
    ['Rate(1 day)', 'not a schedule', 'rate(1 day)'],
    ['rate(1 day', 'not a schedule', 'rate(1 day)'],
    ['0 3 * * ? *', 'not a schedule', 'cron(0 3'],
    ['at(2026-01-01T00:00:00)', 'once only', 'by hand'],
    ['cron(0 3 * * *)', 'six fields', 'cron(0 3'],
    ['cron(0 3 * * ? * *)', 'six fields', 'cron(0 3'],
    ['cron(0  3 * * ? *)', 'six fields', 'one blank apart'],
    ['cron(0 3 * * * *)', 'cannot both be set', 'exactly one'],
    ['cron(0 3 ? * ? *)', 'cannot both be set', 'exactly one'],
    ['cron(0 3 1 * MON *)', 'cannot both be set', 'exactly one'],
    ['cron(60 3 * * ? *)', 'bad minutes field, "60"', '0-59'],
    ['cron(? 3 * * ? *)', 'bad minutes field', '0-59'],
    ['cron(0 24 * * ? *)', 'bad hours field', '0-23'],
    ['cron(0 3 0 * ? *)', 'bad day-of-month field', '1-31'],
    ['cron(0 3 32W * ? *)', 'bad day-of-month field', '1-31'],
    ['cron(0 3 * 13 ? *)', 'bad month field', '1-12'],
    ['cron(0 3 * FOO ? *)', 'bad month field', '1-12'],
    ['cron(0 3 ? * 0 *)', 'bad day-of-week field', '1-7'],
    ['cron(0 3 ? * 2#6 *)', 'bad day-of-week field', '1-7'],
    ['cron(0 3 ? * FRI-MON *)', 'bad day-of-week field', '1-7'],
    ['cron(0 3 * * ? 1969)', 'bad year field', '1970-2199'],
    ['cron(0 3 * * ? 2200)', 'bad year field', '1970-2199'],
    ['cron(0/0 3 * * ? *)', 'bad minutes field', '0-59'],
    ['cron(0/61 3 * * ? *)', 'bad minutes field', '0-59'],
    ['cron(5- 3 * * ? *)', 'bad minutes field', '0-59'],
    ['cron(1-2-3 3 * * ? *)', 'bad minutes field', '0-59'],
    ['cron(1,,2 3 * * ? *)', 'bad minutes field', '0-59'],
    ['cron(1/2/3 3 * * ? *)', 'bad minutes field', '0-59'],
  ])('refuses %s: %s', (text, message, fix) => {
    expect(scheduleFault(text)?.message).toContain(message);
    expect(scheduleFault(text)?.fix).toContain(fix);
  });
});

describe('timezoneFault', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata', 'Asia/Calcutta', 'Etc/UTC'])(
    'takes %s',
    (text) => {
      expect(timezoneFault(text)).toBeUndefined();
    },
  );

  it.each([
    ['', 'IANA name'],
    ['Berlin', 'IANA name'],
    ['Europe/Berlim', 'IANA name'],
    ['+02:00', 'IANA name'],
    ['europe/berlin', 'write Europe/Berlin'],
    ['utc', 'write UTC'],
  ])('refuses %j', (text, fix) => {
    expect(timezoneFault(text)?.fix).toContain(fix);
  });
});
