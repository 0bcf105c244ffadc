import { Sql } from './sql';

/**
 * A text literal. In Redshift a backslash escapes inside plain quotes, so that both it and the quote are doubled.
 *
 * @throws RangeError for a NUL, which no Redshift text can hold
 */
export const literal = (value: string): Sql => {
  if (value.includes('\0')) throw new RangeError('a text literal cannot hold a NUL character');
  return Sql.trusted(`'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`);
};

/**
 * An integer literal.
 *
 * @throws RangeError for a number that is not a safe integer
 */
export const integer = (value: number | bigint): Sql => {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new RangeError(`${value} is not a safe integer`);
  return Sql.trusted(String(value));
};
