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
  /** For a system view: what to read instead when none of these columns is wanted, which cost it a join. */
  light?: { without: readonly string[]; duck: string };
  lateBinding: boolean;
  /** A view's query, and the names of its columns when it declared them. */
  definition?: string;
}

export const qualifiedName = (relation: Pick<Relation, 'schema' | 'name'>): string =>
  `${relation.schema}.${relation.name}`;
