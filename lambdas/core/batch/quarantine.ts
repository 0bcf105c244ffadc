import { z } from 'zod';
import type { StoredDocument } from '../progress/stored-document';

/** Rows of a paged table that could not be written exactly, as the database gave them, with the reason for each. */
export const quarantineSchema = z.object({
  formatVersion: z.literal(1),
  table: z.string(),
  batchId: z.string(),
  columns: z.array(z.string()),
  rows: z.array(z.object({ column: z.string(), reason: z.string(), values: z.array(z.unknown()) })),
});
export type Quarantine = z.infer<typeof quarantineSchema>;
export type QuarantinedRow = Quarantine['rows'][number];

export const quarantineDocument: StoredDocument<Quarantine> = {
  kind: 'quarantine',
  formatVersion: 1,
  schema: quarantineSchema,
};
