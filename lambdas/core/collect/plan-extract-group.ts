import type { ExtractLoad, ExtractPlan } from './extract-load';

/** Loads of the tables of a consistent group that belong to one run of the extract pipeline. */
export interface GroupStage {
  runId: string;
  loads: { table: ExtractPlan['table']; load: ExtractLoad }[];
}

/**
 * Puts the loads of a group's tables into stages, oldest first: after each stage the targets show the group as of one
 * transaction of the source. The plans are to be made without a bound, since a stage that is cut is none.
 *
 * A table that is to get a new base gets it in the stage of its run; tables that were ahead of it wait for none.
 */
export const groupStages = (plans: readonly ExtractPlan[]): GroupStage[] => {
  const stages = new Map<string, GroupStage>();
  const all = plans.flatMap(({ table, loads }) => loads.map((load) => ({ table, load })));
  // Of one table the order is kept: its numbers grow.
  all.sort((a, b) => a.load.batchSeq - a.load.shift - (b.load.batchSeq - b.load.shift));
  for (const { table, load } of all) {
    const stage = stages.get(load.runId) ?? { runId: load.runId, loads: [] };
    stage.loads.push({ table, load });
    stages.set(load.runId, stage);
  }
  return [...stages.values()];
};
