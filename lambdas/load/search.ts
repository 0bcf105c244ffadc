import { z } from 'zod';
import type { Objects } from '../clients/objects';
import type { ObjectLocation } from '../core/batch/object-keys';
import { DocumentInvalid } from '../core/errors';

export const searchAtSchema = z.object({ bucket: z.string(), key: z.string() });

const range = z.object({ from: z.number(), to: z.number() });

/** A search for rows that COPY cannot load, from one judgement to the next. It lives no longer than its run. */
const searchSchema = z.object({
  /** See core/load/poison.ts. */
  search: z.object({
    rounds: z.number(),
    rows: z.number(),
    message: z.string(),
    suspects: range.exactOptional(),
    probing: range.exactOptional(),
  }),
  /** What is being probed, and what the probe's statements are for; absent while the batch itself is sent. */
  probed: z.array(z.object({ url: z.string(), rows: z.number() })).exactOptional(),
  probeRoles: z.array(z.string()).exactOptional(),
});
export type StoredSearch = z.infer<typeof searchSchema>;

export const readSearch = async (at: ObjectLocation, store: Objects): Promise<StoredSearch> => {
  const stored = await store.readPlain(searchSchema, at);
  if (!stored) throw new DocumentInvalid(`${at.key} is gone: start the pipeline again`);
  return stored;
};
