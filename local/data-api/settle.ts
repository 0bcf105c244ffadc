import type { Context } from './context';
import { hasResultSet, ownerUserId, type Statement } from './statement';
import { epochSeconds } from './wire-json';

/** Why nobody waits any more; made once, since every abort without a reason makes an exception with its stack. */
const SETTLED = new Error('the statement has settled');

/** Books a statement that has its last status, frees its session and wakes those who wait for it. */
export function settle(context: Context, statement: Statement): void {
  context.statements.settle(statement);
  if (statement.session) context.sessions.release(statement.session);
  for (const waiting of statement.waiting) waiting.abort(SETTLED);
  if (statement.withEvent) emit(context, statement);
}

function emit(context: Context, statement: Statement): void {
  const only = statement.mode === 'single' ? statement.parts[0] : undefined;
  const rows = hasResultSet(statement) || statement.status === 'FINISHED' ? (only?.resultRows ?? -1) : -1;
  context.options.onEvent?.({
    source: 'aws.redshift-data',
    'detail-type': 'Redshift Data Statement Status Change',
    time: new Date(context.clock.now()).toISOString(),
    detail: {
      principal: ownerUserId(statement.owner),
      statementName: statement.name ?? '',
      statementId: statement.id,
      redshiftQueryId: only?.queryId ?? 0,
      state: statement.status,
      rows,
      expireAt: Math.floor(epochSeconds(context.clock.now() + context.limits.retentionMs)),
    },
  });
}
