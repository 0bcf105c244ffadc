import type { TableName } from '../core/config/table-name';
import { parseTablePattern } from '../core/config/table-pattern';

/** Which tables of the source the input of a run names; all where it names none. */
export const namedTables = (tables: readonly string[] | undefined): ((table: TableName) => boolean) => {
  if (tables === undefined) return () => true;
  const patterns = tables.map((text) => parseTablePattern(text, 'quoted'));
  return (table) => patterns.some((pattern) => pattern.matches(table));
};
