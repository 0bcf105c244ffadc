import type { ObjectLocation, PipelineRoot } from '../batch/object-keys';
import type { TableName } from '../config/table-name';
import type { CollectState, OwedBatch, SeenObject } from './collect-state';
import type { ObjectBatch } from './object-batch';

/**
 * The state with a batch as pending. Once it is written, every run goes on with this batch under its own id until it is
 * settled, so that a ledger in the target knows what it has of it.
 *
 * @param document where the batch was written
 */
export const takeBatch = (state: CollectState, batch: ObjectBatch, document: ObjectLocation): CollectState => ({
  ...state,
  pending: {
    batchId: batch.batchId,
    batchSeq: batch.batchSeq,
    runId: batch.runId,
    document: { bucket: document.bucket, key: document.key },
    objects: batch.objects.length,
    sizeBytes: batch.sizeBytes,
  },
});

/** The batches of one table that a run applies, oldest first; the first that fails ends the table's part in the run. */
export interface TableLoads {
  table: TableName;
  /** `staged`: where a batch lies that the table owes; the pending one lies where this run has staged it. */
  batches: { batchId: string; batchSeq: number; staged?: PipelineRoot }[];
}

/**
 * What a run has to apply: for each table what it owes, then the pending batch.
 *
 * @param tables those that the pending batch has rows of
 * @param isWanted the input may leave tables out
 */
export const loadsOf = (
  state: CollectState,
  tables: readonly TableName[],
  isWanted: (table: TableName) => boolean = () => true,
): TableLoads[] => {
  const loads = new Map<string, TableLoads>();
  const add = (table: TableName, batch: TableLoads['batches'][number]): void => {
    const key = keyOf(table);
    const mine = loads.get(key) ?? { table: { schema: table.schema, name: table.name }, batches: [] };
    if (!mine.batches.some(({ batchId }) => batchId === batch.batchId)) mine.batches.push(batch);
    loads.set(key, mine);
  };
  for (const { table, batchId, batchSeq, staged } of state.owed) add(table, { batchId, batchSeq, staged });
  const { pending } = state;
  if (pending) for (const table of tables) add(table, { batchId: pending.batchId, batchSeq: pending.batchSeq });
  return [...loads.values()].filter(({ table }) => isWanted(table));
};

/** How a run ended, as far as the state of objects is concerned. */
export interface RunOutcome {
  runId: string;
  /** The pending batch, where it was shaped: which tables it has rows of. Absent: it stays pending. */
  shaped?: {
    batchId: string;
    /** The folder that it is staged in. */
    staged: PipelineRoot;
    tables: readonly TableName[];
    /** Keys of objects that were gone or another when they were to be read. */
    unread: readonly string[];
    /** Keys of objects that could not be read as what they should be. */
    quarantined: readonly string[];
  };
  /** Batches that tables have now. */
  applied: readonly { table: TableName; batchId: string }[];
  /** Why tables have not got what they should. */
  failed: readonly { table: TableName; reason: string }[];
}

/**
 * The state after a run. A batch that was shaped is pending no longer: tables that have not got it owe it, and get it in
 * order, before anything newer, while the others go on. Settling twice changes nothing.
 */
export const settleRun = (state: CollectState, outcome: RunOutcome): CollectState => {
  const { pending } = state;
  const { shaped } = outcome;
  const settled = pending !== undefined && shaped?.batchId === pending.batchId ? { ...pending, ...shaped } : undefined;
  const has = new Set(outcome.applied.map(({ table, batchId }) => JSON.stringify([keyOf(table), batchId])));
  const failures = new Map(outcome.failed.map(({ table, reason }) => [keyOf(table), reason]));
  const due: OwedBatch[] = [
    ...state.owed,
    ...(settled ? settled.tables.map((table) => owedOf(table, settled, outcome.runId)) : []),
  ];
  const owed = due
    .filter(({ table, batchId }) => !has.has(JSON.stringify([keyOf(table), batchId])))
    .map((one) => {
      const reason = failures.get(keyOf(one.table));
      return reason === undefined ? one : { ...one, runId: outcome.runId, reason };
    });
  if (settled === undefined) return { ...state, owed };
  const { pending: _, ...rest } = state;
  return { ...rest, owed, seen: marked(state.seen, settled.unread, settled.quarantined) };
};

const owedOf = (
  { schema, name }: TableName,
  { batchId, batchSeq, staged }: Pick<OwedBatch, 'batchId' | 'batchSeq' | 'staged'>,
  runId: string,
): OwedBatch => ({
  table: { schema, name },
  batchId,
  batchSeq,
  staged: { bucket: staged.bucket, prefix: staged.prefix },
  runId,
  reason: 'the run did not load this table',
});

/** Objects that left the window at once are marked as well, where the listing may still show them. */
const marked = (
  seen: readonly SeenObject[],
  unread: readonly string[],
  quarantined: readonly string[],
): SeenObject[] => {
  const [lost, bad] = [new Set(unread), new Set(quarantined)];
  const known = new Set(seen.map(({ key }) => key));
  const missing = [...lost].filter((key) => !known.has(key)).map((key) => ({ key, etag: '', at: '' }));
  return [...seen, ...missing]
    .map((object): SeenObject => {
      if (lost.has(object.key)) return { ...object, outcome: 'unread' };
      return bad.has(object.key) ? { ...object, outcome: 'quarantined' } : object;
    })
    .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
};

const keyOf = ({ schema, name }: TableName): string => JSON.stringify([schema, name]);
