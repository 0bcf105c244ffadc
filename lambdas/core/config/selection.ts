import { textsOf } from './raw-value';
import type { TableName } from './table-name';
import { parseTablePattern, patternFault, type TablePattern } from './table-pattern';
import { schemaMatcher } from './tables-missing';

/** The keys of a pipeline that choose tables: of an `ExtractPipeline`, or as the file has them. */
export interface Selection {
  schemas?: unknown;
  include?: unknown;
  exclude?: unknown;
  discover?: unknown;
  caseSensitiveIdentifiers?: unknown;
}

/**
 * Why a pipeline would not select a table, whether or not it exists; undefined where it would.
 *
 * @param options of the table: whether it is enabled, and whether its exact name stands under `tables`
 */
export const unselectedBecause = (
  selection: Selection,
  table: TableName,
  options: { isEnabled: boolean; isListed: boolean },
): string | undefined => {
  const { include, schemas } = selection;
  const caseSensitive = selection.caseSensitiveIdentifiers === true;
  const matching = (list: unknown): TablePattern | undefined =>
    textsOf(list)
      .filter((text) => patternFault(text) === undefined)
      .map((text) => parseTablePattern(text, caseSensitive))
      .find((pattern) => pattern.matches(table));
  const excluding = matching(selection.exclude);
  if (excluding !== undefined) return `is excluded by ${excluding.text}`;
  if (!options.isEnabled) return 'is not enabled';
  if (options.isListed) return undefined;
  if (selection.discover === false) return 'is not listed under tables, and discover is false';
  if (include !== undefined && matching(include) === undefined) return 'is not selected by include';
  const isInSchemas = textsOf(schemas).some((schema) => schemaMatcher(schema, caseSensitive)(table));
  return schemas === undefined || isInSchemas ? undefined : 'is not selected by schemas';
};
