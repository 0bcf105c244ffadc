import type { Clock } from '../clock';
import type { Ids } from './ids';
import type { Limits } from './limits';
import type { Caller } from './options';
import { ServiceError, validation } from './service-error';
import type { Connection, Statement, Target } from './statement';

/** A database session that outlives its statements (`SessionKeepAliveSeconds`). */
export interface Session {
  id: string;
  owner: Pick<Caller, 'roleId' | 'sessionName'>;
  target: Target;
  keepAliveSeconds: number;
  status: 'AVAILABLE' | 'BUSY' | 'CLOSED';
  createdAt: number;
  updatedAt: number;
  /** When it closes unless it is used again. */
  expiresAt: number;
  current?: Statement;
  /** Opened by its first statement. */
  connection?: Connection;
}

/** The open and recently closed sessions. Expiry is looked at when a call comes in, so that it needs no timer. */
export class SessionStore {
  private readonly sessions = new Map<string, Session>();
  private open = 0;
  private nextExpiry = Number.POSITIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly limits: Limits,
  ) {}

  /** @throws ServiceError ActiveSessionsExceededException */
  create(owner: Session['owner'], target: Target, keepAliveSeconds: number): Session {
    if (this.open >= this.limits.activeSessions) {
      throw new ServiceError(
        'ActiveSessionsExceededException',
        `Active sessions exceeded the allowed quota (${this.limits.activeSessions}).`,
      );
    }
    const now = this.clock.now();
    const times = { createdAt: now, updatedAt: now, expiresAt: now + this.limits.maxRunMs };
    const id = this.ids.next('session');
    const session: Session = { id, owner, target, keepAliveSeconds, status: 'AVAILABLE', ...times };
    this.sessions.set(id, session);
    this.open++;
    return session;
  }

  /**
   * The caller's session, ready for a statement.
   * @throws ServiceError ValidationException "Session with Id: ... is invalid" when it never was or is another role's,
   *   "Session is not available" when it is closed or busy (statements do not queue in a session)
   */
  available(id: string, caller: Caller): Session {
    const session = this.sessions.get(id);
    if (!session || session.owner.roleId !== caller.roleId) throw validation(`Session with Id: ${id} is invalid`);
    if (session.status !== 'AVAILABLE') throw validation('Session is not available');
    return session;
  }

  get(id: string): Session | undefined {
    return this.sessions.get(id);
  }

  /** Newest first. */
  list(): Session[] {
    return [...this.sessions.values()].reverse();
  }

  occupy(session: Session, statement: Statement): void {
    session.status = 'BUSY';
    session.current = statement;
    session.updatedAt = this.clock.now();
  }

  /** After a statement: the keep-alive starts again, never past 24 hours of life. */
  release(session: Session): void {
    delete session.current;
    session.status = 'AVAILABLE';
    session.updatedAt = this.clock.now();
    const cap = session.createdAt + this.limits.maxRunMs;
    session.expiresAt = Math.min(session.updatedAt + session.keepAliveSeconds * 1000, cap);
    this.nextExpiry = Math.min(this.nextExpiry, session.expiresAt);
  }

  /** Closes what has expired and forgets what closed a retention ago. Returns the connections to close. */
  expire(): Connection[] {
    const now = this.clock.now();
    if (now < this.nextExpiry) return [];
    const closed: Connection[] = [];
    this.nextExpiry = Number.POSITIVE_INFINITY;
    for (const session of this.sessions.values()) {
      if (session.status === 'AVAILABLE' && session.expiresAt <= now) {
        session.status = 'CLOSED';
        session.updatedAt = session.expiresAt;
        this.open--;
        if (session.connection) closed.push(session.connection);
        delete session.connection;
      }
      if (session.status === 'CLOSED' && session.updatedAt + this.limits.retentionMs <= now) {
        this.sessions.delete(session.id);
      } else if (session.status !== 'BUSY') {
        const due = session.status === 'CLOSED' ? session.updatedAt + this.limits.retentionMs : session.expiresAt;
        this.nextExpiry = Math.min(this.nextExpiry, due);
      }
    }
    return closed;
  }
}
