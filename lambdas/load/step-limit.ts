import type { LoadUnit } from './contract';

/**
 * Batches that one child execution takes in a run. A batch is some 60 events of its history, and 9 more for each poll of its
 * transaction; an execution has 25,000: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const MAX_STEPS = 100;

/**
 * The first steps of a unit, whole stages of them; the others wait for the next run, and the unit says so.
 *
 * @param stages the numbers of steps that belong together, in their order; the first is taken however large it is
 */
export const limitSteps = (unit: LoadUnit, stages: readonly number[]): LoadUnit => {
  let taken = 0;
  for (const steps of stages) {
    if (taken > 0 && taken + steps > MAX_STEPS) break;
    taken += steps;
  }
  const left = unit.steps.length - taken;
  if (left <= 0) return unit;
  const note = `${left} of ${unit.steps.length} batches wait for the next run: a run takes ${MAX_STEPS} of a table or group`;
  return { ...unit, steps: unit.steps.slice(0, taken), notes: [...unit.notes, note] };
};
