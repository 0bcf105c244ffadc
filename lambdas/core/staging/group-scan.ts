import { z } from 'zod';
import type { StoredDocument } from '../progress/stored-document';
import { unreadableObjectSchema } from './group-stage';

const count = z.number().int().nonnegative();
const table = z.object({ schema: z.string(), name: z.string() });
const facts = z.object({ kinds: count, whole: count, scale: count, bits: count, inexact: count, bytes: count });

/** The key that the source tells, of the newest change that tells one. */
const keySchema = z.object({ columns: z.array(z.string()).min(1), pos: z.string() });
export type SourceKey = z.infer<typeof keySchema>;

export const scannedTableSchema = z.object({
  table,
  /** By the source's names, in the order in which they turned up. */
  columns: z.array(z.object({ name: z.string(), profile: z.object({ declared: facts, seen: facts }) })),
  key: keySchema.optional(),
  /** Columns that some change left out as unchanged. */
  absent: z.array(z.string()),
  /** Its changes tell only some columns each. */
  partial: z.literal(true).exactOptional(),
  rows: count,
});
export type ScannedTable = z.infer<typeof scannedTableSchema>;

/**
 * `scan/<group>.json`: what a group of objects holds. It is written once; what was rendered by it stays as it is, even if
 * an object is gone later.
 */
export const groupScanSchema = z.object({
  formatVersion: z.literal(1),
  group: count,
  tables: z.array(scannedTableSchema),
  /** Objects that were gone or another: they are not staged either, since their columns are not known. */
  unread: z.array(z.string()),
  /** Objects that cannot be read as what they should be. */
  unreadable: z.array(unreadableObjectSchema),
});
export type GroupScan = z.infer<typeof groupScanSchema>;

export const groupScanDocument: StoredDocument<GroupScan> = {
  kind: 'scan of a group of objects',
  formatVersion: 1,
  schema: groupScanSchema,
  isCompact: true,
};
