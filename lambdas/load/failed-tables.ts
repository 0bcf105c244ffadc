import type { Objects } from '../clients/objects';
import { runKey } from '../core/batch/object-keys';
import { formatTableName } from '../core/config/table-name';
import { RunNotFound } from '../core/errors';
import type { LoadRun } from './contract';
import { readLoadRecords } from './load-records';

/**
 * Tables of the source, as `schema.table`, that failed in a run.
 *
 * run.json is looked for when the records are read: it is deleted before them, so that where it is there none was missing.
 *
 * @throws RunNotFound where there is no such run, or none of its tables failed, or it is being deleted
 */
export const failedTables = async (run: LoadRun, runId: string, store: Objects): Promise<Set<string>> => {
  const records = await readLoadRecords(run, runId, store);
  if (records.length > 0 && (await store.read(runKey(run.root, runId))) === undefined) {
    throw new RunNotFound(
      `retryFailedOf: run ${runId} is not kept any more (keep.runs): start the pipeline without input, and every table gets what it lacks`,
    );
  }
  const failed = records.filter(({ status }) => status === 'failed');
  if (failed.length > 0) return new Set(failed.map(({ source }) => formatTableName(source.schema, source.name)));
  throw new RunNotFound(
    `retryFailedOf: ${records.length === 0 ? `no tables of a run ${runId} are on record` : `no table of run ${runId} failed`}`,
  );
};
