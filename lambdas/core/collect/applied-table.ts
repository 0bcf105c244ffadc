import { z } from 'zod';
import { keyPart, type ObjectLocation, type PipelineRoot } from '../batch/object-keys';
import type { TableName } from '../config/table-name';
import type { StoredDocument } from '../progress/stored-document';
import type { ExtractLoad } from './extract-load';

/** Which batches of an extracted table are in the target. It is behind the target's own ledger, never before it. */
export const appliedTableSchema = z.object({
  formatVersion: z.literal(1),
  /** The name in the extract pipeline's destination. */
  table: z.object({ schema: z.string(), name: z.string() }),
  /** The first batch of the snapshot or load that the target is built on. */
  base: z.string(),
  /** The newest settled batch. */
  last: z.string(),
  /** The rows that may still get company, as of which batch. */
  tail: z.string().nullable(),
  batchSeq: z.number().int().positive(),
  /** By how much numbers of batches are moved, since the base was applied a second time. */
  shift: z.number().int().positive().exactOptional(),
});
export type AppliedTable = z.infer<typeof appliedTableSchema>;

export const appliedTableDocument: StoredDocument<AppliedTable> = {
  kind: 'state of an extracted table (collect/tables/...)',
  formatVersion: 1,
  schema: appliedTableSchema,
};

/** Where it is kept, by the name in the extract pipeline's destination. */
export const appliedTableKey = (root: PipelineRoot, { schema, name }: TableName): ObjectLocation => ({
  bucket: root.bucket,
  key: `${root.prefix}collect/tables/${keyPart(schema)}.${keyPart(name)}.json`,
});

/** What is in the target once a load is committed there. */
export const advanceApplied = (before: AppliedTable | undefined, table: TableName, load: ExtractLoad): AppliedTable => {
  const [first, newest] = [load.batchIds[0] ?? load.batchId, load.batchIds.at(-1) ?? load.batchId];
  const head = {
    formatVersion: 1 as const,
    table: { schema: table.schema, name: table.name },
    batchSeq: load.batchSeq,
    ...(load.shift > 0 && { shift: load.shift }),
  };
  if (load.isBase) return { ...head, base: first, last: newest, tail: null };
  if (before === undefined) throw new RangeError(`batch ${load.batchId} needs the load that it is built on`);
  return load.isTail
    ? { ...head, base: before.base, last: before.last, tail: newest }
    : { ...head, base: before.base, last: newest, tail: before.tail };
};
