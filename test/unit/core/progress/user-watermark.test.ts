import { checkReplicationKey } from '../../../../lambdas/core/catalog/replication-key';
import { InputInvalid } from '../../../../lambdas/core/errors';
import { userWatermark } from '../../../../lambdas/core/progress/user-watermark';
import { parseWatermark } from '../../../../lambdas/core/progress/watermark';

const of = (type: string) => checkReplicationKey({ name: 'k', type, nullable: true });

describe('userWatermark', () => {
  it.each([
    ['timestamp', '2026-01-31', '2026-01-31 00:00:00.000000'],
    ['timestamp', '2026-01-31T10:20', '2026-01-31 10:20:00.000000'],
    ['timestamp', '2026-01-31 10:20:30', '2026-01-31 10:20:30.000000'],
    ['timestamp', '2026-01-31t10:20:30.5z', '2026-01-31 10:20:30.500000'],
    ['timestamp', ' 2026-01-31T10:20:30,123456 ', '2026-01-31 10:20:30.123456'],
    ['timestamptz', '2026-01-31', '2026-01-31 00:00:00.000000+00'],
    ['timestamptz', '2026-01-31T10:20:30Z', '2026-01-31 10:20:30.000000+00'],
    ['timestamptz', '2026-01-31T10:20:30+02:00', '2026-01-31 08:20:30.000000+00'],
    ['timestamptz', '2026-01-31 23:20:30.000001-0530', '2026-02-01 04:50:30.000001+00'],
    ['timestamptz', '2026-01-31 10:20:30+00', '2026-01-31 10:20:30.000000+00'],
    ['date', '2026-01-31', '2026-01-31'],
    ['integer', '+7', '7'],
    ['bigint', '-9223372036854775808', '-9223372036854775808'],
    ['numeric(12,2)', '7', '7.00'],
    ['numeric(12,2)', '+.5', '0.50'],
    ['varchar(9)', ' a ', ' a '],
    ['char(9)', 'a  ', 'a'],
  ])('reads %s %j', (type, text, expected) => {
    expect(userWatermark(of(type), text, 'from')).toBe(expected);
    expect(parseWatermark(of(type), expected)).toBe(expected);
  });

  it.each([
    [
      'timestamp',
      '2026-02-30',
      /from: is not a value of the replication key, which is timestamp \(got "2026-02-30"\); write a date, or a time without/,
    ],
    ['timestamp', '2026-01-31T10:20:30+02:00', /without a zone/],
    ['timestamp', '2026-01-31T10:20:30.1234567', /123456/],
    ['timestamp', '0000-01-01', /write a date/],
    ['timestamp', '31.01.2026', /write a date/],
    ['timestamp', '2026-01-31Z', /write a date/],
    ['timestamptz', '2026-01-31T10:20:30 Europe/Berlin', /10:20:30Z/],
    ['timestamptz', '2026-01-31T10:20:30+16:00', /10:20:30Z/],
    ['timestamptz', '0001-01-01T00:00:00+01:00', /10:20:30Z/],
    ['timestamptz', '', /10:20:30Z/],
    ['date', '2026-01-31T00:00:00Z', /write a date such as 2026-01-31$/],
    ['smallint', '40000', /whole number within the range/],
    ['bigint', '1.5', /whole number/],
    ['numeric(3,1)', '1.25', /at most 1 decimals and 3 digits/],
    ['varchar(3)', 'abcd', /at most 3 bytes/],
    ['varchar(3)', 'a\0', /at most 3 bytes/],
  ])('refuses %s %j', (type, text, message) => {
    expect(() => userWatermark(of(type), text, 'from')).toThrow(InputInvalid);
    expect(() => userWatermark(of(type), text, 'from')).toThrow(message);
  });
});
