import type { RsType } from '../types';

/** An interval as text, in SQL: what `formatInterval` prints for a result column, `1 years 2 mons`. */
export function intervalText(sql: string, type: RsType): string {
  if (type.name === 'intervaly2m')
    return `(datepart('year', ${sql}) || ' years ' || datepart('month', ${sql}) || ' mons')`;
  // Hours, minutes and microseconds carry the sign of the time of day each.
  const part = (name: string, divisor = 1, modulus?: number): string => {
    const whole = `abs(datepart('${name}', ${sql})) // ${divisor}`;
    return modulus === undefined ? whole : `(${whole}) % ${modulus}`;
  };
  const time = `datepart('hour', ${sql}) + datepart('minute', ${sql}) + datepart('microsecond', ${sql})`;
  const sign = `CASE WHEN ${time} < 0 THEN '-' ELSE '' END`;
  const fraction = `coalesce(nullif(rtrim(lpad(CAST(${part('microsecond', 1, 1_000_000)} AS VARCHAR), 6, '0'), '0'), ''), '0')`;
  const days = `datepart('day', ${sql}) + datepart('month', ${sql}) * 30 + datepart('year', ${sql}) * 360`;
  return (
    `((${days}) || ' days ' || ${sign} || ${part('hour')} || ' hours ' || ${sign} || ${part('minute')} || ' mins ' || ` +
    `${sign} || ${part('microsecond', 1_000_000)} || '.' || ${fraction} || ' secs')`
  );
}
