import { z } from 'zod';
import { targetSchema } from '../core/statement/statement';

/** What a running statement carries from submit through poll to poll. */
export const runningStatementSchema = z.object({
  status: z.enum(['RUNNING', 'FINISHED']),
  statementId: z.string(),
  name: z.string(),
  mode: z.enum(['TRANSACTION', 'AUTO_COMMIT']),
  /** ISO time of the submission. */
  startedAt: z.string(),
  /** Seconds to wait before the next poll; at least 1. */
  waitSeconds: z.number().int().positive(),
  /** Whether the statement has outrun its time and is to be cancelled. */
  timedOut: z.boolean(),
  polls: z.number().int().nonnegative(),
  redshiftQueryId: z.number().optional(),
  durationSeconds: z.number().optional(),
});
export type RunningStatement = z.infer<typeof runningStatementSchema>;

/** The part of a run that statements need. */
export const statementRunSchema = z.object({
  pipeline: z.string(),
  runId: z.string(),
  executionArn: z.string(),
  target: targetSchema,
  statementTimeoutSeconds: z.number().positive(),
  pollIntervalSeconds: z.number().positive(),
});

/** Input of the steps that look at a statement under way. */
export const pollInputSchema = z.object({
  run: statementRunSchema,
  statement: runningStatementSchema,
  /** ISO time at which the state was entered. */
  now: z.string(),
});
