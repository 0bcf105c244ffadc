import { Sql } from './sql';

/** Redshift cuts longer names silently: https://docs.aws.amazon.com/redshift/latest/dg/r_names.html */
export const MAX_IDENTIFIER_BYTES = 127;

/**
 * A quoted identifier. Redshift folds it to lower case even so, unless enable_case_sensitive_identifier is on.
 *
 * @throws RangeError for an empty name, a name over 127 bytes, or one with a NUL
 */
export const identifier = (name: string): Sql => {
  if (name === '') throw new RangeError('an identifier cannot be empty');
  if (name.includes('\0')) throw new RangeError('an identifier cannot hold a NUL character');
  const bytes = Buffer.byteLength(name);
  if (bytes > MAX_IDENTIFIER_BYTES) {
    throw new RangeError(`identifier of ${bytes} bytes: Redshift takes at most ${MAX_IDENTIFIER_BYTES}`);
  }
  return Sql.trusted(`"${name.replaceAll('"', '""')}"`);
};

/** `"schema"."table"`. */
export const qualified = (schema: string, table: string): Sql =>
  Sql.trusted(`${identifier(schema).text}.${identifier(table).text}`);
