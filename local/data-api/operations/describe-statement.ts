import type { Call, Context } from '../context';
import { ownedStatement } from '../owned-statement';
import type { DescribeInput } from '../requests';
import { hasResultSet, type Part, type Statement } from '../statement';
import { targetMembers } from '../target';
import { waitFor } from '../wait';
import { epochSeconds } from '../wire-json';

const nanoseconds = (ms: number): number => (ms < 0 ? -1 : Math.round(ms * 1_000_000));

/** DescribeStatement of a statement, a batch, or one statement of a batch (`uuid:n`). */
export async function describeStatement(context: Context, call: Call<DescribeInput>) {
  const { statement, part } = ownedStatement(context, call);
  await waitFor(context, statement, call.input.WaitTimeSeconds, call.gone);
  return {
    ...targetMembers(statement.target),
    ...(part ? partMembers(part) : batchMembers(statement)),
    RedshiftPid: statement.pid,
    QueryParameters: statement.parameters.length > 0 ? statement.parameters : undefined,
    ResultFormat: statement.format ?? 'JSON',
    SessionId: statement.session?.id,
    ExecutionMode: statement.mode === 'single' ? undefined : statement.mode,
  };
}

const partMembers = (part: Part) => ({
  Id: part.id,
  Status: part.status,
  Error: part.error,
  CreatedAt: epochSeconds(part.createdAt),
  UpdatedAt: epochSeconds(part.updatedAt),
  Duration: nanoseconds(part.durationMs),
  HasResultSet: part.hasResultSet,
  QueryString: part.sql,
  ResultRows: part.resultRows,
  ResultSize: part.resultBytes,
  RedshiftQueryId: part.queryId,
});

/** A batch has no query id, text, rows or size of its own. */
const batchMembers = (statement: Statement) => ({
  Id: statement.id,
  Status: statement.status,
  Error: statement.error,
  CreatedAt: epochSeconds(statement.createdAt),
  UpdatedAt: epochSeconds(statement.updatedAt),
  Duration: nanoseconds(statement.durationMs),
  HasResultSet: hasResultSet(statement),
  ResultRows: -1,
  ResultSize: -1,
  RedshiftQueryId: 0,
  SubStatements: statement.parts.map(partMembers),
});
