import { z } from 'zod';
import type { Change } from '../load/evolution-plan';

/** What EvolveTable did, as it is told: without keys, sort orders and fences. */
export const toldChangeSchema = z.object({
  what: z.enum(['schema created', 'table created', 'column added', 'column widened', 'control table changed']),
  /** A name in the target. Of a control table what it is for: `ledger`, `positions`, `tombstones`. */
  name: z.string(),
  /** The column's, as DDL takes it. */
  type: z.string().optional(),
  /** Of a table that was created. */
  columns: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
});
export type ToldChange = z.infer<typeof toldChangeSchema>;

/** Tells what was changed, in the order in which it was done. The fence of the ledger is no one's concern. */
export const tellChanges = (target: { schema: string; table: string }, changes: readonly Change[]): ToldChange[] =>
  changes.flatMap((change) => toldChange(target, change));

const toldChange = (target: { schema: string; table: string }, change: Change): ToldChange[] => {
  switch (change.kind) {
    case 'createSchema':
      return [{ what: 'schema created', name: target.schema }];
    case 'createTable':
      return [
        {
          what: 'table created',
          name: `${target.schema}.${target.table}`,
          columns: change.columns.map(({ name, type }) => ({ name, type })),
        },
      ];
    case 'addColumn':
      return [{ what: 'column added', ...change.column }];
    case 'widen':
      return [{ what: 'column widened', ...change.column }];
    case 'createLedger':
      return [control('ledger')];
    case 'createPositions':
      return [control('positions')];
    case 'createTombstones':
      return [control('tombstones')];
    case 'widenKey':
    case 'addCarried':
      return [control(change.table)];
    case 'seedFence':
      return [];
  }
};

const control = (name: string): ToldChange => ({ what: 'control table changed', name });
