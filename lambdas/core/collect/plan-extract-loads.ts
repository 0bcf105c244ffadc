import type { WriteDecision } from '../config/decide-write';
import type { Batch, BatchFiles, Checkpoint } from '../progress/checkpoint';
import type { AppliedTable } from './applied-table';
import { batchPosition } from './batch-position';
import type { ExtractLoad, ExtractPlan } from './extract-load';
import { batchSeqAt } from './object-batch';

/**
 * Plans what of an extracted table's live batches is still to be applied.
 *
 * - The snapshot or load that the live batches begin with is the base. Another base than that in the target takes the
 *   place of all rows there; a load in chunks does so as a whole.
 * - Then come the settled batches after the last one applied, in their order: windows and backfills, with their deletes.
 * - Then the tail, where rows are told apart by a key: its rows come again with the next batch. Where rows are appended,
 *   it waits, and a backfill, whose rows are there already, is passed over.
 * - `writeMode: replace` is for the base; what comes after it is merged where a key is known, else appended.
 * - With scd2 or soft deletes a base takes no one's place: its rows are merged, and `isBase` says that keys which it has
 *   not are gone.
 *
 * Where the base has to be applied a second time, the target's ledger knows it, and its positions what came after it: it
 * and all batches from then on get other ids and later numbers. Positions move along where all rows are replaced.
 *
 * @param now ISO 8601, of the run
 * @param maxBytes of all loads together; the first is planned however large it is
 */
export const planExtractLoads = (
  checkpoint: Checkpoint,
  applied: AppliedTable | undefined,
  write: Pick<WriteDecision, 'writeMode' | 'deletes' | 'key'>,
  now: string,
  maxBytes = Number.POSITIVE_INFINITY,
): ExtractPlan => {
  const { batches, tail } = checkpoint;
  const end = batches.findIndex(({ kind }) => kind !== 'snapshot' && kind !== 'load');
  const base = batches.slice(0, end < 0 ? batches.length : end);
  const [first] = base;
  const plan = { table: checkpoint.destination, primaryKey: [...checkpoint.primaryKey], notes: [] as string[] };
  const nothing = { loads: 0, rows: 0, sizeBytes: 0 };
  if (first === undefined) return { ...plan, why: 'nothing is committed yet', loads: [], left: nothing };
  const last = batches.findIndex(({ batchId }) => batchId === applied?.last);
  const isBuiltOn = applied !== undefined && applied.base === first.batchId && last >= base.length - 1;
  const keeps = write.writeMode === 'scd2' || typeof write.deletes !== 'string';
  const increment = write.writeMode === 'replace' ? (write.key.length > 0 ? 'merge' : 'append') : write.writeMode;
  const isKeyed = increment !== 'append';
  const isAgain = !isBuiltOn && applied?.base === first.batchId;
  const shift = isAgain ? shiftTo(now, base, applied) : (applied?.shift ?? 0);
  const at: Placing = { shift, movesPositions: !keeps };
  const loads: ExtractLoad[] = isBuiltOn ? [] : [baseLoad(base, keeps ? increment : 'replace', at)];
  for (const batch of batches.slice(isBuiltOn ? last + 1 : base.length)) {
    if (batch.kind === 'backfill' && !isKeyed) {
      plan.notes.push(
        `backfill ${batch.batchId} (${batch.rows} rows) is not applied: without a key its rows would be doubled`,
      );
      continue;
    }
    const deletes = write.deletes === 'ignore' || batch.deletes?.rows === 0 ? undefined : batch.deletes;
    if (batch.rows > 0 || deletes) loads.push(rowsLoad(batch, increment, at, deletes));
  }
  if (tail && tail.rows > 0 && tail.batchId !== applied?.tail) {
    if (isKeyed) loads.push({ ...rowsLoad(tail, increment, at), isTail: true, ...placed(tail, 1, at) });
    else plan.notes.push(`${tail.rows} rows of the tail wait until no more can come beside them, or mode is merge`);
  }
  const fitting = within(loads, maxBytes);
  return { ...plan, why: whyOf(applied, first, isBuiltOn), loads: fitting, left: sumOf(loads.slice(fitting.length)) };
};

const whyOf = (applied: AppliedTable | undefined, first: Batch, isBuiltOn: boolean): string => {
  if (isBuiltOn) return `goes on after ${applied?.last}`;
  if (applied === undefined) return 'nothing of it is in the target yet';
  return applied.base === first.batchId
    ? `the last batch applied, ${applied.last}, is no longer live`
    : `the extract pipeline read it in full again: ${first.batchId}`;
};

const baseLoad = (base: readonly Batch[], writeMode: ExtractLoad['writeMode'], at: Placing): ExtractLoad => {
  const newest = base.at(-1) as Batch;
  const filled = base.filter(({ rows }) => rows > 0);
  return {
    ...rowsLoad(newest, writeMode, at),
    batchIds: base.map(({ batchId }) => batchId),
    files: filled.map(filesOf),
    rows: filled.reduce((sum, { rows }) => sum + rows, 0),
    sizeBytes: filled.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    isBase: true,
  };
};

const rowsLoad = (
  batch: Batch,
  writeMode: ExtractLoad['writeMode'],
  at: Placing,
  deletes?: BatchFiles,
): ExtractLoad => ({
  writeMode,
  batchId: at.shift === 0 ? batch.batchId : `${batch.batchId}-${at.shift}`,
  shift: at.shift,
  ...placed(batch, 0, at),
  at: batch.committedAt,
  batchIds: [batch.batchId],
  runId: batch.runId,
  files: batch.rows > 0 ? [filesOf(batch)] : [],
  ...(deletes && { deletes: filesOf(deletes) }),
  schemaVersion: batch.schemaVersion,
  rows: batch.rows,
  sizeBytes: batch.sizeBytes + (deletes?.sizeBytes ?? 0),
  isBase: false,
  isTail: false,
});

/** By how much numbers are moved, and whether positions with them. */
interface Placing {
  shift: number;
  movesPositions: boolean;
}

/** Moves the base to now; never less than before. */
const shiftTo = (now: string, base: readonly Batch[], applied: AppliedTable): number => {
  const { committedAt } = base.at(-1) as Batch;
  return Math.max(batchSeqAt(now) - batchSeqAt(committedAt), applied.batchSeq - batchSeqAt(committedAt) + 1);
};

const placed = (
  { committedAt }: Batch,
  place: 0 | 1,
  { shift, movesPositions }: Placing,
): Pick<ExtractLoad, 'batchSeq' | 'position'> => {
  const seq = batchSeqAt(committedAt, place);
  return { batchSeq: seq + shift, position: batchPosition(movesPositions ? seq + shift : seq) };
};

const filesOf = ({ manifest, rows, files, sizeBytes }: BatchFiles): BatchFiles => ({
  manifest,
  rows,
  files,
  sizeBytes,
});

const within = (loads: readonly ExtractLoad[], maxBytes: number): ExtractLoad[] => {
  let bytes = 0;
  const end = loads.findIndex(({ sizeBytes }, i) => {
    bytes += sizeBytes;
    return i > 0 && bytes > maxBytes;
  });
  return loads.slice(0, end < 0 ? loads.length : end);
};

const sumOf = (loads: readonly ExtractLoad[]): ExtractPlan['left'] => ({
  loads: loads.length,
  rows: loads.reduce((sum, { rows }) => sum + rows, 0),
  sizeBytes: loads.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
});
