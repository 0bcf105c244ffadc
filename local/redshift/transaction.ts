import type { Duck } from './duck';
import { redshiftError } from './errors';
import type { Settings } from './settings';

/** A session's transaction block, with Postgres' rules: an error dooms it, and COMMIT of a doomed one rolls back. */
export class Transaction {
  private state: 'none' | 'open' | 'failed' = 'none';
  private startedAt = 0n;
  private settingsAtBegin: ReadonlyMap<string, string> = new Map();

  constructor(
    private readonly duck: Duck,
    private readonly settings: Settings,
  ) {}

  get isOpen(): boolean {
    return this.state === 'open';
  }

  /** When the block began, or `now` outside one: what SYSDATE answers. Microseconds since the epoch. */
  start(now: bigint): bigint {
    return this.state === 'open' ? this.startedAt : now;
  }

  /** A second BEGIN is only a warning in Redshift. */
  async begin(now: bigint): Promise<void> {
    if (this.state !== 'none') return;
    await this.duck.run('BEGIN');
    this.duck.memo.begin();
    this.state = 'open';
    this.startedAt = now;
    this.settingsAtBegin = this.settings.snapshot();
  }

  async commit(): Promise<void> {
    if (this.state === 'failed') return this.rollback();
    if (this.state === 'none') return;
    this.state = 'none';
    this.duck.memo.end();
    await this.duck.run('COMMIT');
  }

  /** Settings go back to what they were at BEGIN; the caller applies them. */
  async rollback(): Promise<void> {
    if (this.state === 'none') return;
    this.duck.memo.end();
    if (this.state === 'open') await this.duck.rollback();
    this.state = 'none';
    this.settings.restore(this.settingsAtBegin);
  }

  /** Dooms the block after an error; DuckDB's side ends at once. */
  async fail(): Promise<void> {
    if (this.state !== 'open') return;
    this.state = 'failed';
    this.duck.memo.end();
    await this.duck.rollback();
  }

  /** Runs work in the block, or in a transaction of its own when there is none. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.state === 'failed') {
      throw redshiftError('current transaction is aborted, commands ignored until end of transaction block', '25P02');
    }
    if (this.state === 'open') return work();
    await this.duck.run('BEGIN');
    try {
      const result = await work();
      await this.duck.run('COMMIT');
      return result;
    } catch (error) {
      await this.duck.rollback();
      throw error;
    }
  }
}
