import { z } from 'zod';
import type { StoredDocument } from '../progress/stored-document';

/**
 * `tables/<table>/names.json`: the names that the columns of a table have in its target, by their names in the source. A
 * name that was given stays, whatever columns turn up later.
 */
export const columnNamesSchema = z.object({
  formatVersion: z.literal(1),
  table: z.object({ schema: z.string(), name: z.string() }),
  /** Pairs, since a source may call a column `__proto__`. */
  names: z.array(z.tuple([z.string(), z.string()])),
  /** The SUPER column of what the table has no column for, once there was such. */
  overflow: z.string().exactOptional(),
  /** The batch that had the table first. */
  since: z.string().exactOptional(),
});
export type ColumnNames = z.infer<typeof columnNamesSchema>;

export const columnNamesDocument: StoredDocument<ColumnNames> = {
  kind: 'column names of a loaded table',
  formatVersion: 1,
  schema: columnNamesSchema,
};
