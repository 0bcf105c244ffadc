import { z } from 'zod';
import type { StoredDocument } from '../progress/stored-document';

const count = z.number().int().nonnegative();
const location = z.object({ bucket: z.string(), key: z.string() });

export const stagedPartSchema = location.extend({ rows: count, sizeBytes: count });
export type StagedPart = z.infer<typeof stagedPartSchema>;

export const groupTableSchema = z.object({
  table: z.object({ schema: z.string(), name: z.string() }),
  parts: z.array(stagedPartSchema),
  rows: count,
  bad: count,
});
export type GroupTable = z.infer<typeof groupTableSchema>;

export const unreadableObjectSchema = z.object({ key: z.string(), reason: z.string() });
export type UnreadableObject = z.infer<typeof unreadableObjectSchema>;

/** Why rows are bad, how many, for the report. A reason names columns, never values. */
export const badReasonSchema = z.object({ reason: z.string(), rows: count });
export type BadReason = z.infer<typeof badReasonSchema>;

/**
 * `stage/<group>.json`: what a group of objects became. It is written once: parts that it does not list are nobody's, and
 * whoever comes second takes what the first has written.
 */
export const groupStageSchema = z.object({
  formatVersion: z.literal(1),
  group: count,
  tables: z.array(groupTableSchema),
  /** Rows without a table that they could be counted for. */
  badWithoutTable: count,
  reasons: z.array(badReasonSchema),
  /** Files of bad rows. */
  quarantine: z.array(location),
  /** Objects that were gone or another when they were to be read. */
  unread: z.array(z.string()),
  unreadable: z.array(unreadableObjectSchema),
  /** Objects that were read to their end. */
  read: count,
});
export type GroupStage = z.infer<typeof groupStageSchema>;

export const groupStageDocument: StoredDocument<GroupStage> = {
  kind: 'staged group of objects',
  formatVersion: 1,
  schema: groupStageSchema,
  isCompact: true,
};
