import type { z } from 'zod';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import { defineHandler } from '../runtime/define-handler';
import { pollInputSchema, type RunningStatement } from './contract';
import { statementState } from './statement-state';

/**
 * Looks at a statement once. Reads only, so that dying at any line changes nothing.
 */
export const pollStatement = async (
  { run, statement, now }: z.output<typeof pollInputSchema>,
  clients: { data: RedshiftData },
): Promise<RunningStatement> =>
  statementState(
    await clients.data.describe(statement.statementId),
    { name: statement.name, mode: statement.mode, startedAt: statement.startedAt, polls: statement.polls + 1 },
    { now, ...run },
  );

export const handler = defineHandler(pollInputSchema, (input) => pollStatement(input, { data: redshiftData() }));
