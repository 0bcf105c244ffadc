import type { EngineResult } from '../engine';
import type { Outcome } from '../statement';
import type { RsType } from '../types';
import { columnMetadata, resultType } from './column-metadata';
import { lazyRows } from './rows';

export const noResult = (affected: number): EngineResult => ({
  hasResultSet: false,
  columns: [],
  rows: [],
  resultRows: affected,
  queryId: -1,
});

/** What a session answers for a command's outcome. */
export function engineResult(
  { result, columns, fields, affected }: Outcome,
  timezone: string,
  queryId: number,
): EngineResult {
  if (!columns) return { ...noResult(affected), queryId };
  const types = columns.map(
    (column, i): RsType =>
      result ? resultType(column.type, result.columnType(i)) : (column.type ?? { name: 'varchar' }),
  );
  return {
    hasResultSet: true,
    columns: columns.map((column, i) => columnMetadata(column, types[i] as RsType)),
    rows: result ? lazyRows(result, types, timezone) : (fields ?? []),
    resultRows: affected,
    queryId,
  };
}
