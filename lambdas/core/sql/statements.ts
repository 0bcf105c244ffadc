import { integer } from './literal';
import { type Sql, sql } from './sql';

/** Redshift ends any later statement of the session after this long: the second guard beside the machine's own timeout. */
export const setStatementTimeout = (seconds: number): Sql => sql`SET statement_timeout TO ${integer(seconds * 1000)}`;

/**
 * Intervals are printed in Redshift's default style, whatever the user's own setting is: their text would differ else.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_interval_data_types.html#r_interval_data_types-interval-styles
 */
export const setIntervalStyle = (): Sql => sql`SET intervalstyle TO postgres`;

/** Names keep their case from here on in the session. */
export const setCaseSensitiveIdentifiers = (): Sql => sql`SET enable_case_sensitive_identifier TO true`;

/** Wall clocks of the session are UTC from here on, whatever the user's own setting. */
export const setTimeZone = (): Sql => sql`SET timezone TO 'UTC'`;
