import type { DuckDBMaterializedResult } from '@duckdb/node-api';
import type { EngineField } from '../engine';
import type { RsType } from '../types';
import { fieldFormatter } from './fields';

/** Rows of a finished result, turned into fields chunk by chunk as they are asked for. May be read more than once. */
export function lazyRows(
  result: DuckDBMaterializedResult,
  types: readonly RsType[],
  timezone: string,
): AsyncIterable<EngineField[]> {
  const formatters = types.map((type) => fieldFormatter(type, timezone));
  return {
    async *[Symbol.asyncIterator]() {
      for (let i = 0; i < result.chunkCount; i++) {
        const chunk = result.getChunk(i);
        for (let row = 0; row < chunk.rowCount; row++) {
          const values = chunk.getRowValues(row);
          yield formatters.map((format, column) => format(values[column] ?? null));
        }
      }
    },
  };
}
