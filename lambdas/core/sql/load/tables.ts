import { identifier, qualified } from '../identifier';
import { join, type Sql, sql } from '../sql';
import type { ApplyRequest } from './apply-request';
import { controlTables } from './plan';

/** Temporary tables of a batch's session. */
export const temp = {
  /** The rows of the files, where they are not yet as the target wants them. */
  files: identifier('shuttle_files'),
  deletes: identifier('shuttle_deletes'),
  /** Keys of the target that a base has not. */
  gone: identifier('shuttle_gone'),
  /** The rows with the target's types. */
  stage: identifier('shuttle_stage'),
  /** Rows of the files with a value that has no place in the target. */
  refused: identifier('shuttle_refused'),
  /** What becomes of each staged row, at first sight and in the end. */
  triage: identifier('shuttle_triage'),
  fates: identifier('shuttle_fates'),
  barrier: identifier('shuttle_barrier'),
  order: identifier('shuttle_order'),
  rows: identifier('shuttle_rows'),
  matched: identifier('shuttle_matched'),
  keys: identifier('shuttle_keys'),
  spans: identifier('shuttle_spans'),
  fills: identifier('shuttle_fills'),
  /** Of partial changes: which row of a key tells what, what it tells, and what of it is news. */
  told: identifier('shuttle_told'),
  values: identifier('shuttle_values'),
  news: identifier('shuttle_news'),
};

/** Columns that every staged row has. */
export const meta = {
  op: identifier('shuttle_op'),
  pos: identifier('shuttle_pos'),
  at: identifier('shuttle_at'),
  seq: identifier('shuttle_seq'),
  absent: identifier('shuttle_absent'),
};

/** Columns of temporary tables beside those of the key, which may have any other name. */
export const derived = {
  /** Of the rows of a key, from the last, from 1. */
  rank: identifier('shuttle_rank'),
  /** Deletes of the key from this row on. */
  deletes: identifier('shuttle_deletes'),
  nextAt: identifier('shuttle_next_at'),
  nextPos: identifier('shuttle_next_pos'),
};

/** The target and its control tables. `name` is how columns refer to a table; `path` how statements do. */
export interface LoadTables {
  target: { path: Sql; name: Sql };
  ledger: Sql;
  positions: { path: Sql; name: Sql };
  tombstones: { path: Sql; name: Sql };
}

export const loadTables = ({ schema, table }: ApplyRequest['target']): LoadTables => {
  const names = controlTables(table);
  const both = (name: string) => ({ path: qualified(schema, name), name: identifier(name) });
  return {
    target: both(table),
    ledger: qualified(schema, names.ledger),
    positions: both(names.positions),
    tombstones: both(names.tombstones),
  };
};

/** `a, b`. */
export const list = (parts: readonly Sql[]): Sql => join(parts, sql`, `);

/** The target's columns that the batch has, quoted. */
export const columnNames = (request: Pick<ApplyRequest, 'columns'>): Sql[] =>
  request.columns.map(({ name }) => identifier(name));
