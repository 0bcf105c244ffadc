import type { Objects } from '../clients/objects';
import { DocumentInvalid, type ErrorName, errorClasses } from '../core/errors';
import { type LoadItem, type LoadStep, type LoadUnit, loadUnitSchema } from './contract';

/** The unit of an item of the Map. */
export const readUnit = async ({ unitAt }: LoadItem, store: Objects): Promise<LoadUnit> => {
  const unit = await store.readPlain(loadUnitSchema, unitAt);
  if (!unit) throw new DocumentInvalid(`${unitAt.key} is gone: start the pipeline again`);
  return unit;
};

/**
 * A step of a unit.
 *
 * @throws the error for which the unit was refused when it was planned
 */
export const stepOf = (unit: LoadUnit, index: number): LoadStep => {
  const { refusal, steps, label } = unit;
  if (refusal) throw new errorClasses[refusal.error as ErrorName](refusal.cause);
  const step = steps[index];
  if (!step) throw new DocumentInvalid(`${label} has ${steps.length} steps, and none of number ${index}`);
  return step;
};
