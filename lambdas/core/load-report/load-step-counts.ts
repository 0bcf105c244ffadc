import { type Sum, sumOf } from '../report/sum';
import type { LoadShape } from './load-shape';

/**
 * State transitions of a run, its children included; a test compares them with an interpreted run. A dry run costs next
 * to nothing, and is not counted.
 *
 *   the run: StartLoad, Objects?, PlanLoads or PlanBatches, Anything to load?, RetireLoadRuns, FinishLoad, Succeeded?, Done
 *     or Run failed
 *   collecting: CollectObjects, Anything new?
 *   objects: ScanObjects, PlanColumns, StageObjects
 *   a group: ScanGroup, StageGroup, in an execution each
 *   anything to load: LoadTables
 *   a table: Begin, Table done
 *   a batch: PrepareTable, Submit (describe), Ended?, PlanChanges, Changes?, Submit (apply), Ended?, CommitLoad, Another batch?
 *   a poll of its transaction: Wait, Poll, Ended?
 *   a changed target: Submit (evolve), Ended?, Wait, Poll, Ended?, Changed, and PrepareTable to Changes?
 *   another attempt: Try again?, Wait to try again, PrepareTable to Ended?, and a poll
 *   a failed table: Begin, PrepareTable to Ended?, Wait, Poll, JudgeLoad, What next?, RecordLoadFailure, Table failed
 */
export const loadTransitions = (shape: LoadShape): Sum =>
  sumOf([
    { count: 1, of: 'run', each: 8 },
    { count: collecting(shape), of: 'collecting', each: 2 },
    { count: shaped(shape), of: 'objects', each: 3 },
    { count: shape.groups, of: 'groups', each: 2 },
    { count: loading(shape), of: 'loading', each: 1 },
    { count: shape.applied, of: 'tables', each: 2 },
    { count: shape.batches, of: 'batches', each: 9 },
    { count: shape.polls, of: 'polls', each: 3 },
    { count: shape.evolved, of: 'changed targets', each: 11 },
    { count: shape.moreAttempts, of: 'more attempts', each: 12 },
    { count: shape.failed, of: 'failed', each: 14 },
  ]);

/** Calls of Lambda functions: the states above that are tasks. */
export const loadCalls = (shape: LoadShape): Sum =>
  sumOf([
    { count: 1, of: 'run', each: 4 },
    { count: collecting(shape), of: 'collecting', each: 1 },
    { count: shaped(shape), of: 'objects', each: 1 },
    { count: shape.groups, of: 'groups', each: 2 },
    { count: shape.batches, of: 'batches', each: 5 },
    { count: shape.polls, of: 'polls', each: 1 },
    { count: shape.evolved, of: 'changed targets', each: 5 },
    { count: shape.moreAttempts, of: 'more attempts', each: 5 },
    { count: shape.failed, of: 'failed', each: 7 },
  ]);

/** Whether the run looked for objects, shaped some, loaded a table: 0 or 1. */
const collecting = ({ listed }: LoadShape): number => (listed === null ? 0 : 1);
const shaped = ({ groups }: LoadShape): number => (groups > 0 ? 1 : 0);
const loading = ({ tables }: LoadShape): number => (tables > 0 ? 1 : 0);
/** Batches of an extract pipeline, whose tables are read one by one. */
const ofExtract = ({ listed, batches }: LoadShape): number => (listed === null ? batches : 0);

/** Statements: describe and apply; what changes the target, and describe again. */
export const loadStatements = (shape: LoadShape): Sum =>
  sumOf([
    { count: shape.batches, of: 'batches', each: 2 },
    { count: shape.evolved, of: 'changed targets', each: 2 },
    { count: shape.moreAttempts, of: 'more attempts', each: 2 },
    { count: shape.failed, of: 'failed', each: 1 },
  ]);

/**
 * PUT and LIST requests. A run: lock, run.json, loads, plan, both reports, lists of old runs, of the records, of staged
 * batches and of their lists of objects. Collecting: what was collected, groups, state. Objects: list of the batch, state,
 * columns, tables, list of what was staged, results of two Maps (6). A group: its two results. Loading: the Map's results.
 * A part: the part, which of an extract is there. A table: its plan. A batch: what the table has in it, COPY manifest, apply
 * request, record. A changed target: another apply request, and of objects the names of columns.
 */
