import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type RedshiftData, redshiftData, type Submitted } from '../clients/redshift-data';
import { DocumentInvalid } from '../core/errors';
import { type StatementSql, statementSchema } from '../core/statement/statement';
import { clientToken, statementName } from '../core/statement/token';
import { defineHandler } from '../runtime/define-handler';
import { type RunningStatement, statementRunSchema } from './contract';
import { statementState } from './statement-state';

/**
 * Submits a statement, or a batch in one transaction.
 *
 * If the process dies at any line: either nothing was submitted, or the statement runs under a token that the retry
 * sends again and gets the same statement for (the Data API knows a token for 8 hours). Nothing else is written.
 */
export const submitInputSchema = z.object({
  run: statementRunSchema,
  /** Table or other unit; empty for statements of the run itself. */
  unit: z.string(),
  attempt: z.number().int().positive(),
  redriveCount: z.number().int().nonnegative(),
  statement: statementSchema,
  /** Seconds that the Data API may wait for the end of a short statement; 0 turns it off. */
  waitTimeSeconds: z.number().int().min(0).max(2),
  /** ISO time at which the state was entered. */
  now: z.string(),
});

export const submitStatement = async (
  input: z.output<typeof submitInputSchema>,
  clients: { data: RedshiftData; objects: Objects },
): Promise<RunningStatement> => {
  const { run, unit, attempt, statement } = input;
  const sqls = await textsOf(statement.sql, clients.objects);
  const name = statementName(run.pipeline, run.runId, unit, statement.step, attempt);
  const token = clientToken({
    executionArn: run.executionArn,
    redriveCount: input.redriveCount,
    unit,
    step: statement.step,
    attempt,
    sqls,
  });
  const submitted = await clients.data.submit({
    target: run.target,
    sqls,
    mode: statement.mode,
    clientToken: token,
    name,
    waitSeconds: input.waitTimeSeconds,
  });
  const known = { name, mode: statement.mode, startedAt: startOf(submitted, input.now), polls: 0 };
  const limits = { now: input.now, ...run };
  // Only an end is worth a look at once: it tells the error, the sub-statements and the time.
  const ended = submitted.status !== undefined && !['SUBMITTED', 'PICKED', 'STARTED'].includes(submitted.status);
  if (!ended) {
    return statementState(
      { statementId: submitted.statementId, status: 'SUBMITTED', subStatements: [] },
      known,
      limits,
    );
  }
  return statementState(await clients.data.describe(submitted.statementId), known, limits);
};

/**
 * When the statement's time begins to run: when it was taken, not when the state was entered, since the state may have
 * waited for hours for a free statement slot.
 */
const startOf = ({ createdAt }: Submitted, now: string): string =>
  createdAt !== undefined && createdAt.getTime() > Date.parse(now) ? createdAt.toISOString() : now;

const storedTexts = z.array(z.string()).min(1);

const textsOf = async (statementSql: StatementSql, store: Objects): Promise<string[]> => {
  if ('sqls' in statementSql) return statementSql.sqls;
  const sqls = await store.readPlain(storedTexts, statementSql);
  if (!sqls) throw new DocumentInvalid(`${statementSql.bucket}/${statementSql.key} is gone: start the pipeline again`);
  return sqls;
};

export const handler = defineHandler(submitInputSchema, (input) =>
  submitStatement(input, { data: redshiftData(), objects: objects() }),
);
