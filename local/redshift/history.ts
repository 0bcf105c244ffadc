import { sqlValue } from './commands/register';
import type { Duck } from './duck';
import type { Load, LoadError, UnloadedFile } from './statement';

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

/** A row that waits, as SQL. */
interface Entry {
  table: 'queries' | 'unloads' | 'loads' | 'load_errors';
  row: string;
}

/** Which statement of whom an entry is about. */
interface Origin {
  queryId: number;
  session: number;
  user: string;
  started: bigint;
  ended: bigint;
}

const ROWS_AT_A_TIME = 200;

const timestamp = (micros: bigint): string => `make_timestamp(${micros})`;

/** The engine's history. Entries wait in memory until a statement asks for them, so that logging costs nothing. */
export class History {
  private pending: Entry[] = [];

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
    this.add('queries', values);
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
    this.add('unloads', values);
  }

  load(of: Origin, database: string, load: Load): void {
    const values = [
      ...this.head(of, database),
      sqlValue(load.status),
      sqlValue(load.table.name),
      timestamp(of.started),
      timestamp(of.ended),
      sqlValue(load.source),
      sqlValue(load.format === 'text' ? 'txt' : load.format),
      load.rows,
      load.files.reduce((sum, file) => sum + file.bytes, 0),
      load.files.length,
      load.errors,
    ];
    this.add('loads', values);
  }

  loadErrors(of: Origin, database: string, errors: readonly LoadError[]): void {
    for (const error of errors) {
      const values = [
        ...this.head(of, database),
        error.table.oid,
        timestamp(of.started),
        sqlValue(error.file),
        error.line,
        sqlValue(error.column?.name ?? ''),
        sqlValue(error.column?.type ?? ''),
        sqlValue(error.column?.length ?? ''),
        error.position,
        sqlValue(error.rawLine.slice(0, 1024).replaceAll('\0', '')),
        sqlValue(error.rawValue.slice(0, 1024).replaceAll('\0', '')),
        error.code,
        sqlValue(error.message.slice(0, 512).replaceAll('\0', '')),
      ];
      this.add('load_errors', values);
    }
  }

  private head({ queryId, session, user }: Origin, database: string): string[] {
    return [String(queryId), String(session), sqlValue(user), sqlValue(database)];
  }

  /** Writes what is pending when a statement may read it. */
  async flushFor(sql: string): Promise<void> {
    if (!/sys_|stl_/i.test(sql) || this.pending.length === 0) return;
    const entries = this.pending;
    this.pending = [];
    for (const table of new Set(entries.map((entry) => entry.table))) {
      const rows = entries.filter((entry) => entry.table === table).map(({ row }) => row);
      for (let from = 0; from < rows.length; from += ROWS_AT_A_TIME) {
        const some = rows.slice(from, from + ROWS_AT_A_TIME);
        await this.admin.run(`INSERT INTO rs_log.${table} VALUES ${some.join(', ')}`);
      }
    }
  }

  /** Keeps the last 10,000 entries. */
  private add(table: Entry['table'], values: readonly unknown[]): void {
    this.pending.push({ table, row: `(${values.join(', ')})` });
    if (this.pending.length > 11_000) this.pending = this.pending.slice(-10_000);
  }
}
