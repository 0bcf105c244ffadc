import { z } from 'zod';
import type { Objects } from '../clients/objects';
import type { ObjectLocation } from '../core/batch/object-keys';
import { DocumentInvalid } from '../core/errors';
import { stagedPartSchema } from '../core/staging/group-stage';

const locationSchema = z.object({ bucket: z.string(), key: z.string() });

/** What is left of a step's parts once rows that COPY cannot load are set aside. It lives no longer than its run. */
export const asideSchema = z.object({
  /** The parts to load. */
  parts: z.array(stagedPartSchema),
  /** Rows set aside, and the folder they are in. */
  rows: z.number().int().nonnegative(),
  at: locationSchema,
});
export type Aside = z.infer<typeof asideSchema>;

export const readAside = async (at: ObjectLocation | null, store: Objects): Promise<Aside | undefined> => {
  if (at === null) return undefined;
  const aside = await store.readPlain(asideSchema, at);
  if (!aside) throw new DocumentInvalid(`${at.key} is gone: start the pipeline again`);
  return aside;
};
