import { StatementTimedOut } from '../core/errors';
import { judgeStatement, type StatementDescription } from '../core/statement/judge-statement';
import { waitSeconds } from '../core/statement/wait';
import type { RunningStatement } from './contract';

/** The error of a statement whose time is over. */
export const timedOut = (
  statement: Pick<RunningStatement, 'name' | 'statementId'>,
  { statementTimeoutSeconds }: { statementTimeoutSeconds: number },
): StatementTimedOut =>
  new StatementTimedOut(
    `statement ${statement.name} (id ${statement.statementId}) ran longer than statementTimeout ` +
      `(${statementTimeoutSeconds} s) and was cancelled`,
  );

/**
 * What the next state needs to know of a described statement.
 *
 * @throws the error of a statement that has failed
 */
export const statementState = (
  description: StatementDescription,
  known: Pick<RunningStatement, 'name' | 'mode' | 'startedAt' | 'polls'>,
  limits: { now: string; statementTimeoutSeconds: number; pollIntervalSeconds: number },
): RunningStatement => {
  const judgement = judgeStatement(description, known.mode, {
    name: known.name,
    statementId: description.statementId,
  });
  const elapsed = Math.max(0, (Date.parse(limits.now) - Date.parse(known.startedAt)) / 1000);
  const left = limits.statementTimeoutSeconds - elapsed;
  if (judgement.state === 'failed') {
    // Redshift's own statement_timeout may be the quicker one; its words may be those for any cancelled query.
    const words = judgement.error.message;
    const outOfTime = /statement timeout/i.test(words) || (left <= 0 && /cancell?ed on user's request/i.test(words));
    throw outOfTime ? timedOut({ ...known, statementId: description.statementId }, limits) : judgement.error;
  }
  const wait = waitSeconds(elapsed, limits.pollIntervalSeconds);
  return {
    ...known,
    status: judgement.state === 'finished' ? 'FINISHED' : 'RUNNING',
    statementId: description.statementId,
    // Never past the timeout: the statement is cancelled when its time is over, not up to a wait later.
    waitSeconds: Math.max(1, Math.min(wait, Math.ceil(left))),
    timedOut: judgement.state === 'running' && left <= 0,
    ...(description.redshiftQueryId === undefined ? {} : { redshiftQueryId: description.redshiftQueryId }),
    ...(description.durationNanos === undefined ? {} : { durationSeconds: description.durationNanos / 1e9 }),
  };
};
