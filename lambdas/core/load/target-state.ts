import { type CatalogField, keyColumns } from '../catalog/read-catalog';

/** A column of the target as the catalog has it. */
export interface TargetColumn {
  name: string;
  /** As format_type prints it. */
  type: string;
  nullable: boolean;
  hasDefault: boolean;
  /** `lzo`, `bytedict`; `none` for RAW. Null where the catalog tells none. */
  encoding: string | null;
  isDistKey: boolean;
  /** Place in the sort key, from 1; 0 outside, below 0 in an interleaved one. */
  sortKey: number;
}

export interface TargetTable {
  kind: 'table' | 'view';
  /** In ordinal order. */
  columns: TargetColumn[];
  /** Names in key order; Redshift does not enforce it. */
  primaryKey: string[];
}

/** What there is of a target and of the tables that a load keeps beside it. */
export interface TargetState {
  schemaExists: boolean;
  target?: TargetTable;
  ledger?: TargetTable;
  positions?: TargetTable;
  tombstones?: TargetTable;
  /** Whether the ledger has its fence row. */
  isFenced: boolean;
  /** The highest of the ledger, as text; null without a batch. */
  lastBatchSeq: string | null;
}

type Row = readonly CatalogField[];
type Part = 'target' | 'ledger' | 'positions' | 'tombstones';

/**
 * Reads the rows of sql/load/describe-target.ts.
 *
 * @param ledger the second statement's rows; none where it failed, since there is no ledger
 * @throws DocumentInvalid for rows of another form
 */
export const readTargetState = (relations: readonly Row[], ledger: readonly Row[] = []): TargetState => {
  const state: TargetState = { schemaExists: relations.length > 0, isFenced: false, lastBatchSeq: null };
  for (const row of relations) {
    const part = row[0]?.stringValue as Part | undefined;
    if (part === undefined) continue;
    state[part] ??= {
      kind: row[1]?.stringValue === 'v' ? 'view' : 'table',
      columns: [],
      primaryKey: row[10]?.stringValue === undefined ? [] : keyColumns(row[10].stringValue),
    };
    const name = row[3]?.stringValue;
    if (name === undefined) continue;
    state[part].columns.push({
      name,
      type: row[4]?.stringValue ?? '',
      nullable: row[5]?.booleanValue !== true,
      hasDefault: row[6]?.booleanValue === true,
      encoding: row[7]?.stringValue ?? null,
      isDistKey: row[8]?.booleanValue === true,
      sortKey: row[9]?.longValue ?? 0,
    });
  }
  const [counts] = ledger;
  if (counts !== undefined) {
    state.isFenced = (counts[0]?.longValue ?? 0) > 0;
    state.lastBatchSeq = counts[1]?.stringValue ?? null;
  }
  return state;
};
