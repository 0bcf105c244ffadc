import type { Objects } from '../clients/objects';
import { DocumentInvalid } from '../core/errors';
import { type PlanItem, type Unit, unitSchema } from './contract';

/** The unit of a plan item, wherever it is kept. */
export const loadUnit = async (item: PlanItem, store: Objects): Promise<Unit> => {
  if ('unit' in item) return item.unit;
  const unit = await store.readPlain(unitSchema, item.unitAt);
  if (!unit) throw new DocumentInvalid(`${item.unitAt.bucket}/${item.unitAt.key} is gone: start the pipeline again`);
  return unit;
};
