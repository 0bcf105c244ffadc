import type { Relation } from '../catalog/relation';
import type { RsType } from '../types';

/** What compiling a statement needs to know. Relations were looked up before: compiling itself is synchronous. */
export interface CompileContext {
  /** Keyed by the dotted path as written; undefined when there is no such relation. */
  relations: ReadonlyMap<string, Relation | undefined>;
  /** Parsed queries of the views among them, by oid. */
  viewQueries: ReadonlyMap<number, ViewQuery>;
  parameters: ReadonlyMap<string, string>;
  usedParameters: Set<string>;
  environment: Environment;
  /** Relations that the session's user reads directly; filled while compiling. */
  reads: Set<Relation>;
  /** False while the body of a view is compiled: it is read with its owner's rights. */
  recordReads: boolean;
  lateBindingColumns: readonly LateBindingColumn[];
  /** Names of all columns that the statement and its views name anywhere; undefined when it has a `*`. */
  columnNames: ReadonlySet<string> | undefined;
}

export interface ViewQuery {
  query: import('../sql/ast').Query;
  /** The relations the view's own query names, resolved by the view's paths. */
  columns: readonly string[];
}

export interface LateBindingColumn {
  schema: string;
  view: string;
  name: string;
  type: string;
  num: number;
}

/** The session as SQL functions see it. */
export interface Environment {
  user: string;
  isSuperuser: boolean;
  database: string;
  schema: string;
  processId: number;
  timezone: string;
  /** Microseconds since the epoch. */
  transactionStart: bigint;
  statementStart: bigint;
  lastQueryId: number;
  lastUnloadCount: number;
  lastCopyCount: number;
  /** -1 before the session's first COPY. */
  lastCopyId: number;
  /** DuckDB's name for the side catalogue's schema, `"dev".rs_catalog`. */
  catalogSchema: string;
}

/** A compiled expression: DuckDB SQL and the Redshift type where it is known. */
export interface Compiled {
  sql: string;
  type?: RsType;
  /** The column name that Redshift gives this expression. */
  name?: string;
  /** Where a plain column reference comes from. */
  origin?: { schema: string; table: string; notNull: boolean };
  /** The text of an untyped literal, which takes its type from where it stands. */
  literal?: string;
}

export interface OutputColumn {
  name: string;
  type?: RsType;
  origin?: { schema: string; table: string; notNull: boolean };
}

export interface CompiledQuery {
  sql: string;
  columns: OutputColumn[];
}
