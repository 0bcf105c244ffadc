import type { Context } from 'aws-lambda';
import type { z } from 'zod';
import { InputInvalid } from '../core/errors';
import { keepErrorMessagesOutOfLogs, logger } from './log';

/** What a step may know of the invocation. */
export interface Invocation {
  /** Milliseconds until Lambda ends the invocation. */
  remainingMs(): number;
  /** Another one for each invocation, retries included. */
  readonly id: string;
}

/** Ids in the input that every log line should carry. */
const ID_KEYS = [
  'pipeline',
  'runId',
  'executionArn',
  'table',
  'unit',
  'label',
  'statementId',
  'batchId',
  'attempt',
  'part',
  'step',
] as const;

/** Parts of the input that hold ids of their own; what stands in the input itself counts most. */
const ID_HOLDERS = ['run', 'item', 'plan', 'statement'] as const;

/**
 * Makes a Lambda handler from a step: parses the input by its schema, puts the ids on every log line, runs the step.
 *
 * @throws InputInvalid when the machine and the function do not fit together, which only a half-finished deployment can cause
 */
export const defineHandler =
  <S extends z.ZodType, O>(input: S, step: (input: z.output<S>, invocation: Invocation) => Promise<O>) =>
  async (event: unknown, context: Context): Promise<O> => {
    keepErrorMessagesOutOfLogs();
    logger.resetKeys();
    logger.addContext(context);
    logger.appendKeys(idsOf(event));
    try {
      const parsed = input.safeParse(event);
      if (!parsed.success) {
        const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
        throw new InputInvalid(`the step's input is not what this release of the function takes: ${issues}`);
      }
      const output = await step(parsed.data, {
        remainingMs: () => context.getRemainingTimeInMillis(),
        id: context.awsRequestId,
      });
      logger.info('step done');
      return output;
    } catch (error) {
      // The name only: a message can hold Redshift's words about a row.
      logger.error('step failed', { errorName: error instanceof Error ? error.name : typeof error });
      throw error;
    }
  };

const idsOf = (event: unknown): Record<string, unknown> => {
  const ids: Record<string, unknown> = {};
  const take = (source: unknown) => {
    if (typeof source !== 'object' || source === null) return;
    for (const key of ID_KEYS) {
      const value = (source as Record<string, unknown>)[key];
      if (typeof value === 'string' || typeof value === 'number') ids[key] = value;
    }
  };
  for (const holder of ID_HOLDERS) take((event as Record<string, unknown> | null | undefined)?.[holder]);
  take(event);
  return ids;
};
