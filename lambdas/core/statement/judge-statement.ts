import { type ShuttleError, StatementStatusUnknown } from '../errors';
import { abortedStatement, failedStatement, type StatementPlace } from './statement-error';

/** What DescribeStatement says, reduced to what decides. */
export interface StatementDescription {
  statementId: string;
  status: string;
  error?: string;
  redshiftQueryId?: number;
  durationNanos?: number;
  subStatements: SubStatement[];
}

export interface SubStatement {
  /** `<statementId>:<n>`, n from 1. */
  id: string;
  status: string;
  error?: string;
  resultRows?: number;
  hasResultSet: boolean;
  redshiftQueryId?: number;
}

export type Judgement = { state: 'running' } | { state: 'finished' } | { state: 'failed'; error: ShuttleError };

const RUNNING = new Set(['SUBMITTED', 'PICKED', 'STARTED']);

/**
 * Tells what a statement's status means for the run.
 *
 * In an AUTO_COMMIT batch each statement stands for itself, and the step that reads the results judges each by its own
 * status: the parent counts as finished as soon as it has ended, unless it was cancelled or nothing of it ran.
 */
export const judgeStatement = (
  description: StatementDescription,
  mode: 'TRANSACTION' | 'AUTO_COMMIT',
  place: StatementPlace,
): Judgement => {
  const { status } = description;
  if (RUNNING.has(status)) return { state: 'running' };
  if (status === 'FINISHED') return { state: 'finished' };
  if (status === 'ABORTED') return { state: 'failed', error: abortedStatement(errorText(description), place) };
  if (status === 'FAILED') {
    const someFinished = description.subStatements.some((sub) => sub.status === 'FINISHED');
    if (mode === 'AUTO_COMMIT' && someFinished) return { state: 'finished' };
    return { state: 'failed', error: failedStatement(errorText(description), place) };
  }
  return {
    state: 'failed',
    error: new StatementStatusUnknown(
      `the Data API reports status ${JSON.stringify(status)} for statement ${place.name}, which this release does not know`,
    ),
  };
};

/** The parent's error, or those of its statements where the parent has none. */
const errorText = (description: StatementDescription): string =>
  description.error ||
  description.subStatements
    .map((sub) => sub.error)
    .filter((error) => error)
    .join('; ');