export const loadWrites = (shape: LoadShape): Sum =>
  sumOf([
    { count: 1, of: 'run', each: 10 },
    { count: collecting(shape), of: 'collecting', each: 3 },
    { count: listings(shape), of: 'listings', each: 1 },
    { count: shaped(shape), of: 'objects', each: 11 },
    { count: shape.groups, of: 'groups', each: 2 },
    { count: loading(shape), of: 'loading', each: 3 },
    { count: collecting(shape) * shape.parts, of: 'parts', each: 1 },
    { count: shape.applied + shape.failed, of: 'tables', each: 1 },
    { count: shape.batches, of: 'batches', each: 4 },
    { count: shape.evolved, of: 'changed targets', each: 1 + collecting(shape) },
    { count: shape.moreAttempts, of: 'more attempts', each: 2 },
    { count: shape.failed, of: 'failed', each: 4 },
  ]);

const listings = ({ listed }: LoadShape): number => (listed === null ? 0 : Math.max(1, Math.ceil(listed / 1_000)));

/**
 * GET requests. A run: lock (3), state (2), run.json, what was collected, plan. Collecting: state (2), lock (2), run.json.
 * Objects: groups (2), columns (2), tables (2), run.json, lock, the Maps' results (2). A group: run.json (2), scan (3),
 * stage (2), columns. An object is read twice, a part once by COPY. Loading: loads, the Map's results. A batch: its
 * table's plan (3), run.json, what the table has in it, names, apply request, record; of an extract current.json, schema
 * and manifest as well.
 */
export const loadReads = (shape: LoadShape): Sum =>
  sumOf([
    { count: 1, of: 'run', each: 8 },
    { count: collecting(shape), of: 'collecting', each: 5 },
    { count: shaped(shape), of: 'objects', each: 10 },
    { count: shape.objects, of: 'objects', each: 2 },
    { count: shape.groups, of: 'groups', each: 8 },
    { count: shape.parts, of: 'parts', each: 1 },
    { count: loading(shape), of: 'loading', each: 2 },
    { count: shape.batches, of: 'batches', each: 8 },
    { count: ofExtract(shape), of: 'batches of an extract', each: 3 },
    { count: shape.evolved, of: 'changed targets', each: 5 },
    { count: shape.moreAttempts, of: 'more attempts', each: 5 },
    { count: shape.failed, of: 'failed', each: 9 },
    { count: shape.applied + shape.failed, of: 'records', each: 1 },
  ]);

/** Memory of the steps in MB, as they are deployed; a test compares them. */
export const LOAD_MEMORY_MB = { shaping: 2_048, large: 1_024, medium: 512, small: 256 } as const;

/** Assumed: seconds of a call that waits for S3 a few times, of one that plans, and how fast objects are read. */
export const LOAD_ASSUMED = { small: 0.25, large: 3, group: 0.5, anObject: 0.03, bytesPerSecond: 15_000_000 } as const;

/** Seconds that reading the objects took, twice; assumed where the results of the groups do not tell. */
export const shapingSeconds = ({ groups, objects, sizeBytes, seconds }: LoadShape): number =>
  seconds ??
  2 * (groups * LOAD_ASSUMED.group + objects * LOAD_ASSUMED.anObject + sizeBytes / LOAD_ASSUMED.bytesPerSecond);

/**
 * GB-seconds of Lambda: the functions that shape; CollectObjects, PlanColumns, PlanLoads and FinishLoad; PlanBatches;
 * PrepareTable; the small ones.
 */
export const loadGbSeconds = (shape: LoadShape): Sum => {
  const large = 1 + 2 * collecting(shape) + shaped(shape);
  const batches = 1 - collecting(shape);
  const prepared = shape.batches + shape.evolved + shape.moreAttempts + shape.failed;
  const small = loadCalls(shape).value - 2 * shape.groups - large - batches - prepared;
  const { shaping, ...mb } = LOAD_MEMORY_MB;
  return sumOf([
    { count: shapingSeconds(shape), of: 's of shaping', each: shaping / 1_024 },
    { count: large, of: 'calls that plan', each: (LOAD_ASSUMED.large * mb.large) / 1_024 },
    { count: batches, of: 'PlanBatches', each: (LOAD_ASSUMED.large * mb.medium) / 1_024 },
    { count: prepared, of: 'PrepareTable', each: (LOAD_ASSUMED.small * mb.medium) / 1_024 },
    { count: small, of: 'small calls', each: (LOAD_ASSUMED.small * mb.small) / 1_024 },
  ]);
};
