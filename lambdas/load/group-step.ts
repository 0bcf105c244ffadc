import { z } from 'zod';
import { caughtErrorSchema, loadRunSchema, objectGroupSchema, takenBatchSchema } from './contract';

/** Input of the two steps that read a group of objects. */
export const groupStepInputSchema = z.object({
  run: loadRunSchema,
  batch: takenBatchSchema,
  item: objectGroupSchema,
  /** Why no function survives the group, where none does: its objects are unreadable then. */
  giveUp: caughtErrorSchema.nullable(),
  now: z.string(),
});
export type GroupStepInput = z.output<typeof groupStepInputSchema>;

/** What is told of the objects of a group that is given up. */
export const givenUp = (error: string): string =>
  `no function survives it, or one that is read together with it: ${error}`;
