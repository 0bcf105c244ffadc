import type { DuckDBConnection, DuckDBMaterializedResult, DuckDBValue } from '@duckdb/node-api';

export type DuckRow = Record<string, DuckDBValue>;

/** Runs DuckDB SQL on one connection. */
export class Duck {
  constructor(readonly connection: DuckDBConnection) {}

  run(sql: string): Promise<DuckDBMaterializedResult> {
    return this.connection.run(sql);
  }

  /** Rows as objects of DuckDB values. */
  async rows(sql: string): Promise<DuckRow[]> {
    const result = await this.connection.run(sql);
    return result.getRowObjects();
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
