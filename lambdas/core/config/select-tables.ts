import { type ResolvedTableOptions, tableOptionsResolver } from './resolve-table-options';
import type { ExtractPipeline } from './shuttle-config';
import type { TableName } from './table-name';
import { parseTablePattern, type TablePattern } from './table-pattern';
import { type MissingTable, missingSchema, schemaMatcher, TablesMissing, unmatched } from './tables-missing';

export interface SelectedTable<T extends TableName> {
  table: T;
  options: ResolvedTableOptions;
  /** Whether the execution input asks to read it in full again. */
  fullRefresh: boolean;
}

/**
 * The tables that a run extracts, in the order given.
 *
 * A table is selected by `include` within `schemas`, or by its exact name under `tables`. It is not selected where
 * `exclude` matches it or its option `enabled` is false. The execution input only narrows what is left.
 * `fullRefresh` narrows nothing; each of its patterns has to match a table of the run.
 *
 * @param tables every relation that the database user sees, or, with `discover: false`, the declared ones
 * @throws TableNotFound (a `TablesMissing`) naming every listed name, glob or schema that matches nothing
 */
export const selectTables = <T extends TableName>(
  pipeline: ExtractPipeline,
  tables: readonly T[],
  input: { tables?: string[]; fullRefresh?: true | string[] } = {},
): SelectedTable<T>[] => {
  const read = (text: string): TablePattern => parseTablePattern(text, pipeline.caseSensitiveIdentifiers);
  const [include, exclude] = [pipeline.include.map(read), pipeline.exclude.map(read)];
  const listed = pipeline.tables.map(({ pattern }) => read(pattern));
  const exact = listed.filter(({ isGlob }) => !isGlob);
  const wanted = input.tables?.map(read);
  const schemas = pipeline.schemas?.map((schema) => ({
    schema,
    matches: schemaMatcher(schema, pipeline.caseSensitiveIdentifiers),
  }));
  const optionsOf = tableOptionsResolver(pipeline);

  const isSelected = (table: T): boolean => {
    const inSchemas = schemas === undefined || schemas.some(({ matches }) => matches(table));
    const included = pipeline.discover && inSchemas && include.some((pattern) => pattern.matches(table));
    return (
      (included || exact.some((pattern) => pattern.matches(table))) &&
      !exclude.some((pattern) => pattern.matches(table))
    );
  };
  const refresh = input.fullRefresh === true ? undefined : (input.fullRefresh ?? []).map(read);
  const selected = tables
    .filter(isSelected)
    .map((table) => ({
      table,
      options: optionsOf(table),
      fullRefresh: refresh?.some((pattern) => pattern.matches(table)) ?? true,
    }))
    .filter(({ options }) => options.enabled);

  const narrowed =
    wanted === undefined ? selected : selected.filter(({ table }) => wanted.some((pattern) => pattern.matches(table)));

  const missing: MissingTable[] = [
    ...(schemas ?? [])
      .filter(({ matches }) => !tables.some(matches))
      .map(({ schema }) => missingSchema(schema, tables)),
    ...unmatched('include', include, tables),
    ...unmatched('tables', listed, tables),
    ...unmatched(
      'input',
      wanted ?? [],
      selected.map(({ table }) => table),
      tables,
    ),
    ...unmatched(
      'fullRefresh',
      refresh ?? [],
      narrowed.map(({ table }) => table),
      tables,
      'exists, but this run does not read it',
    ),
  ];
  if (missing.length > 0) throw new TablesMissing(missing);
  return narrowed;
};
