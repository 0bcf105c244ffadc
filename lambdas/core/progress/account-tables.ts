import type { Batch } from './checkpoint';
import { emptyStory, type ReportedBatch, type TableReport } from './report';
import type { RunRecord } from './run-record';

/**
 * Compares the plan with the records. A planned table that has neither a commit nor a failure is unaccounted, with the
 * reason where the distributed Map knows one.
 */
export const accountTables = (
  planned: readonly string[],
  records: readonly RunRecord[],
  mapFailures: ReadonlyMap<string, { error: string; cause: string }>,
): TableReport[] => {
  const byTable = new Map(records.map((record) => [record.table, record]));
  return planned.map((table): TableReport => {
    const record = byTable.get(table);
    if (record) return record.status === 'committed' ? committedReport(record) : failedReport(record);
    const reason = mapFailures.get(table);
    return {
      ...emptyStory(),
      table,
      status: 'unaccounted',
      error: 'TableUnaccounted',
      cause: reason
        ? `its execution ended without a record: ${reason.error}: ${reason.cause}`
        : 'neither a commit nor a failure was recorded; re-run it with `retryFailedOf`',
    };
  });
};

const committedReport = ({
  formatVersion: _version,
  destination: _destination,
  batches,
  statementId,
  unregistered,
  ...record
}: RunRecord & { status: 'committed' }): TableReport => {
  const method = batches.at(-1)?.method;
  return {
    ...record,
    ...(method !== undefined && { method }),
    // Unknown when the record stands for a commit whose step failed afterwards.
    ...(statementId !== '' && { statementId }),
    ...(unregistered && {
      warnings: [
        ...record.warnings,
        `the Glue Data Catalog still shows what was committed before: ${unregistered.error}: ${unregistered.cause}`,
      ],
    }),
    batches: batches.map(reported),
    rows: sum(batches, 'rows'),
    quarantined: sum(batches, 'quarantined'),
    files: sum(batches, 'files'),
    sizeBytes: sum(batches, 'sizeBytes'),
  };
};

const failedReport = ({ formatVersion: _version, ...record }: RunRecord & { status: 'failed' }): TableReport => ({
  ...record,
  batches: [],
});

const reported = ({
  batchId,
  kind,
  rows,
  files,
  sizeBytes,
  quarantined,
  low,
  high,
  deletes,
}: Batch): ReportedBatch => ({
  batchId,
  kind,
  rows,
  files,
  sizeBytes,
  quarantined,
  ...(low !== undefined && { low }),
  ...(high !== undefined && { high }),
  ...(deletes && { deletes: { rows: deletes.rows, files: deletes.files, sizeBytes: deletes.sizeBytes } }),
});

const sum = (batches: readonly Batch[], of: 'rows' | 'quarantined' | 'files' | 'sizeBytes'): number =>
  batches.reduce((total, batch) => total + batch[of], 0);
