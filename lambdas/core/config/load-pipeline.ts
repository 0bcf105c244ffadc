import { z } from 'zod';
import { FormatVersionUnknown } from '../errors';
import type { LoadPipeline } from './load-config';
import { ConfigProblems } from './problem';
import { resolvedLoadSchema } from './resolved-load-schema';
import { schemaProblems } from './schema-problems';

const SUBJECT = 'the pipeline in the state machine';

/**
 * Reads the load pipeline that the deployment baked into the state machine.
 *
 * @throws FormatVersionUnknown where another release wrote it
 * @throws ConfigInvalid for anything that `parseShuttleFile` would not have made
 */
export const parseLoadPipeline = (json: unknown): LoadPipeline => {
  const head = z.looseObject({ formatVersion: z.unknown() }).safeParse(json);
  if (head.success && head.data.formatVersion !== undefined && head.data.formatVersion !== 1) {
    throw new FormatVersionUnknown(
      `${SUBJECT} has format version ${JSON.stringify(head.data.formatVersion)}, this release knows 1: deploy the stack again`,
    );
  }
  const problems = schemaProblems(resolvedLoadSchema, json);
  if (problems.length > 0) throw new ConfigProblems(SUBJECT, problems);
  return json as LoadPipeline;
};
