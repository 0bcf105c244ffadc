/** Events that one turn of wait and poll adds to a Standard execution's history (Wait 2, Lambda task 5, Choice 2). */
export const EVENTS_PER_POLL = 9;

/** A Standard execution fails at this many events: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const MAX_EVENTS = 25_000;

/** Events that the rest of a table's execution takes, attempts and pages included: a generous reserve. */
export const EVENTS_RESERVE = 3_000;

/**
 * Seconds to wait before the next poll: a fifth of the time the statement has run, so that the lateness stays under a
 * fifth and the number of polls grows with the logarithm of the duration, until the cap makes it linear.
 */
export const waitSeconds = (elapsedSeconds: number, maxWaitSeconds: number): number =>
  Math.max(1, Math.min(Math.floor(maxWaitSeconds), Math.floor(Math.max(0, elapsedSeconds) / 5)));

/** How many polls a statement takes that runs for `durationSeconds`. */
export const pollsFor = (durationSeconds: number, maxWaitSeconds: number): number => {
  let polls = 0;
  let elapsed = 0;
  while (elapsed < durationSeconds) {
    const wait = waitSeconds(elapsed, maxWaitSeconds);
    if (wait >= Math.floor(maxWaitSeconds)) return polls + Math.ceil((durationSeconds - elapsed) / wait);
    elapsed += wait;
    polls++;
  }
  return polls;
};

/** Whether a statement that runs into its timeout at each of its attempts stays within an execution's history. */
export const fitsHistory = (timeoutSeconds: number, maxWaitSeconds: number, attempts = 1): boolean =>
  pollsFor(timeoutSeconds, maxWaitSeconds) * EVENTS_PER_POLL * attempts + EVENTS_RESERVE <= MAX_EVENTS;
