import { formatTableName, type TableName } from '../config/table-name';
import type { LoadRecord } from './load-record';
import type { LoadTableReport } from './load-report';
import { addRows, noRows, rowsFault, rowsOfBatch } from './row-counts';

/** What a run had to load into one table. */
export interface PlannedLoad {
  source: TableName;
  target: TableName;
  /** Oldest first. `rows`: that were shaped, where it is known. */
  batches: readonly { batchId: string; rows?: number }[];
  /** Why this run is not to load it: the input leaves it out. */
  waits?: string;
  /** What the plan passes over, or leaves for later, in words. */
  notes?: readonly string[];
}

/** An error as Step Functions tells it. */
export interface Failure {
  error: string;
  cause: string;
}

/** What the run's end tells of tables without a record. */
export interface RunEnd {
  /** The distributed Map over the tables was begun. */
  mapBegan: boolean;
  /** By `schema.table` of the target, as formatTableName writes it. */
  mapFailures: ReadonlyMap<string, Failure>;
  /** What ended the run early. */
  ended?: Failure;
}

/**
 * Compares the plan with the records; every planned table has one fate, in the order of the plan.
 *
 * - `applied`: a record says so, it has every planned batch, and every row of them is accounted for;
 * - `failed`: a record says so, or its rows do not add up (RowsMismatch);
 * - `waiting`: it was not to be loaded, or the run ended before the tables;
 * - `unaccounted`: neither; with the reason where the distributed Map knows one.
 *
 * A record counts more than the Map: a child may fail after its commit.
 */
export const accountLoads = (
  planned: readonly PlannedLoad[],
  records: readonly LoadRecord[],
  end: RunEnd,
): LoadTableReport[] => {
  const byTable = new Map(records.map((record) => [nameOf(record.target), record]));
  return planned.map((load): LoadTableReport => {
    const record = byTable.get(nameOf(load.target));
    return record ? recorded(load, record) : { ...emptyLoad(load), ...withoutRecord(load, end) };
  });
};

/** What there is to tell of a table of which the plan alone is known. */
export const emptyLoad = (load: PlannedLoad): Omit<LoadTableReport, 'status'> => ({
  table: nameOf(load.target),
  source: nameOf(load.source),
  batches: [],
  left: left(load, new Set()),
  rows: noRows(),
  conflicts: [],
  warnings: [...(load.notes ?? [])],
  sqls: [],
  timeline: {},
});

const nameOf = ({ schema, name }: TableName): string => formatTableName(schema, name);

const left = ({ batches }: PlannedLoad, has: ReadonlySet<string>): LoadTableReport['left'] =>
  batches
    .filter(({ batchId }) => !has.has(batchId))
    .map(({ batchId, rows }) => ({ batchId, ...(rows !== undefined && { rows }) }));

const withoutRecord = (
  load: PlannedLoad,
  { mapBegan, mapFailures, ended }: RunEnd,
): Pick<LoadTableReport, 'status' | 'error' | 'cause'> => {
  if (load.waits !== undefined) return { status: 'waiting', cause: load.waits };
  if (!mapBegan) {
    return { status: 'waiting', cause: `the run ended before its tables${ended ? `: ${ended.error}` : ''}` };
  }
  const reason = mapFailures.get(nameOf(load.target));
  return {
    status: 'unaccounted',
    error: 'TableUnaccounted',
    cause: reason
      ? `its execution ended without a record: ${reason.error}: ${reason.cause}`
      : 'neither a commit nor a failure was recorded; the next run goes on with it',
  };
};

const recorded = (load: PlannedLoad, record: LoadRecord): LoadTableReport => {
  const { formatVersion: _version, source, target, batches, warnings, tablesHeld: _, ...rest } = record;
  const timed = batches.filter(({ statementSeconds }) => statementSeconds !== undefined);
  const applied = new Set(batches.map(({ batchId }) => batchId));
  const report: LoadTableReport = {
    ...rest,
    table: nameOf(target),
    source: nameOf(source),
    batches: batches.map(({ sqls: _, ...batch }) => batch),
    left: left(load, applied),
    rows: addRows(batches.map(rowsOfBatch)),
    conflicts: distinctConflicts(record),
    warnings: [...(load.notes ?? []), ...warnings],
    sqls: [...batches.flatMap(({ sqls }) => sqls), ...(record.status === 'failed' ? record.sqls : [])],
    ...(timed.length > 0 && {
      statementSeconds: timed.reduce((sum, { statementSeconds = 0 }) => sum + statementSeconds, 0),
    }),
  };
  const faults = batches.flatMap((batch) => {
    const fault = rowsFault(batch, load.batches.find(({ batchId }) => batchId === batch.batchId)?.rows);
    return fault === undefined ? [] : [`batch ${batch.batchId}: ${fault}`];
  });
  if (faults.length > 0)
    return { ...report, status: 'failed', error: 'RowsMismatch', cause: faultText(faults, record) };
  if (record.status === 'failed' || report.left.length === 0) return report;
  return {
    ...report,
    status: 'unaccounted',
    error: 'TableUnaccounted',
    cause: `its record says applied, and lacks ${report.left.map(({ batchId }) => `batch ${batchId}`).join(', ')}; the next run goes on with it`,
  };
};

/** A failure of its own is not lost behind rows that do not add up. */
const faultText = (faults: readonly string[], record: LoadRecord): string =>
  [
    `${faults.join('; ')}. The rows are committed: compare them with the source`,
    ...(record.status === 'failed' ? [`${record.error}: ${record.cause}`] : []),
  ].join('\n');

/** Batch after batch meets the same ones. */
const distinctConflicts = ({ batches }: LoadRecord): LoadTableReport['conflicts'] => [
  ...new Map(
    batches.flatMap(({ conflicts }) => conflicts.map((conflict) => [JSON.stringify(conflict), conflict] as const)),
  ).values(),
];
