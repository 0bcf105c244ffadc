import { join } from 'node:path';
import type { EngineResult } from '../redshift/engine';
import { RedshiftError } from '../redshift/engine';
import { csvLine } from './csv';
import type { Limits } from './limits';
import { PageWriter, type ResultSet } from './result-set';
import { fieldBytes, toJson } from './wire-json';

const JSON_PAGE = { open: '[', between: ',', close: ']' };
const CSV_PAGE = { open: '', between: '', close: '' };

/**
 * Drains a result into pages.
 * @throws RedshiftError "Packet for query is too large" for a row over the limit, "Database response exceeded size limit"
 *   for the whole (the titles on AWS's troubleshooting page); the signal's reason when it aborts
 */
export async function spoolResult(
  result: EngineResult,
  place: { directory: string; id: string; format: 'JSON' | 'CSV' | undefined },
  limits: Limits,
  signal: AbortSignal,
): Promise<{ resultSet: ResultSet; bytes: number }> {
  const csv = place.format === 'CSV';
  const path = join(place.directory, `${place.id.replace(':', '-')}.pages`);
  const writer = new PageWriter(path, csv ? CSV_PAGE : JSON_PAGE, limits.pageBytes, limits.memoryResultBytes);
  let bytes = 0;
  try {
    for await (const row of result.rows) {
      signal.throwIfAborted();
      const size = row.reduce((sum, field) => sum + fieldBytes(field), 0);
      if (size > limits.rowBytes) {
        throw new RedshiftError(`Packet for query is too large (${size} > ${limits.rowBytes}).`);
      }
      bytes += size;
      if (bytes > limits.resultBytes) {
        throw new RedshiftError(`Database response exceeded size limit (${limits.resultBytes} bytes).`);
      }
      await writer.add(csv ? csvLine(row) : toJson(row));
    }
    return { resultSet: await writer.finish(result.columns), bytes };
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}
