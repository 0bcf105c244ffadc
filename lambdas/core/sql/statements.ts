import { integer } from './literal';
import { type Sql, sql } from './sql';

/** Redshift ends any later statement of the session after this long: the second guard beside the machine's own timeout. */
export const setStatementTimeout = (seconds: number): Sql => sql`SET statement_timeout TO ${integer(seconds * 1000)}`;

/** Names keep their case from here on in the session. */
export const setCaseSensitiveIdentifiers = (): Sql => sql`SET enable_case_sensitive_identifier TO true`;
