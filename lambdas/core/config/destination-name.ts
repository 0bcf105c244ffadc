import { NameCollision } from '../errors';
import type { Fault } from './problem';
import { formatTableName, type TableName } from './table-name';

/**
 * Checks the value of `as`. Names become folders that Athena and Spectrum read, and both skip what begins with `_` or
 * `.`.
 */
export const destinationNameFault = (text: string): Fault | undefined => {
  const fix = 'write table or schema.table of letters, digits, _, $ and -, each beginning with a letter or digit';
  const parts = text.split('.');
  if (parts.length > 2) return { message: 'has more than two parts', fix };
  const bad = parts.some((part) => !/^[\p{L}\p{N}][\p{L}\p{M}\p{N}_$-]*$/u.test(part));
  if (bad) return { message: 'is not a name for the destination', fix };
  if (parts.some((part) => Buffer.byteLength(part) > 127)) return { message: 'is longer than 127 bytes', fix };
  return undefined;
};

/** The name of a table in the destination: its own, unless `as` says otherwise. */
export const destinationName = (options: { as?: string }, table: TableName): TableName => {
  if (options.as === undefined) return { schema: table.schema, name: table.name };
  const [first = '', second] = options.as.split('.');
  return second === undefined ? { schema: table.schema, name: first } : { schema: first, name: second };
};

/**
 * Makes sure that no two tables land under one name. Names are compared as Glue and Hive do: letter case and blanks at
 * the ends do not count.
 *
 * @throws NameCollision naming every pair
 */
export const findCollisions = (selected: readonly { table: TableName; options: { as?: string } }[]): void => {
  const taken = new Map<string, TableName>();
  const lines: string[] = [];
  for (const { table, options } of selected) {
    const { schema, name } = destinationName(options, table);
    const key = JSON.stringify([schema, name].map((part) => part.trim().toLowerCase()));
    const other = taken.get(key);
    if (other === undefined) taken.set(key, table);
    else lines.push(`  ${text(other)} and ${text(table)} would both be ${formatTableName(schema, name)}`);
  }
  if (lines.length === 0) return;
  throw new NameCollision(
    ['Two tables would land under one name; give one of them another with `as`, or exclude it:', ...lines].join('\n'),
  );
};

const text = ({ schema, name }: TableName): string => formatTableName(schema, name);
