import type { z } from 'zod';
import { DocumentInvalid } from '../errors';

/**
 * Reads JSON without a `formatVersion`: what lives no longer than its run, and what Step Functions writes or reads.
 *
 * @param place where it was found, for the message
 * @throws DocumentInvalid
 */
export const parsePlain = <T>(schema: z.ZodType<T>, text: string, place: string): T => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new DocumentInvalid(`${place} is not JSON: start the pipeline again`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new DocumentInvalid(`${place} is not what this release reads there: ${issues}. Start the pipeline again`);
};
