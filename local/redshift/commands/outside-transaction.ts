import { redshiftError } from '../errors';

/** What Redshift runs only by itself, ALTER COLUMN and VACUUM apart, which know their own tables. */
const STATEMENTS: readonly [pattern: RegExp, name: string][] = [
  [/^create\s+database\b/i, 'CREATE DATABASE'],
  [/^drop\s+database\b/i, 'DROP DATABASE'],
  [/^alter\s+database\b/i, 'ALTER DATABASE'],
  [/^create\s+external\s+table\b/i, 'CREATE EXTERNAL TABLE'],
  [/^(?:create\s+(?:or\s+replace\s+)?)library\b/i, 'CREATE LIBRARY'],
  [/^drop\s+library\b/i, 'DROP LIBRARY'],
  [/^alter\s+table\s+\S+\s+append\b/i, 'ALTER TABLE APPEND'],
];

/**
 * Refuses a statement that cannot be part of a transaction block (developer guide, SVL_MULTI_STATEMENT_VIOLATIONS), in
 * the words that are known of ALTER COLUMN and CREATE EXTERNAL TABLE.
 */
export function checkOutsideTransaction(sql: string): void {
  const text = sql.replace(/^(?:\s|--.*\n|\/\*[\s\S]*?\*\/)+/, '');
  const found = STATEMENTS.find(([pattern]) => pattern.test(text));
  if (found) throw redshiftError(`${found[1]} cannot run inside a transaction block`, '25001');
}
