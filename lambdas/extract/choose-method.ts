import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import { chooseByRows } from '../core/catalog/method-choice';
import { defineHandler } from '../runtime/define-handler';
import { finishedStatementSchema, type Method, runSchema, tablePlanSchema } from './contract';
import { readCount } from './read-count';
import { loadReadPlan } from './read-plan';

/** Decides the method by the count that a statement has made. Reads only: dying at any line changes nothing. */
export const chooseMethodInputSchema = z.object({
  run: runSchema,
  plan: tablePlanSchema,
  statement: finishedStatementSchema,
});

export const chooseMethod = async (
  { plan, statement }: z.output<typeof chooseMethodInputSchema>,
  clients: { data: RedshiftData; objects: Objects },
): Promise<{ method: Method; why: string }> => {
  const { reads } = await loadReadPlan(plan, clients.objects);
  const [read] = reads;
  if (read?.statements.count === undefined) throw new RangeError(`${plan.label} was not counted`);
  const rows = await readCount(clients.data, statement.statementId, read.statements.count);
  const { method, why } = chooseByRows(rows, read.unit.columns, 'count');
  return { method, why };
};

export const handler = defineHandler(chooseMethodInputSchema, (input) =>
  chooseMethod(input, { data: redshiftData(), objects: objects() }),
);
