import { createHash } from 'node:crypto';
import type { HistoryColumns } from '../config/load-table-options';
import { NameCollision } from '../errors';

/** Redshift cuts longer names silently: https://docs.aws.amazon.com/redshift/latest/dg/r_names.html */
const MAX_NAME_BYTES = 127;
const DIGEST_LENGTH = 12;

/** Names of the tables that a load keeps beside its target, in the target's schema. */
export interface ControlTables {
  /** Which batches are in the target, and the fence that racing batches meet at. */
  ledger: string;
  /** The last position of each key (merge). */
  positions: string;
  /** Deletes and truncates by position (scd2). */
  tombstones: string;
}

/** Every name of the load's own begins so: tables, temporary ones too, and columns. */
export const RESERVED_PREFIX = 'shuttle_';

/**
 * The names of a target's control tables; a long one is cut between characters and ends in a digest of the whole.
 *
 * @throws NameCollision for a target that has such a name itself
 */
export const controlTables = (table: string): ControlTables => {
  if (isReserved(table)) {
    throw new NameCollision(
      `a target cannot be called ${JSON.stringify(table)}: ${RESERVED_PREFIX}... is kept for control tables`,
    );
  }
  return {
    ledger: fitted(`${RESERVED_PREFIX}ledger_${table}`),
    positions: fitted(`${RESERVED_PREFIX}positions_${table}`),
    tombstones: fitted(`${RESERVED_PREFIX}tombstones_${table}`),
  };
};

/** What of the configuration names columns that the load fills itself. */
export interface OwnColumns {
  writeMode: string;
  /** Of scd2. */
  history: HistoryColumns;
  /** The BOOLEAN column of soft deletes. */
  softDelete?: string | undefined;
}

/** The columns of the target, besides those called `shuttle_...`, that the load fills itself. */
export const ownColumnNames = ({ writeMode, history, softDelete }: OwnColumns): string[] => [
  ...(writeMode === 'scd2' ? [history.validFrom, history.validTo, history.isCurrent] : []),
  ...(softDelete === undefined ? [] : [softDelete]),
];

/**
 * Checks that no column of the data has a name that the load needs for its own, and that it needs none twice. Letter case
 * does not count, since Redshift folds names.
 *
 * @throws NameCollision
 */
export const checkColumnNames = (names: readonly string[], own: OwnColumns): void => {
  const needed = ownColumnNames(own);
  const folded = needed.map((name) => name.toLowerCase());
  const taken = [
    ...names.filter((name) => isReserved(name) || folded.includes(name.toLowerCase())),
    ...needed.filter((name, i) => isReserved(name) || folded.indexOf(name.toLowerCase()) < i),
  ];
  if (taken.length > 0) {
    throw new NameCollision(
      `column ${taken.map((name) => JSON.stringify(name)).join(', ')}: the load needs the name, rename it`,
    );
  }
};

const isReserved = (name: string): boolean => name.toLowerCase().startsWith(RESERVED_PREFIX);

/** The name, cut to what Redshift keeps of one. */
export const fitted = (name: string): string => {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, DIGEST_LENGTH);
  let cut = '';
  let bytes = 0;
  for (const char of name) {
    bytes += Buffer.byteLength(char);
    if (bytes > MAX_NAME_BYTES - 1 - DIGEST_LENGTH) break;
    cut += char;
  }
  return `${cut}_${digest}`;
};
