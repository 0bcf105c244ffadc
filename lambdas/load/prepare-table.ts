import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { formatTableName } from '../core/config/table-name';
import { describeTarget } from '../core/sql/load/describe-target';
import { statementTexts } from '../core/statement/statement';
import { defineHandler } from '../runtime/define-handler';
import { loadItemSchema, loadRunSchema, type Prepared } from './contract';
import { readUnit, stepOf } from './load-step';

/**
 * Says how the target of a step is looked at. Reads only, so that dying at any line changes nothing.
 */
export const prepareTableInputSchema = z.object({
  run: loadRunSchema,
  item: loadItemSchema,
  /** Place among the unit's steps, from 0. */
  index: z.number().int().nonnegative(),
});

export const prepareTable = async (
  { item, index }: z.output<typeof prepareTableInputSchema>,
  clients: { objects: Objects },
): Promise<Prepared> => {
  const { target, batchId } = stepOf(await readUnit(item, clients.objects), index);
  const { relations, tables, ledger } = describeTarget({ schema: target.schema, table: target.name });
  const table = formatTableName(target.schema, target.name);
  return {
    label: item.label,
    table,
    batchId,
    statement: {
      step: 'describe',
      mode: 'AUTO_COMMIT',
      sql: { sqls: statementTexts([relations, tables, ledger], table) },
    },
  };
};

export const handler = defineHandler(prepareTableInputSchema, (input) => prepareTable(input, { objects: objects() }));
