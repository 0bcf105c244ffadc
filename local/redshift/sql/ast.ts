import type { RsType } from '../types';

export type Expr =
  | { k: 'string'; value: string }
  | { k: 'number'; text: string }
  | { k: 'null' }
  | { k: 'boolean'; value: boolean }
  | { k: 'param'; name: string }
  /** DEFAULT inside VALUES or SET. */
  | { k: 'default' }
  | { k: 'column'; path: string[] }
  | { k: 'star'; qualifier: string[] }
  | { k: 'interval'; text: string; from?: string; to?: string }
  | { k: 'unary'; op: '-' | '+' | 'not'; arg: Expr }
  | { k: 'binary'; op: string; left: Expr; right: Expr }
  | { k: 'cast'; arg: Expr; type: RsType; tryCast?: boolean }
  | CallExpr
  | { k: 'case'; operand?: Expr; whens: { when: Expr; result: Expr }[]; otherwise?: Expr }
  | { k: 'in'; arg: Expr; list?: Expr[]; query?: Query; negated: boolean }
  | { k: 'between'; arg: Expr; low: Expr; high: Expr; negated: boolean }
  | { k: 'like'; op: 'like' | 'ilike' | 'similar'; arg: Expr; pattern: Expr; escape?: Expr; negated: boolean }
  | { k: 'is'; arg: Expr; what: 'null' | 'true' | 'false' | 'unknown'; negated: boolean }
  | { k: 'exists'; query: Query }
  | { k: 'subquery'; query: Query }
  | { k: 'quantified'; op: string; all: boolean; left: Expr; right?: Expr; query?: Query }
  | { k: 'zone'; arg: Expr; zone: Expr }
  | { k: 'extract'; part: string; arg: Expr }
  | { k: 'row'; items: Expr[] }
  | { k: 'index'; arg: Expr; index: Expr };

export interface CallExpr {
  k: 'call';
  /** Folded; two parts when qualified (`pg_catalog.version`). */
  name: string[];
  args: Expr[];
  distinct?: boolean;
  orderBy?: OrderItem[];
  over?: Window;
  /** IGNORE NULLS or RESPECT NULLS. */
  nulls?: 'ignore' | 'respect';
}

export interface Window {
  partitionBy: Expr[];
  orderBy: OrderItem[];
  /** Canonical text such as `ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW`; bounds are keywords and numbers only. */
  frame?: string;
}

export interface OrderItem {
  expr: Expr;
  descending: boolean;
  nulls?: 'first' | 'last';
}

export interface Query {
  k: 'query';
  recursive: boolean;
  ctes: { name: string; columns: string[]; query: Query }[];
  body: Body;
  orderBy: OrderItem[];
  limit?: Expr;
  offset?: Expr;
}

export type Body =
  | Select
  | { k: 'set'; op: 'union' | 'intersect' | 'except'; all: boolean; left: Body; right: Body }
  | { k: 'values'; rows: Expr[][] }
  | { k: 'nested'; query: Query };

export interface Select {
  k: 'select';
  distinct: boolean;
  top?: Expr;
  items: { expr: Expr; alias?: string }[];
  /** SELECT ... INTO. */
  into?: { path: string[]; temp: boolean };
  from: FromItem[];
  where?: Expr;
  groupBy: Expr[];
  having?: Expr;
  qualify?: Expr;
}

export type FromItem =
  | { k: 'table'; path: string[]; alias?: string; columns: string[] }
  | { k: 'derived'; query: Query; alias?: string; columns: string[]; lateral: boolean }
  | { k: 'function'; call: CallExpr; alias?: string; columns: { name: string; type?: RsType }[] }
  | {
      k: 'join';
      kind: 'inner' | 'left' | 'right' | 'full' | 'cross';
      left: FromItem;
      right: FromItem;
      natural: boolean;
      on?: Expr;
      using?: string[];
    };
