import type { Retrier } from '../definition/state';
import { RuntimeFailure, type StateFailure } from '../errors';
import type { IdSource } from '../ids';

/**
 * The first Retry or Catch entry that applies. States.ALL stands for every error but States.DataLimitExceeded and
 * States.Runtime, States.TaskFailed for the same without States.Timeout. States.Runtime cannot be handled at all.
 */
export function findHandler<H extends { errors: readonly string[] }>(
  handlers: readonly H[],
  failure: StateFailure,
): H | undefined {
  const error = failure.error ?? '';
  if (failure instanceof RuntimeFailure || error === 'States.Runtime') return undefined;
  const wildcards = error !== 'States.DataLimitExceeded';
  return handlers.find(({ errors }) =>
    errors.some(
      (name) =>
        name === error ||
        (wildcards && name === 'States.ALL') ||
        (wildcards && name === 'States.TaskFailed' && error !== 'States.Timeout'),
    ),
  );
}

/** Seconds to wait before the next attempt, after `attempts` retries of this entry. */
export function retryDelay(retrier: Retrier, attempts: number, ids: IdSource): number {
  const grown = retrier.intervalSeconds * retrier.backoffRate ** attempts;
  const delay = Math.min(grown, retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return retrier.fullJitter ? ids.random() * delay : delay;
}
