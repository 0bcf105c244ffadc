const DAY_MICROS = 86_400_000_000n;

const two = (n: number | bigint): string => String(n).padStart(2, '0');

/** `2024-02-29`; years before 1 AD as Postgres prints them, `0044-03-15 BC`. */
export function formatDate(days: number): string {
  // The proleptic Gregorian calendar, after Howard Hinnant's civil_from_days.
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  const shown = year > 0 ? year : 1 - year;
  return `${String(shown).padStart(4, '0')}-${two(month)}-${two(day)}${year > 0 ? '' : ' BC'}`;
}

/** `12:34:56.5`: the fraction without trailing zeros, none for whole seconds. */
export function formatTime(micros: bigint): string {
  const seconds = micros / 1_000_000n;
  const fraction = String(micros % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const clock = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  return fraction === '' ? clock : `${clock}.${fraction}`;
}

/** `2024-02-29 12:34:56.123456` from microseconds since the epoch. */
export function formatTimestamp(micros: bigint): string {
  let days = micros / DAY_MICROS;
  let rest = micros % DAY_MICROS;
  if (rest < 0n) {
    days -= 1n;
    rest += DAY_MICROS;
  }
  const date = formatDate(Number(days));
  const era = date.endsWith(' BC') ? ' BC' : '';
  return `${era ? date.slice(0, -3) : date} ${formatTime(rest)}${era}`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The zone's offset from UTC at an instant, printed as Postgres does: `+00`, `-05`, `+05:30`. */
export function zoneOffset(micros: bigint, timezone: string): { seconds: number; text: string } {
  if (timezone === 'UTC') return { seconds: 0, text: '+00' };
  let format = formatters.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' });
    formatters.set(timezone, format);
  }
  const millis = Number(micros / 1000n);
  const part = format.formatToParts(millis).find((p) => p.type === 'timeZoneName')?.value ?? 'GMT';
  const match = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(part);
  if (!match?.[1]) return { seconds: 0, text: '+00' };
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  const text = `${match[1]}${match[2]}${match[3] === '00' ? '' : `:${match[3]}`}`;
  return { seconds: match[1] === '-' ? -seconds : seconds, text };
}

/** Intervals as Redshift prints them: `1 years 2 mons`, `3 days 4 hours 5 mins 6.7 secs`. */
export function formatInterval(kind: string, value: { months: number; days: number; micros: bigint }): string {
  if (kind === 'intervaly2m') {
    return `${Math.trunc(value.months / 12)} years ${value.months % 12} mons`;
  }
  const negative = value.micros < 0n;
  const micros = negative ? -value.micros : value.micros;
  const sign = negative ? '-' : '';
  const seconds = micros / 1_000_000n;
  const fraction =
    String(micros % 1_000_000n)
      .padStart(6, '0')
      .replace(/0+$/, '') || '0';
  const days = value.days + value.months * 30;
  return `${days} days ${sign}${seconds / 3600n} hours ${sign}${(seconds / 60n) % 60n} mins ${sign}${seconds % 60n}.${fraction} secs`;
}
