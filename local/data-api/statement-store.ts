import type { Clock } from '../clock';
import type { Limits } from './limits';
import { ServiceError } from './service-error';
import type { Statement } from './statement';
import type { Stats } from './stats';

/** All statements, with the look-ups that every call makes in constant time. */
export class StatementStore {
  private readonly byId = new Map<string, Statement>();
  /** Submission order, for newest-first lists; dropped entries are cut off at the front. */
  private submitted: Statement[] = [];
  private firstKept = 0;
  /** Position of submitted[0] in the whole history, so that a NextToken outlives a cut. */
  private cut = 0;
  /** In the order of settling, which is the order of expiry. */
  private settled: { statement: Statement; at: number }[] = [];
  private firstSettled = 0;
  readonly active = new Set<Statement>();

  constructor(
    private readonly clock: Clock,
    private readonly limits: Limits,
    private readonly stats: Stats,
  ) {}

  /** @throws ServiceError ActiveStatementsExceededException */
  add(statement: Statement): void {
    this.assertRoom();
    statement.position = this.cut + this.submitted.length;
    this.byId.set(statement.id, statement);
    this.submitted.push(statement);
    this.active.add(statement);
    this.report();
  }

  /** @throws ServiceError ActiveStatementsExceededException */
  assertRoom(): void {
    if (this.active.size < this.limits.activeStatements) return;
    throw new ServiceError(
      'ActiveStatementsExceededException',
      `Active statements exceeded the allowed quota (${this.limits.activeStatements}).`,
    );
  }

  get(id: string): Statement | undefined {
    return this.byId.get(id);
  }

  settle(statement: Statement): void {
    this.active.delete(statement);
    this.settled.push({ statement, at: this.clock.now() });
    this.report();
  }

  /** Newest first from `before` (a position from an earlier page) down, at most `limits.listScan` records. */
  *newest(before = Number.POSITIVE_INFINITY): Generator<Statement> {
    const top = Math.min(this.submitted.length - 1, before - 1 - this.cut);
    for (let i = top; i >= this.firstKept && i > top - this.limits.listScan; i--) {
      yield this.submitted[i] as Statement;
    }
  }

  /** The unsettled ones, likewise: a few hundred at most. */
  newestActive(before = Number.POSITIVE_INFINITY): Statement[] {
    return [...this.active].filter(({ position }) => position < before).reverse();
  }

  /** Position of the oldest record that is kept. */
  get oldest(): number {
    return this.firstKept + this.cut;
  }

  /** Drops what settled longer ago than the retention. Returns the dropped statements. */
  expire(): Statement[] {
    const dropped: Statement[] = [];
    const horizon = this.clock.now() - this.limits.retentionMs;
    for (;;) {
      const next = this.settled[this.firstSettled];
      if (next === undefined || next.at > horizon) break;
      this.firstSettled++;
      next.statement.dropped = true;
      this.byId.delete(next.statement.id);
      dropped.push(next.statement);
    }
    if (dropped.length > 0) this.compact();
    return dropped;
  }

  all(): Iterable<Statement> {
    return this.byId.values();
  }

  private compact(): void {
    while (this.submitted[this.firstKept]?.dropped) this.firstKept++;
    if (this.firstKept > this.submitted.length / 2) {
      this.cut += this.firstKept;
      this.submitted = this.submitted.slice(this.firstKept);
      this.firstKept = 0;
    }
    if (this.firstSettled > this.settled.length / 2) {
      this.settled = this.settled.slice(this.firstSettled);
      this.firstSettled = 0;
    }
    this.report();
  }

  private report(): void {
    this.stats.activeStatements = this.active.size;
    this.stats.peakActiveStatements = Math.max(this.stats.peakActiveStatements, this.active.size);
    this.stats.keptStatements = this.byId.size;
  }
}
