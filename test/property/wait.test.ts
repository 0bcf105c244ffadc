import fc from 'fast-check';
import { EVENTS_PER_POLL, fitsHistory, MAX_EVENTS, pollsFor, waitSeconds } from '../../lambdas/core/statement/wait';
import { statementState } from '../../lambdas/statement/statement-state';

const START = Date.parse('2026-01-05T03:00:00Z');

/** Runs the machine's loop of waits and polls for a statement of that many seconds, without a clock. */
const poll = (duration: number, timeout: number, cap: number) => {
  const limits = { statementTimeoutSeconds: timeout, pollIntervalSeconds: cap };
  const known = { name: 'n', mode: 'TRANSACTION' as const, startedAt: new Date(START).toISOString(), polls: 0 };
  const look = (elapsed: number) =>
    statementState(
      { statementId: 'id', status: elapsed >= duration ? 'FINISHED' : 'STARTED', subStatements: [] },
      known,
      { ...limits, now: new Date(START + elapsed * 1000).toISOString() },
    );
  let elapsed = 0;
  let polls = 0;
  let state = look(0);
  while (state.status === 'RUNNING' && !state.timedOut) {
    if (!Number.isInteger(state.waitSeconds) || state.waitSeconds < 1) throw new Error(`waits ${state.waitSeconds} s`);
    elapsed += state.waitSeconds;
    polls++;
    state = look(elapsed);
  }
  return { elapsed, polls, timedOut: state.timedOut };
};

const HOUR = 3_600;
/** Short caps go with short times, since each second would be a poll. */
const cap = fc.oneof(fc.integer({ min: 60, max: 2 * HOUR }), fc.integer({ min: 30, max: 900 }));
const shortCap = fc.integer({ min: 1, max: 60 });
const duration = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 24 * HOUR }));
const settings = { numRuns: 60, seed: 23 };
const timed = fc.oneof(fc.tuple(duration, cap), fc.tuple(fc.integer({ min: 0, max: 900 }), shortCap));

describe('waiting', () => {
  it('is an integer of seconds from 1 to the cap, and grows with the time', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -10, max: 1e6, noNaN: true }),
        fc.double({ min: 0.1, max: 1e5, noNaN: true }),
        fc.nat(1_000),
        (elapsed, most, more) => {
          const wait = waitSeconds(elapsed, most);
          expect(Number.isInteger(wait)).toBe(true);
          expect(wait).toBeGreaterThanOrEqual(1);
          expect(wait).toBeLessThanOrEqual(Math.max(1, most));
          expect(waitSeconds(elapsed + more, most)).toBeGreaterThanOrEqual(wait);
        },
      ),
      { numRuns: 500, seed: 23 },
    );
  });

  it('sees the end late by a fifth of the time and a second at most', () => {
    fc.assert(
      fc.property(timed, ([seconds, most]) => {
        const { elapsed, timedOut } = poll(seconds, 25 * HOUR, most);
        expect(timedOut).toBe(false);
        expect(elapsed - seconds).toBeGreaterThanOrEqual(0);
        expect(elapsed - seconds).toBeLessThanOrEqual(Math.min(seconds / 5, most) + 1);
      }),
      settings,
    );
  });

  it('takes as many polls as are reckoned', () => {
    fc.assert(
      fc.property(timed, ([seconds, most]) => {
        expect(poll(seconds, 25 * HOUR, most).polls).toBe(pollsFor(seconds, most));
      }),
      settings,
    );
  });

  it('never goes past the timeout by more than a second', () => {
    fc.assert(
      fc.property(timed, ([seconds, most]) => {
        const timeout = Math.max(1, seconds);
        const { elapsed, timedOut } = poll(Number.POSITIVE_INFINITY, timeout, most);
        expect(timedOut).toBe(true);
        expect(elapsed).toBeGreaterThanOrEqual(timeout);
        expect(elapsed).toBeLessThanOrEqual(timeout + 1);
      }),
      settings,
    );
  });

  it('stays within an execution’s history where the config says that it fits', () => {
    let fitting = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 * HOUR }), fc.integer({ min: 1, max: 120 }), (timeout, most) => {
        if (!fitsHistory(timeout, most)) return;
        fitting++;
        const { polls } = poll(Number.POSITIVE_INFINITY, timeout, most);
        // Submit, the first choice and the cancellation come on top.
        expect(polls * EVENTS_PER_POLL + 20).toBeLessThan(MAX_EVENTS);
      }),
      settings,
    );
    expect(fitting).toBeGreaterThan(10);
  });
});
