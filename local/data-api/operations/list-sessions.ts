import type { Call, Context } from '../context';
import { pageOf } from '../page-token';
import type { ListSessionsInput } from '../requests';
import { notFound, validation } from '../service-error';
import type { Session } from '../session';
import { matchesTarget } from '../target';
import { epochSeconds } from '../wire-json';

/** ListSessions: open ones by default, newest first. With SessionId, that session alone, closed ones too. */
export function listSessions(context: Context, call: Call<ListSessionsInput>) {
  const { input, caller } = call;
  if (input.SessionId !== undefined) return { Sessions: [listed(ownSession(context, call))] };
  if (input.ClusterIdentifier !== undefined && input.WorkgroupName !== undefined) {
    throw validation('Only one of ClusterIdentifier and WorkgroupName can be specified.');
  }
  const matching = context.sessions
    .list()
    .filter(
      (session) =>
        session.owner.roleId === caller.roleId &&
        (input.RoleLevel !== false || session.owner.sessionName === caller.sessionName) &&
        (input.Status === undefined ? session.status !== 'CLOSED' : session.status === input.Status) &&
        matchesTarget(session.target, input),
    );
  const { items, nextToken } = pageOf(matching, 'sessions', input, 100);
  return { Sessions: items.map(listed), NextToken: nextToken };
}

function ownSession(context: Context, { input, caller }: Call<ListSessionsInput>): Session {
  const { SessionId: id = '', Status, ClusterIdentifier, WorkgroupName, Database } = input;
  if ([Status, ClusterIdentifier, WorkgroupName, Database].some((filter) => filter !== undefined)) {
    throw validation('Status, ClusterIdentifier, WorkgroupName and Database can not be specified with SessionId.');
  }
  const session = context.sessions.get(id);
  if (!session || session.owner.roleId !== caller.roleId) throw notFound('Session does not exist.', id);
  return session;
}

const listed = (session: Session) => ({
  SessionId: session.id,
  Status: session.status,
  CreatedAt: epochSeconds(session.createdAt),
  UpdatedAt: epochSeconds(session.updatedAt),
  Database: session.target.database,
  DbUser: session.target.dbUser,
  ClusterIdentifier: session.target.clusterIdentifier,
  WorkgroupName: session.target.workgroupName,
  SessionAliveSeconds: session.keepAliveSeconds,
  SessionTtl: epochSeconds(session.expiresAt),
  CurrentStatementId: session.current?.id,
});
