import type { DuckDBConnection, DuckDBMaterializedResult, DuckDBValue } from '@duckdb/node-api';
import { Memo } from './catalog/memo';

export type DuckRow = Record<string, DuckDBValue>;

/** What a statement begins with that changes what Memo keeps: tables and schemas, and what the side catalogue tells of them. */
const CATALOGUE_CHANGE =
  /^\s*(?:CREATE|DROP|ALTER)\b|^\s*(?:INSERT INTO|DELETE FROM|UPDATE)\s+(?:"(?:[^"]|"")*"|\w+)\.rs_catalog\./i;

/** Runs DuckDB SQL on one connection. */
export class Duck {
  readonly memo = new Memo();
  /** Set by a cancel: whatever would run next fails, since DuckDB forgets an interrupt that comes between two statements. */
  private cancelled = false;

  constructor(readonly connection: DuckDBConnection) {}

  async run(sql: string): Promise<DuckDBMaterializedResult> {
    this.checkCancelled();
    try {
      return await this.connection.run(sql);
    } finally {
      if (CATALOGUE_CHANGE.test(sql)) this.memo.forget();
    }
  }

  /** Runs statements in one go that change the catalogue only as to relations of one name, given as Memo's key. */
  async runAbout(key: string, statements: readonly string[]): Promise<void> {
    this.checkCancelled();
    try {
      await this.connection.run(statements.join(';\n'));
    } finally {
      this.memo.forget(key);
    }
  }

  /** Rows as objects of DuckDB values. */
  async rows(sql: string): Promise<DuckRow[]> {
    const result = await this.run(sql);
    return result.getRowObjects();
  }

  /** ROLLBACK runs even after a cancel; one without a transaction does nothing. */
  async rollback(): Promise<void> {
    await this.connection.run('ROLLBACK').catch(() => undefined);
  }

  cancel(): void {
    this.cancelled = true;
    this.connection.interrupt();
  }

  /** Forgets an earlier cancel, when a new statement begins. */
  revive(): void {
    this.cancelled = false;
  }

  get isCancelled(): boolean {
    return this.cancelled;
  }

  checkCancelled(): void {
    if (this.cancelled) throw new Error('Interrupted');
  }
}

export const asString = (value: DuckDBValue | undefined): string | undefined =>
  value === null || value === undefined ? undefined : String(value);
export const asNumber = (value: DuckDBValue | undefined): number | undefined =>
  value === null || value === undefined ? undefined : Number(value);
/** A DuckDB list of texts; undefined for NULL. */
export function asStrings(value: DuckDBValue | undefined): string[] | undefined {
  if (value === null || value === undefined) return undefined;
  return (value as { items: readonly DuckDBValue[] }).items.map(String);
}
