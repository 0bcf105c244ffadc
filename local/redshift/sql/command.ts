import type { RsType } from '../types';
import type { Expr, FromItem, Query } from './ast';
import type { CopyCommand } from './copy-command';
import type { MergeCommand } from './merge-command';
import type { UnloadCommand } from './unload-command';

/** One parsed Redshift statement. Names are folded; a path is `[name]`, `[schema, name]` or `[db, schema, name]`. */
export type Command =
  | { k: 'select'; query: Query }
  | CreateTable
  | CreateView
  | { k: 'createSchema'; name: string; ifNotExists: boolean; owner?: string }
  | Drop
  | { k: 'alterTable'; path: string[]; action: AlterAction }
  | { k: 'alterSchema'; name: string; action: { k: 'rename'; to: string } | { k: 'owner'; to: string } }
  | Insert
  | {
      k: 'update';
      path: string[];
      alias?: string;
      set: { column: string; value: Expr }[];
      from: FromItem[];
      where?: Expr;
    }
  | { k: 'delete'; path: string[]; alias?: string; using: FromItem[]; where?: Expr }
  | { k: 'truncate'; path: string[] }
  | { k: 'begin' }
  | { k: 'commit' }
  | { k: 'rollback' }
  | { k: 'set'; name: string; value: string }
  | { k: 'reset'; name: string }
  | { k: 'show'; name: string }
  | {
      k: 'showObjects';
      what: 'databases' | 'schemas' | 'tables' | 'columns';
      path: string[];
      like?: string;
      limit?: number;
    }
  | { k: 'analyze'; path?: string[] }
  | { k: 'vacuum'; path?: string[] }
  | { k: 'lock'; paths: string[][] }
  | Grant
  | DefaultPrivileges
  | { k: 'createUser'; name: string; superuser: boolean; createDb: boolean; groups: string[] }
  | { k: 'createGroup'; name: string; users: string[] }
  | { k: 'alterGroup'; name: string; add: boolean; users: string[] }
  | { k: 'comment'; on: 'table' | 'view' | 'column' | 'schema' | 'database'; path: string[]; text: string | null }
  | MergeCommand
  | CopyCommand
  | UnloadCommand;

export interface ColumnDef {
  name: string;
  type: RsType;
  notNull: boolean;
  /** Source text and parsed value of DEFAULT. */
  defaultText?: string;
  defaultExpr?: Expr;
  identity?: { seed: number; step: number; byDefault: boolean };
  encode?: string;
  distKey?: boolean;
  sortKey?: boolean;
}

export interface TableConstraint {
  k: 'primary' | 'unique' | 'foreign';
  name?: string;
  columns: string[];
  references?: { path: string[]; columns: string[] };
}

export interface CreateTable {
  k: 'createTable';
  path: string[];
  temp: boolean;
  ifNotExists: boolean;
  columns: ColumnDef[];
  constraints: TableConstraint[];
  /** `before`: how many of `columns` stand in front of the copied ones. */
  like: { path: string[]; includingDefaults: boolean; before: number }[];
  attributes: TableAttributes;
  as?: Query;
  /** Column names of CREATE TABLE t (a, b) AS. */
  asColumns: string[];
}

export interface TableAttributes {
  distStyle?: 'EVEN' | 'KEY' | 'ALL' | 'AUTO';
  distKey?: string;
  sortKeys: string[];
  interleaved: boolean;
}

export interface CreateView {
  k: 'createView';
  path: string[];
  columns: string[];
  query: Query;
  /** The query as written, kept as the view's definition. */
  text: string;
  orReplace: boolean;
  lateBinding: boolean;
}

export interface Drop {
  k: 'drop';
  what: 'table' | 'view' | 'schema' | 'user' | 'group';
  paths: string[][];
  ifExists: boolean;
  cascade: boolean;
}

export type AlterAction =
  | { k: 'addColumn'; column: ColumnDef }
  | { k: 'dropColumn'; column: string; cascade: boolean }
  | { k: 'renameTable'; to: string }
  | { k: 'renameColumn'; column: string; to: string }
  | { k: 'alterType'; column: string; type: RsType }
  | { k: 'addConstraint'; constraint: TableConstraint }
  | { k: 'dropConstraint'; name: string }
  | { k: 'owner'; to: string }
  /** DISTSTYLE, SORTKEY, ENCODE ...: recorded nowhere, they change no result. */
  | { k: 'physical' };

export interface Insert {
  k: 'insert';
  path: string[];
  columns?: string[];
  /** Absent for DEFAULT VALUES. */
  query?: Query;
}

export interface Grant {
  k: 'grant';
  revoke: boolean;
  /** Lower-case privileges; `all` stands for every one. */
  privileges: string[];
  on:
    | { k: 'table'; paths: string[][] }
    | { k: 'allTables'; schemas: string[] }
    | { k: 'schema'; names: string[] }
    | { k: 'other' };
  grantees: Grantee[];
}

export interface Grantee {
  kind: 'user' | 'group' | 'public';
  name: string;
}

/** ALTER DEFAULT PRIVILEGES ... ON TABLES: for what `users` (default: oneself) create in `schemas` (default: all). */
export interface DefaultPrivileges {
  k: 'defaultPrivileges';
  users: string[];
  schemas: string[];
  revoke: boolean;
  privileges: string[];
  grantees: Grantee[];
}
