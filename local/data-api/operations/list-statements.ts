import type { Call, Context } from '../context';
import { readToken, writeToken } from '../page-token';
import type { ListStatementsInput } from '../requests';
import { validation } from '../service-error';
import type { Statement } from '../statement';
import { matchesTarget } from '../target';
import { epochSeconds } from '../wire-json';

/**
 * ListStatements, newest first: the caller's role by default, FINISHED by default, names by prefix. One call looks at
 * `limits.listScan` records at most; a page may be short and still have a NextToken.
 */
export function listStatements(context: Context, call: Call<ListStatementsInput>) {
  const { input, caller } = call;
  if (input.ClusterIdentifier !== undefined && input.WorkgroupName !== undefined) {
    throw validation('Only one of ClusterIdentifier and WorkgroupName can be specified.');
  }
  const size = input.MaxResults || 100;
  const wanted = input.Status ?? 'FINISHED';
  const before = readToken(input.NextToken, 'statements', Number.MAX_SAFE_INTEGER) || undefined;
  const found: Statement[] = [];
  let last = 0;
  const { statements } = context;
  const isRunning = wanted === 'SUBMITTED' || wanted === 'PICKED' || wanted === 'STARTED';
  for (const statement of isRunning ? statements.newestActive(before) : statements.newest(before)) {
    last = statement.position;
    const isOwn =
      statement.owner.roleId === caller.roleId &&
      (input.RoleLevel !== false || statement.owner.sessionName === caller.sessionName);
    if (
      isOwn &&
      !statement.dropped &&
      (wanted === 'ALL' || statement.status === wanted) &&
      (input.StatementName === undefined || (statement.name ?? '').startsWith(input.StatementName)) &&
      matchesTarget(statement.target, input)
    ) {
      found.push(statement);
      if (found.length === size) break;
    }
  }
  // The running ones are looked at in one go; the others until the oldest.
  const isMore = isRunning ? found.length === size : last > statements.oldest;
  return {
    Statements: found.map(listed),
    NextToken: isMore ? writeToken('statements', last) : undefined,
  };
}

const listed = (statement: Statement) => ({
  Id: statement.id,
  ...(statement.mode === 'single'
    ? { QueryString: statement.parts[0]?.sql }
    : { QueryStrings: statement.parts.map(({ sql }) => sql) }),
  IsBatchStatement: statement.mode !== 'single',
  SecretArn: statement.target.secretArn,
  Status: statement.status,
  StatementName: statement.name,
  CreatedAt: epochSeconds(statement.createdAt),
  UpdatedAt: epochSeconds(statement.updatedAt),
  QueryParameters: statement.parameters.length > 0 ? statement.parameters : undefined,
  ResultFormat: statement.format ?? 'JSON',
  SessionId: statement.session?.id,
});
