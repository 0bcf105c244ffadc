import type { LoadTableReport } from './load-report';

/** What was done before the tables: objects that were collected and shaped. All 0 where the source is an extract pipeline. */
export interface ShapingWork {
  /** The groups that objects are read in, each twice: to scan and to stage. */
  groups: number;
  objects: number;
  sizeBytes: number;
  /** Seconds of all scan and stage calls added up, where their results tell; else they are assumed. */
  seconds?: number;
}

/** What a load run consisted of, as far as its cost goes. */
export interface LoadShape extends ShapingWork {
  /** Objects, listed 1,000 at a time; null where the source is an extract pipeline. */
  listed: number | null;
  /** Executions of tables that ended with all batches, and those that failed. */
  applied: number;
  failed: number;
  batches: number;
  /** Batches before which the target was changed. */
  evolved: number;
  /** Renderings of a batch beyond its first. */
  moreAttempts: number;
  polls: number;
  parts: number;
  /** Tables that the run was to load: without those that wait. */
  tables: number;
}

/** Reads a run's shape from its tables. One without a record leaves no trace, so that it counts for nothing. */
export const loadShape = (
  tables: readonly LoadTableReport[],
  work: ShapingWork,
  listed: number | null = 0,
): LoadShape => {
  const shape: LoadShape = {
    ...work,
    listed,
    applied: 0,
    failed: 0,
    batches: 0,
    evolved: 0,
    moreAttempts: 0,
    polls: 0,
    parts: 0,
    tables: tables.filter(({ status }) => status !== 'waiting').length,
  };
  for (const { status, batches, attempts = 1, startedAt } of tables) {
    if (startedAt === undefined) continue;
    if (status === 'applied') shape.applied++;
    else {
      shape.failed++;
      shape.moreAttempts += Math.max(0, attempts - 1);
    }
    shape.batches += batches.length;
    for (const batch of batches) {
      // A change of the target is followed by another rendering.
      const evolved = batch.changes.length > 0 ? 1 : 0;
      shape.evolved += evolved;
      shape.moreAttempts += Math.max(0, batch.attempts - 1 - evolved);
      shape.polls += batch.polls ?? 0;
      shape.parts += batch.read.parts;
    }
  }
  return shape;
};
