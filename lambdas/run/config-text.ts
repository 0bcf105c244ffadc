import { z } from 'zod';
import type { Objects } from '../clients/objects';
import { DocumentInvalid } from '../core/errors';

/** The pipeline's config as the definition hands it to the first step; exactly one of the two is there. */
export const bakedConfigFields = {
  /** As JSON text. */
  config: z.string().optional(),
  /** Where it is kept when it is large. */
  configAt: z.object({ bucket: z.string(), key: z.string() }).optional(),
};

/**
 * The text of the pipeline's config.
 *
 * @throws DocumentInvalid when it is not where it was deployed to
 */
export const configText = async (
  baked: { config?: string | undefined; configAt?: { bucket: string; key: string } | undefined },
  store: Objects,
): Promise<string> => {
  if (baked.config !== undefined) return baked.config;
  const stored = baked.configAt && (await store.read(baked.configAt));
  if (!stored) throw new DocumentInvalid('the deployed config of the pipeline is gone from S3: deploy the stack again');
  return stored.text;
};
