import { type Sum, sumOf } from '../report/sum';
import type { LoadShape } from './load-shape';

/**
 * State transitions of a run, its children included.
 *
 *   the run: StartLoad, Objects?, PlanLoads or PlanBatches, Anything to load?, LoadTables, FinishLoad, Succeeded?, Done or Run
 *     failed
 *   objects: CollectObjects, Anything new?, ScanObjects, PlanColumns, StageObjects
 *   a group: ScanGroup, StageGroup, in an execution each
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
    { count: shaped(shape), of: 'objects', each: 5 },
    { count: shape.groups, of: 'groups', each: 2 },
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
    { count: 1, of: 'run', each: 3 },
    { count: shaped(shape), of: 'objects', each: 2 },
    { count: shape.groups, of: 'groups', each: 2 },
    { count: shape.batches, of: 'batches', each: 5 },
    { count: shape.polls, of: 'polls', each: 1 },
    { count: shape.evolved, of: 'changed targets', each: 5 },
    { count: shape.moreAttempts, of: 'more attempts', each: 5 },
    { count: shape.failed, of: 'failed', each: 7 },
  ]);

/** Whether the run shaped objects. */
const shaped = ({ groups }: LoadShape): number => (groups > 0 ? 1 : 0);

/** Statements: describe and apply; what changes the target, and describe again. */
export const loadStatements = (shape: LoadShape): Sum =>
  sumOf([
    { count: shape.batches, of: 'batches', each: 2 },
    { count: shape.evolved, of: 'changed targets', each: 2 },
    { count: shape.moreAttempts, of: 'more attempts', each: 2 },
    { count: shape.failed, of: 'failed', each: 1 },
  ]);

/**
 * PUT and LIST requests. A run: lock, run.json, state (2), batch, columns, tables, loads, results of three Maps (9), both
 * reports, lists of the records and of the runs. A group: its two results. A part: the part. A batch: COPY manifest, apply
 * request, record.
 */
export const loadWrites = (shape: LoadShape): Sum =>
  sumOf([
    { count: 1, of: 'run', each: 21 },
    { count: Math.ceil(shape.listed / 1_000), of: 'listings', each: 1 },
    { count: shape.groups, of: 'groups', each: 2 },
    { count: shape.parts, of: 'parts', each: 1 },
    { count: shape.batches, of: 'batches', each: 3 },
    { count: shape.moreAttempts, of: 'more attempts', each: 2 },
    { count: shape.failed, of: 'failed', each: 1 },
  ]);

/** GET requests. An object is read twice, a part once by COPY. */
export const loadReads = (shape: LoadShape): Sum =>
  sumOf([
    { count: 1, of: 'run', each: 12 },
    { count: shape.objects, of: 'objects', each: 2 },
    { count: shape.groups, of: 'groups', each: 6 },
    { count: shape.parts, of: 'parts', each: 1 },
    { count: shape.batches, of: 'batches', each: 6 },
    { count: shape.moreAttempts, of: 'more attempts', each: 4 },
    { count: shape.tables, of: 'records', each: 1 },
  ]);

/** Memory of the steps in MB, as they are deployed. */
export const LOAD_MEMORY_MB = { shaping: 2_048, large: 1_024, small: 256 } as const;

/** Assumed: seconds of a call that waits for S3 a few times, of one that plans, and how fast objects are read. */
export const LOAD_ASSUMED = { small: 0.25, large: 3, group: 0.5, anObject: 0.03, bytesPerSecond: 15_000_000 } as const;

/** Seconds that reading the objects took, twice; assumed where the results of the groups do not tell. */
export const shapingSeconds = ({ groups, objects, sizeBytes, seconds }: LoadShape): number =>
  seconds ??
  2 * (groups * LOAD_ASSUMED.group + objects * LOAD_ASSUMED.anObject + sizeBytes / LOAD_ASSUMED.bytesPerSecond);

/** GB-seconds of Lambda: the functions that shape, those that collect, plan and finish, and the small ones. */
export const loadGbSeconds = (shape: LoadShape): Sum => {
  const large = 2 + 2 * shaped(shape);
  const small = loadCalls(shape).value - 2 * shape.groups - large;
  return sumOf([
    { count: shapingSeconds(shape), of: 's of shaping', each: LOAD_MEMORY_MB.shaping / 1_024 },
    { count: large, of: 'calls that plan', each: (LOAD_ASSUMED.large * LOAD_MEMORY_MB.large) / 1_024 },
    { count: small, of: 'small calls', each: (LOAD_ASSUMED.small * LOAD_MEMORY_MB.small) / 1_024 },
  ]);
};
