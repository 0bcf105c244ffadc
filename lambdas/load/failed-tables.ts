import type { Objects } from '../clients/objects';
import { formatTableName } from '../core/config/table-name';
import { RunNotFound } from '../core/errors';
import type { LoadRun } from './contract';
import { readLoadRecords } from './load-records';

/**
 * Tables of the source, as `schema.table`, that failed in a run.
 *
 * @throws RunNotFound where there is no such run, or none of its tables failed
 */
export const failedTables = async (run: LoadRun, runId: string, store: Objects): Promise<Set<string>> => {
  const records = await readLoadRecords(run, runId, store);
  const failed = records.filter(({ status }) => status === 'failed');
  if (failed.length > 0) return new Set(failed.map(({ source }) => formatTableName(source.schema, source.name)));
  throw new RunNotFound(
    `retryFailedOf: ${records.length === 0 ? `no tables of a run ${runId} are on record` : `no table of run ${runId} failed`}`,
  );
};
