const ZERO = 48;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Reads `length` digits; NaN where there is anything else. */
export const digitsAt = (text: string, start: number, length: number): number => {
  let value = 0;
  for (let i = start; i < start + length; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
};

/**
 * Days since 1970-01-01 of a date `YYYY-MM-DD` that stands at the beginning of the text, in the proleptic Gregorian
 * calendar, years 1 to 9999. NaN where there is no such date.
 */
export const daysOf = (text: string): number => {
  const year = digitsAt(text, 0, 4);
  const month = digitsAt(text, 5, 2);
  const day = digitsAt(text, 8, 2);
  if (text[4] !== '-' || text[7] !== '-' || !(year >= 1) || !(month >= 1 && month <= 12) || !(day >= 1))
    return Number.NaN;
  const leap = month === 2 && isLeap(year) ? 1 : 0;
  if (day > (monthDays[month - 1] ?? 0) + leap) return Number.NaN;
  // Days from civil: the year begins in March, so that the leap day is its last.
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
};

/** Seconds of the day of `HH:MM:SS` at `start`; NaN where there is no such time. */
export const secondsOfDayAt = (text: string, start: number): number => {
  const hour = digitsAt(text, start, 2);
  const minute = digitsAt(text, start + 3, 2);
  const second = digitsAt(text, start + 6, 2);
  if (text[start + 2] !== ':' || text[start + 5] !== ':') return Number.NaN;
  return hour <= 23 && minute <= 59 && second <= 59 ? hour * 3_600 + minute * 60 + second : Number.NaN;
};

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
