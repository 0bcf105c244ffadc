import type { RsType } from '../types';

export interface Column {
  name: string;
  type: RsType;
  /** Position in the table, from 1; dropped columns leave gaps. */
  num: number;
  notNull: boolean;
  /** DEFAULT as written. */
  defaultText?: string;
  identity?: { seed: number; step: number; byDefault: boolean };
}

/** A table, view or system relation as the side catalogue knows it. */
export interface Relation {
  oid: number;
  database: string;
  schema: string;
  name: string;
  kind: 'table' | 'view' | 'system';
  owner: string;
  columns: Column[];
  /** The name to use in DuckDB; views have none, they are expanded. */
  duck: string;
  lateBinding: boolean;
  /** A view's query, and the names of its columns when it declared them. */
  definition?: string;
}

export const qualifiedName = (relation: Pick<Relation, 'schema' | 'name'>): string =>
  `${relation.schema}.${relation.name}`;
