import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import { locationOfUrl } from '../core/batch/object-keys';
import { StatementTransient } from '../core/errors';
import { loadFailure } from '../core/load/load-failure';
import { loadErrorsQuery } from '../core/sql/load/load-errors-query';
import type { StatementDescription } from '../core/statement/judge-statement';
import { type Statement, statementTexts } from '../core/statement/statement';
import { defineHandler } from '../runtime/define-handler';
import { finishedStatementSchema, loadRunSchema, plannedStepSchema } from './contract';
import { readPlan } from './plan-changes';
import { readSearch, searchAtSchema } from './search';

/**
 * Says what is to be done about a transaction that failed, or about a probe that ended: look up what COPY could not load,
 * or give up. Nothing of the transaction was committed. Reads only, so that dying at any line changes nothing.
 *
 * @throws StatementTransient to render the step anew; RowsMismatch, StatementFailed to fail the table
 */
export const judgeLoadInputSchema = z.object({
  run: loadRunSchema,
  planned: plannedStepSchema,
  /** The transaction, or the probe. */
  statement: finishedStatementSchema,
  /** A probe may load, and yet have errors. */
  loaded: z.boolean(),
  /** The search for rows that COPY cannot load, where one is under way. */
  search: searchAtSchema.nullable(),
});

export interface JudgedLoad {
  /** Looks up what COPY could not load. */
  label: string;
  statement: Statement;
}

export const judgeLoad = async (
  { planned, statement, loaded, search }: z.output<typeof judgeLoadInputSchema>,
  clients: { data: RedshiftData; objects: Objects },
): Promise<JudgedLoad> => {
  const description = await clients.data.describe(statement.statementId);
  const plan = await readPlan(planned, clients.objects);
  const searched = search === null ? undefined : await readSearch(search, clients.objects);
  const roles = searched?.probeRoles ?? plan?.roles ?? [];
  const queryId = loaded
    ? copyQuery(roles, description)
    : failedQuery(roles, description, planned.table, statement.statementId);
  const parts = searched?.probed ?? plan?.parts ?? [];
  const files = parts.map((part) => ('url' in part ? locationOfUrl(part.url) : part));
  const copy = queryId === undefined ? { files, since: sinceText(statement.startedAt) } : { queryId };
  return {
    label: planned.label,
    statement: {
      step: 'trace',
      mode: 'TRANSACTION',
      sql: { sqls: statementTexts([loadErrorsQuery(copy)], planned.table) },
    },
  };
};

const copyQuery = (roles: readonly string[], { subStatements }: StatementDescription): number | undefined => {
  const { redshiftQueryId } = subStatements[roles.indexOf('copy')] ?? {};
  return redshiftQueryId !== undefined && redshiftQueryId > 0 ? redshiftQueryId : undefined;
};

/** @throws what is no failure of a COPY */
const failedQuery = (
  roles: readonly string[],
  { error = '', subStatements }: StatementDescription,
  table: string,
  statementId: string,
): number | undefined => {
  const failure = loadFailure(roles, subStatements, error, { name: `apply ${table}`, statementId });
  switch (failure.kind) {
    case 'copy':
      return failure.queryId;
    case 'fence':
      // The fence is seeded when the target is looked at again.
      throw new StatementTransient(failure.error.message);
    default:
      throw failure.error;
  }
};

/** `YYYY-MM-DD HH:MM:SS` a minute before: the clocks of Lambda and Redshift are two. */
const sinceText = (startedAt: string): string =>
  new Date(Date.parse(startedAt) - 60_000).toISOString().slice(0, 19).replace('T', ' ');

export const handler = defineHandler(judgeLoadInputSchema, (input) =>
  judgeLoad(input, { data: redshiftData(), objects: objects() }),
);
