import type { z } from 'zod';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import { StatementTimedOut } from '../core/errors';
import type { StatementDescription } from '../core/statement/judge-statement';
import { defineHandler } from '../runtime/define-handler';
import { pollInputSchema, type RunningStatement } from './contract';
import { statementState } from './statement-state';

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
  // A cancelled statement is ABORTED, or FAILED with Redshift's words for it.
  const failedByItself = description.status === 'FAILED' && !/cancel/i.test(errorTexts(description).join());
  if (description.status === 'FINISHED' || failedByItself) {
    return statementState(description, { ...statement, polls: statement.polls + 1 }, { now, ...run });
  }
  throw new StatementTimedOut(
    `statement ${statement.name} (id ${statement.statementId}) ran longer than statementTimeout ` +
      `(${run.statementTimeoutSeconds} s) and was cancelled`,
  );
};

const errorTexts = ({ error, subStatements }: StatementDescription): string[] =>
  [error, ...subStatements.map((sub) => sub.error)].filter((text) => text !== undefined);

export const handler = defineHandler(pollInputSchema, (input) => cancelStatement(input, { data: redshiftData() }));
