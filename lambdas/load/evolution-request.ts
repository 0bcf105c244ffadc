import { decideExtractWrite, decideWrite, type WriteDecision } from '../core/config/decide-write';
import { rememberedKey } from '../core/load/control-evolution';
import { isVoid } from '../core/load/evolution';
import type { EvolutionRequest } from '../core/load/evolution-plan';
import type { TargetState } from '../core/load/target-state';
import type { LoadStep } from './contract';
import type { LoadTarget } from './load-target';
import type { StepData } from './step-data';

export const targetOf = ({ target }: LoadStep) => ({ schema: target.schema, table: target.name });

/**
 * Which write mode, key and deletes count for this step: a batch of an extract brings its own mode, and one that tells no
 * key has that of the batches before it.
 */
export const writeOf = (
  table: string,
  step: LoadStep,
  { options }: LoadTarget,
  data: StepData,
  state: TargetState,
): WriteDecision => {
  if (isVoid(state, data.columns)) return VOID;
  if (step.files.format !== 'extract') {
    return decideWrite(table, options, data.key ?? rememberedKey(state, options.writeMode));
  }
  return { ...decideExtractWrite(table, options, data.key), writeMode: step.files.load.writeMode };
};

const VOID: WriteDecision = {
  writeMode: 'append',
  key: [],
  deletes: 'ignore',
  why: 'the table is not there, and nothing tells its columns',
};

/** What is asked of the target for a step, beside what is there. */
export const evolutionRequest = ({
  step,
  to: { options },
  data,
  write,
  state,
  unwidenable,
}: {
  step: LoadStep;
  to: LoadTarget;
  data: StepData;
  write: WriteDecision;
  state: TargetState;
  unwidenable: string[];
}): EvolutionRequest => ({
  target: targetOf(step),
  state,
  columns: data.columns,
  absent: data.absent,
  nulls: data.nulls,
  ...(data.partial && { partial: data.partial }),
  policy: options.evolve,
  conflicts: options.onConflict,
  writeMode: write.writeMode,
  key: write.key,
  history: options.history,
  ...(typeof write.deletes === 'object' && { softDelete: write.deletes.soft.toLowerCase() }),
  ...layoutOf(options, data),
  unwidenable,
});

/** Keys of a table that is created. Those of events, which nobody has asked for, are left out where the data has no such column. */
const layoutOf = ({ distKey, sortKey, from }: LoadTarget['options'], { columns }: StepData) => {
  const has = (name: string): boolean => columns.some((column) => column.name === name);
  const dist = distKey?.toLowerCase();
  const sort = sortKey?.map((name) => name.toLowerCase());
  return {
    ...(dist !== undefined && (from.distKey !== undefined || has(dist)) && { distKey: dist }),
    ...(sort && (from.sortKey !== undefined || sort.every(has)) && { sortKey: sort }),
  };
};
