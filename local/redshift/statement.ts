import type { DuckDBMaterializedResult } from '@duckdb/node-api';
import type { Relation } from './catalog/relation';
import type { RelationReader } from './catalog/relation-reader';
import type { Traces } from './catalog/traces';
import type { CompileContext, Environment, OutputColumn } from './compile/context';
import { lateBindingColumns, loadRelations } from './compile/load-relations';
import type { Duck } from './duck';
import type { EngineField } from './engine';
import { checkLeaderNode } from './leader-node';
import type { ObjectStore } from './objects';
import { checkReads } from './privileges';
import type { Settings } from './settings';

/** What a command answers: a DuckDB result, ready-made rows, or only a count. */
export interface Outcome {
  result?: DuckDBMaterializedResult;
  columns?: OutputColumn[];
  fields?: EngineField[][];
  /** Rows affected; -1 when the command has no count. */
  affected: number;
}

export const DONE: Outcome = { affected: -1 };

/** One statement on its way through a session. */
export interface Statement {
  duck: Duck;
  reader: RelationReader;
  /** Sees what is committed, without beginning the transaction's snapshot. */
  committed: RelationReader;
  settings: Settings;
  environment: Environment;
  parameters: ReadonlyMap<string, string>;
  usedParameters: Set<string>;
  isSuperuser: boolean;
  isServerless: boolean;
  queryId: number;
  objects: ObjectStore;
  /** The schema of this session's temporary tables; made on first use. */
  tempSchema: string;
  /** Tells that there may be one from now on. */
  makesTempSchema(): void;
  /** What the side catalogue of the session's database may hold. */
  traces: Traces;
  inTransaction: boolean;
  newOid(): number;
  /** Names the relation that is written, for conflict messages. */
  writes(relation: Relation): void;
  logUnload(file: UnloadedFile): void;
  setUnloadCount(rows: number): void;
  /** Tells that a COPY has begun to load; `loaded` counts its rows, 0 until it is done. */
  setCopy(loaded: number): void;
  logLoad(load: Load): void;
  logLoadErrors(errors: readonly LoadError[]): void;
  /** Throws when the statement was cancelled between two steps. */
  checkCancelled(): void;
  /** Runs a statement in every database of the engine, outside the transaction: users and groups are the cluster's. */
  everywhere(sql: (catalogSchema: string) => string): Promise<void>;
}

export interface UnloadedFile {
  path: string;
  rows: number;
  bytes: number;
  format: string;
}

/** What one COPY did, for SYS_LOAD_HISTORY. */
export interface Load {
  table: Relation;
  status: 'completed' | 'aborted';
  /** As in the statement. */
  source: string;
  format: string;
  rows: number;
  files: readonly { url: string; bytes: number }[];
  errors: number;
}

/** A row that COPY could not load, for SYS_LOAD_ERROR_DETAIL. */
export interface LoadError {
  table: Relation;
  /** `s3://bucket/key`. */
  file: string;
  /** From 1; 0 when the error is not of one line. */
  line: number;
  column?: { name: string; type: string; length: string };
  position: number;
  code: number;
  message: string;
  rawLine: string;
  rawValue: string;
}

/** Looks up what `node` names and makes a context to compile it in. */
export async function compileContext(node: unknown, s: Statement): Promise<CompileContext> {
  const { needsLateBindingColumns, ...loaded } = await loadRelations(node, s.reader, searchPath(s));
  const base = {
    parameters: s.parameters,
    usedParameters: s.usedParameters,
    environment: s.environment,
    reads: new Set<Relation>(),
    recordReads: true,
    lateBindingColumns: [],
  };
  const columns = needsLateBindingColumns ? await lateBindingColumns(s.reader, base) : [];
  return { ...base, ...loaded, lateBindingColumns: columns };
}

/** The session's temporary schema comes before its search path. */
export const searchPath = (s: Pick<Statement, 'settings' | 'tempSchema'>): string[] => [
  s.tempSchema,
  ...s.settings.searchPath,
];

/**
 * Compiles with `build`, then checks that the user may read what was read.
 * @param stored true when the rows go into a table or a file: leader-node catalogs cannot
 */
export async function compileChecked<T>(
  node: unknown,
  s: Statement,
  build: (ctx: CompileContext) => T,
  stored = false,
): Promise<T> {
  const ctx = await compileContext(node, s);
  const compiled = build(ctx);
  await checkReads(ctx.reads, s);
  checkLeaderNode(ctx.reads, stored);
  return compiled;
}
