import { sqlValue } from './commands/register';
import type { Duck } from './duck';
import type { UnloadedFile } from './statement';

interface QueryEntry {
  queryId: number;
  user: string;
  database: string;
  session: number;
  sql: string;
  started: bigint;
  ended: bigint;
  rows: number;
  error: string | undefined;
}

const timestamp = (micros: bigint): string => `make_timestamp(${micros})`;

/** The engine's history. Entries wait in memory until a statement asks for them, so that logging costs nothing. */
export class History {
  private pending: string[] = [];

  constructor(private readonly admin: Duck) {}

  query(q: QueryEntry): void {
    const type =
      q.sql
        .trimStart()
        .split(/[\s(;]/, 1)[0]
        ?.toUpperCase() ?? '';
    const values = [
      q.queryId,
      sqlValue(q.user),
      sqlValue(q.database),
      q.session,
      sqlValue(type),
      q.error === undefined ? "'success'" : "'failed'",
      timestamp(q.started),
      timestamp(q.ended),
      q.rows,
      sqlValue(q.error?.slice(0, 512)),
      sqlValue(q.sql.slice(0, 4000).replaceAll('\0', '')),
    ];
    this.add(`INSERT INTO rs_log.queries VALUES (${values.join(', ')})`);
  }

  unload(queryId: number, session: number, file: UnloadedFile, at: bigint): void {
    const values = [
      queryId,
      session,
      sqlValue(file.path),
      timestamp(at),
      timestamp(at),
      file.rows,
      file.bytes,
      sqlValue(file.format),
    ];
    this.add(`INSERT INTO rs_log.unloads VALUES (${values.join(', ')})`);
  }

  /** Writes what is pending when a statement may read it. */
  async flushFor(sql: string): Promise<void> {
    if (!/sys_|stl_/i.test(sql) || this.pending.length === 0) return;
    const statements = this.pending;
    this.pending = [];
    for (const statement of statements) await this.admin.run(statement);
  }

  /** Keeps the last 10,000 entries. */
  private add(statement: string): void {
    this.pending.push(statement);
    if (this.pending.length > 11_000) this.pending = this.pending.slice(-10_000);
  }
}
