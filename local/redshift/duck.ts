import type { DuckDBConnection, DuckDBMaterializedResult, DuckDBValue } from '@duckdb/node-api';

export type DuckRow = Record<string, DuckDBValue>;

/** Runs DuckDB SQL on one connection. */
export class Duck {
  /** Set by a cancel: whatever would run next fails, since DuckDB forgets an interrupt that comes between two statements. */
  private cancelled = false;

  constructor(readonly connection: DuckDBConnection) {}

  async run(sql: string): Promise<DuckDBMaterializedResult> {
    this.checkCancelled();
    return this.connection.run(sql);
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
