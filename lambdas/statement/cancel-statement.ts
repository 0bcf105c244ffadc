import type { z } from 'zod';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import { defineHandler } from '../runtime/define-handler';
import { pollInputSchema, type RunningStatement } from './contract';
import { statementState, timedOut } from './statement-state';

/**
 * Cancels a statement that has outrun its time. One that ended in the meantime counts as it ended.
 *
 * If the process dies at any line: the statement runs on or is cancelled; the retry cancels it again, which the Data
 * API answers with an error that counts as done.
 *
 * @throws StatementTimedOut, or the statement's own error when it failed in the meantime
 */
export const cancelStatement = async (
  { run, statement, now }: z.output<typeof pollInputSchema>,
  clients: { data: RedshiftData },
): Promise<RunningStatement> => {
  await clients.data.cancel(statement.statementId);
  const description = await clients.data.describe(statement.statementId);
  if (description.status === 'FINISHED' || description.status === 'FAILED') {
    return statementState(description, { ...statement, polls: statement.polls + 1 }, { now, ...run });
  }
  throw timedOut(statement, run);
};

export const handler = defineHandler(pollInputSchema, (input) => cancelStatement(input, { data: redshiftData() }));
