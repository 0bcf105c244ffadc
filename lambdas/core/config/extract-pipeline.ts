import { z } from 'zod';
import { FormatVersionUnknown } from '../errors';
import { ConfigProblems } from './problem';
import { resolvedPipelineSchema } from './resolved-pipeline-schema';
import { schemaProblems } from './schema-problems';
import type { ExtractPipeline } from './shuttle-config';

const SUBJECT = 'the pipeline in the state machine';

/**
 * Reads the pipeline that the deployment baked into the state machine.
 *
 * @throws FormatVersionUnknown where another release wrote it
 * @throws ConfigInvalid for anything that `parseShuttleFile` would not have made
 */
export const parseExtractPipeline = (json: unknown): ExtractPipeline => {
  const head = z.looseObject({ formatVersion: z.unknown() }).safeParse(json);
  if (head.success && head.data.formatVersion !== undefined && head.data.formatVersion !== 1) {
    throw new FormatVersionUnknown(
      `${SUBJECT} has format version ${JSON.stringify(head.data.formatVersion)}, this release knows 1: deploy the stack again`,
    );
  }
  const problems = schemaProblems(resolvedPipelineSchema, json);
  if (problems.length > 0) throw new ConfigProblems(SUBJECT, problems);
  return json as ExtractPipeline;
};
