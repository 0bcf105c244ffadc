import type { AddProblem } from './load-source-checks';
import { mapOf, type RawMap } from './raw-value';

/** What the keys about CSV, and about what DMS writes, say together. */
export const loadCsvProblems = (pipeline: RawMap, source: RawMap, format: string, add: AddProblem): void => {
  if (format === 'debezium' || format === 'segment') return;
  const isCsv = source.type === 'csv' || (format === 'dms' && source.type === undefined);
  const csv = mapOf(source.csv);
  const hasHeader = csv.header ?? format === 'rows';
  if (!isCsv) {
    if (source.csv !== undefined && source.type !== undefined) {
      add(['csv'], `does nothing with type: ${source.type}`, 'remove it, or write type: csv');
    }
    if (source.cdcPath !== undefined) {
      add(['cdcPath'], 'is for CSV: DMS keeps transactions together in CSV only', 'remove it, or write type: csv');
    }
    return;
  }
  if (hasHeader === true) {
    if (csv.columns !== undefined)
      add(['csv', 'columns'], 'does nothing beside a header', 'remove it, or write header: false');
    if (source.cdcPath !== undefined) {
      add(
        ['cdcPath'],
        'stands beside header: true, and DMS writes no names into transaction files',
        'remove one of the two',
      );
    }
    return;
  }
  for (const key of ['opColumn'] as const) {
    if (source[key] === undefined) continue;
    add(
      [key],
      'does nothing without a header: the operation is the first column',
      'remove it, or write csv: {header: true}',
    );
  }
  const entries = Object.values(mapOf(pipeline.tables)).map(mapOf);
  if (csv.columns !== undefined || entries.some(({ columns }) => columns !== undefined)) return;
  const names =
    format === 'dms' ? 'set AddColumnName in DMS and write csv: {header: true}' : 'write csv: {header: true}';
  add(['csv', 'columns'], 'is missing: the files have no header', `name the columns here or under tables, or ${names}`);
};
