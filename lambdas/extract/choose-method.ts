import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import { chooseByRows } from '../core/catalog/method-choice';
import { defineHandler } from '../runtime/define-handler';
import { finishedStatementSchema, type Method, planItemSchema, runSchema, tablePlanSchema } from './contract';
import { loadUnit } from './load-unit';
import { readCount } from './read-count';

/** Decides the method by the count that a statement has made. Reads only: dying at any line changes nothing. */
export const chooseMethodInputSchema = z.object({
  run: runSchema,
  item: planItemSchema,
  plan: tablePlanSchema,
  statement: finishedStatementSchema,
});

export const chooseMethod = async (
  { item, plan, statement }: z.output<typeof chooseMethodInputSchema>,
  clients: { data: RedshiftData; objects: Objects },
): Promise<{ method: Method; why: string }> => {
  const unit = await loadUnit(item, clients.objects);
  const rows = await readCount(clients.data, statement.statementId, plan.countIndex);
  const { method, why } = chooseByRows(rows, unit.columns, 'count');
  return { method, why };
};

export const handler = defineHandler(chooseMethodInputSchema, (input) =>
  chooseMethod(input, { data: redshiftData(), objects: objects() }),
);
