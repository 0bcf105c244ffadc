import { z } from 'zod';

/** The top execution, as `$states.context.Execution` tells it. */
export const executionSchema = z.object({
  arn: z.string(),
  startedAt: z.string(),
  redriveCount: z.number().int().nonnegative(),
});
export type Execution = z.infer<typeof executionSchema>;
