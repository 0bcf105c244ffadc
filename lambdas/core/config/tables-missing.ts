import { TableNotFound } from '../errors';
import { nearest, nearestAmong } from './nearest';
import { formatNamePart, formatTableName, type TableName } from './table-name';
import type { TablePattern } from './table-pattern';

const NEAREST = 3;

/** A listed name, glob or schema that matches nothing. */
export interface MissingTable {
  /** As it is listed. */
  text: string;
  /** The list it stands in: a key of the pipeline, or `tables` or `fullRefresh` of the execution's input. */
  list: 'schemas' | 'include' | 'tables' | 'consistentGroups' | 'input' | 'fullRefresh';
  /** Why a table that exists does not count. */
  reason?: string;
  /** Names most like it, best first. */
  nearest: string[];
}

/** Everything that is listed and matches nothing. */
export class TablesMissing extends TableNotFound {
  constructor(readonly missing: readonly MissingTable[]) {
    super(['Nothing that the database user can see matches:', ...missing.map(line)].join('\n'));
  }
}

const WHERE: { [list in MissingTable['list']]?: string } = {
  input: 'tables of the execution input',
  fullRefresh: 'fullRefresh of the execution input',
};

const line = ({ text, list, reason, nearest }: MissingTable): string => {
  const where = WHERE[list] ?? list;
  const guess = nearest.length === 0 ? '' : `; did you mean ${nearest.join(', ')}?`;
  return `  ${text} (${where})${reason === undefined ? '' : `: ${reason}`}${guess}`;
};

/**
 * The patterns of a list that match none of the tables. `*.*` is not counted: a database without any table is another
 * error.
 *
 * @param tables what a pattern has to match
 * @param visible every table there is, where `tables` are only the selected ones
 * @param reason what is said of a pattern that matches visible tables only
 */
export const unmatched = (
  list: MissingTable['list'],
  patterns: readonly TablePattern[],
  tables: readonly TableName[],
  visible: readonly TableName[] = tables,
  reason = 'exists, but the pipeline does not select it: see schemas, include, exclude and enabled',
): MissingTable[] => {
  const lost = patterns.filter((pattern) => pattern.literals > 0 && !tables.some((table) => pattern.matches(table)));
  if (lost.length === 0) return [];
  const names = tables.map(({ schema, name }) => formatTableName(schema, name));
  // A glob may also have meant a schema as a whole.
  const schemas = new Set(tables.map(({ schema }) => `${formatNamePart(schema)}.*`));
  const [nearestName, nearestGlob] = [nearestAmong(names), nearestAmong([...schemas, ...names])];
  return lost.map((pattern) => {
    if (visible.some((table) => pattern.matches(table))) {
      return { text: pattern.text, list, reason, nearest: [] };
    }
    return { text: pattern.text, list, nearest: (pattern.isGlob ? nearestGlob : nearestName)(pattern.text, NEAREST) };
  });
};

/** Whether a table stands in a schema; letter case counts in a database with case-sensitive identifiers only. */
export const schemaMatcher = (schema: string, caseSensitive: boolean): ((table: TableName) => boolean) => {
  const wanted = caseSensitive ? schema : schema.toLowerCase();
  return (table) => (caseSensitive ? table.schema : table.schema.toLowerCase()) === wanted;
};

export const missingSchema = (schema: string, tables: readonly TableName[]): MissingTable => ({
  text: schema,
  list: 'schemas',
  nearest: nearest(schema, new Set(tables.map((table) => table.schema)), NEAREST),
});
