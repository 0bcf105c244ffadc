import type { Expr, FromItem } from './ast';

/** MERGE as written. Redshift has these two shapes only. */
export interface MergeCommand {
  k: 'merge';
  path: string[];
  source: FromItem;
  on: Expr;
  action: MergeAction | 'removeDuplicates';
}

export interface MergeAction {
  matched: { k: 'update'; set: { column: string; value: Expr }[] } | { k: 'delete' };
  insert: { columns?: string[]; values: Expr[] };
}
