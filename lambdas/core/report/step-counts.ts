import type { TableReport } from '../progress/report';
import { type RunShape, runShape } from './run-shape';
import { type Sum, sumOf } from './sum';

/** Transitions outside of the tables' executions. */
const OF_THE_RUN = 11;

/**
 * State transitions of a run, its tables' executions included; a test compares them with an interpreted run.
 *
 *   the run: StartRun, Discover?, Submit, Ended?, PlanTables, Anything to read?, ExtractTables, RetireRuns, FinishRun,
 *     Succeeded?, Done or Run failed
 *   a committed table: Begin, PlanTable, Submit, Ended?, By method, Verify..., Source rebuilt?, CommitTable, More chunks?,
 *     In the Glue catalog?, RetireBatches, Table done; and RegisterTable where it is registered
 *   a failed one: Begin, PlanTable, Submit, RecordFailure, Table failed
 *   a poll: Wait, Poll, Ended?
 *   another attempt: PlanTable, Submit, Ended?, and two that lead back to PlanTable
 *   another chunk: PlanTable to More chunks?
 *   a part of pages: CopyPages, All pages?
 */
export const transitionsOf = (shape: RunShape): Sum =>
  sumOf([
    { count: 1, of: 'run', each: OF_THE_RUN },
    { count: shape.unloaded + shape.paged, of: 'tables', each: 12 },
    { count: shape.registered, of: 'registered in Glue', each: 1 },
    { count: shape.failed, of: 'failed', each: 5 },
    { count: shape.polls, of: 'polls', each: 3 },
    { count: shape.moreAttempts, of: 'more attempts', each: 5 },
    { count: shape.moreReads, of: 'more chunks', each: 8 },
    { count: shape.copies, of: 'parts of pages', each: 2 },
  ]);

/** Transitions of one table's execution, of a group's for each of its members. */
export const tableTransitions = (table: TableReport): number => transitionsOf(runShape([table])).value - OF_THE_RUN;

/** Calls of Lambda functions: the states above that are tasks. Another attempt mostly follows on a count: ChooseMethod. */
export const callsOf = (shape: RunShape): Sum =>
  sumOf([
    { count: 1, of: 'run', each: 5 },
    { count: shape.unloaded + shape.paged, of: 'tables', each: 5 },
    { count: shape.registered, of: 'registered in Glue', each: 1 },
    { count: shape.failed, of: 'failed', each: 3 },
    { count: shape.polls, of: 'polls', each: 1 },
    { count: shape.moreAttempts, of: 'more attempts', each: 3 },
    { count: shape.moreReads, of: 'more chunks', each: 4 },
    { count: shape.copies, of: 'parts of pages', each: 1 },
  ]);

/**
 * PUT and LIST requests. A run: lock, run.json, plan.json, the Map's results (3), both reports, lists of the records and of
 * the runs. A table: read plan, manifest, list of the batch, schema, current.json, record, lists of its three folders; of a paged one
 * two lists more.
 */
export const writesOf = (shape: RunShape): Sum =>
  sumOf([
    { count: 1, of: 'run', each: 10 },
    { count: shape.unloaded, of: 'unloaded tables', each: 11 },
    { count: shape.paged, of: 'paged tables', each: 12 },
    { count: shape.failed, of: 'failed', each: 2 },
    { count: shape.moreAttempts, of: 'more attempts', each: 1 },
    { count: shape.moreReads, of: 'more chunks', each: 6 },
    { count: shape.unloadedFiles + shape.copies, of: 'files', each: 1 },
  ]);

/**
 * GET requests. A run: lock (3), run.json, plan.json (2), the Map's results. A table: current.json (3), read plan (2), lock,
 * record (2); where UNLOAD wrote, its manifest; for each part of pages the read plan.
 */
export const readsOf = (shape: RunShape): Sum =>
  sumOf([
    { count: 1, of: 'run', each: 7 },
    { count: shape.unloaded, of: 'unloaded tables', each: 9 },
    { count: shape.paged, of: 'paged tables', each: 8 },
    { count: shape.failed, of: 'failed', each: 5 },
    { count: shape.moreAttempts, of: 'more attempts', each: 2 },
    { count: shape.moreReads, of: 'more chunks', each: 7 },
    { count: shape.registered, of: 'registered in Glue', each: 3 },
    { count: shape.copies, of: 'parts of pages', each: 1 },
  ]);

/** Memory of the steps in MB, as they are deployed; a test compares them. */
export const STEP_MEMORY_MB = {
  small: 256,
  copyPages: 512,
  verifyUnload: 512,
  planTables: 1024,
  finishRun: 1024,
} as const;

/** Seconds that a call takes on average: assumed, from calls that wait for S3 and the Data API a few times. */
export const ASSUMED_SECONDS = { small: 0.25, verifyUnload: 0.5, planTables: 3, finishRun: 3, aTableInFinishRun: 0.01 };

/** GB-seconds of Lambda. */
export const gbSecondsOf = (shape: RunShape): Sum => {
  const small = callsOf(shape).value - 2 - shape.copies - shape.unloaded;
  const gb = (mb: number) => mb / 1024;
  return sumOf([
    { count: small, of: 'small calls', each: ASSUMED_SECONDS.small * gb(STEP_MEMORY_MB.small) },
    { count: shape.submitSeconds, of: 's in Submit', each: gb(STEP_MEMORY_MB.small) },
    { count: shape.unloaded, of: 'VerifyUnload', each: ASSUMED_SECONDS.verifyUnload * gb(STEP_MEMORY_MB.verifyUnload) },
    { count: shape.copySeconds, of: 's in CopyPages', each: gb(STEP_MEMORY_MB.copyPages) },
    { count: 1, of: 'PlanTables', each: ASSUMED_SECONDS.planTables * gb(STEP_MEMORY_MB.planTables) },
    { count: 1, of: 'FinishRun', each: ASSUMED_SECONDS.finishRun * gb(STEP_MEMORY_MB.finishRun) },
    { count: shape.tables, of: 'tables in FinishRun', each: ASSUMED_SECONDS.aTableInFinishRun * gb(1024) },
  ]);
};
