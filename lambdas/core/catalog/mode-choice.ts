import type { ResolvedTableOptions } from '../config/resolve-table-options';
import { ColumnNotFound, PrimaryKeyMissing, ReplicationKeyInvalid, ReplicationKeyMissing } from '../errors';
import { windowSql } from '../sql/window';
import { checkReplicationKey, inferReplicationKey } from './replication-key';
import type { CatalogColumn } from './table';

/** Whether an option stands at the table's own name, not at a glob or the pipeline. */
export type IsExact = (option: 'deletes' | 'checkKey' | 'replicationKey') => boolean;

/** How the rows of a table are chosen. */
export interface ModeChoice {
  mode: 'full' | 'incremental';
  whyMode: string;
  replicationKey?: CatalogColumn;
  /** A configured key that the table has not: it may have been dropped since the last run. */
  missingKey?: string;
}

/**
 * Applies `mode`. `auto` is incremental where the config names a key or a column's name tells one, and full otherwise,
 * saying why.
 *
 * @param columns those that are read
 * @param fold how an option's name is spelt in the catalog
 * @param isExact a key that a glob or the pipeline names is for the tables that have it
 * @throws ReplicationKeyMissing for `mode: incremental` without a key
 * @throws ReplicationKeyInvalid for a column that cannot be the key, or a lookback or delay that does not fit it
 */
export const chooseMode = (
  columns: readonly CatalogColumn[],
  options: ResolvedTableOptions,
  label: string,
  fold: (name: string) => string,
  isExact: IsExact,
): ModeChoice => {
  if (options.mode === 'full') return { mode: 'full', whyMode: 'mode: full' };
  const named = options.replicationKey;
  if (named !== undefined) {
    const key = columns.find(({ name }) => name === named || name === fold(named));
    if (!key && options.mode === 'auto' && !isExact('replicationKey')) {
      return { mode: 'full', whyMode: `mode: auto, and the table has no column ${named}` };
    }
    if (!key) return { mode: 'incremental', whyMode: `by ${named}`, missingKey: fold(named) };
    return checked(key, options, label, 'by config');
  }
  const found = inferReplicationKey(columns.filter(({ hash }) => !hash));
  if ('column' in found) return checked(found.column, options, label, 'by its name');
  if (options.mode === 'auto') return { mode: 'full', whyMode: `mode: auto found no replication key: ${found.why}` };
  throw new ReplicationKeyMissing(
    `${label}: mode is incremental, and no replication key is known: ${found.why}. Name the column as replicationKey, or ` +
      'set mode: auto',
  );
};

const checked = (key: CatalogColumn, options: ResolvedTableOptions, label: string, how: string): ModeChoice => {
  try {
    if (key.hash)
      throw new ReplicationKeyInvalid(`column ${JSON.stringify(key.name)} is hashed, and hashes have no order`);
    const type = checkReplicationKey(key);
    // Whether lookback and delay fit the key is what rendering a window says.
    windowSql({
      key: { name: key.name, type },
      source: { schema: 's', name: 't' },
      low: null,
      lookback: options.lookback,
      delaySeconds: options.delaySeconds,
    });
  } catch (error) {
    if (!(error instanceof ReplicationKeyInvalid)) throw error;
    throw new ReplicationKeyInvalid(`${label}: ${error.message}`);
  }
  return { mode: 'incremental', whyMode: `by ${key.name} (${how})`, replicationKey: key };
};

/**
 * Whether keys that are gone are looked for. An option that names the table asks for what it cannot have as an error;
 * one of a glob or of the pipeline is for the tables that have a primary key.
 *
 * @throws PrimaryKeyMissing, ColumnNotFound
 */
export const chooseKeys = (
  columns: readonly CatalogColumn[],
  primaryKey: readonly string[],
  options: ResolvedTableOptions,
  label: string,
  isExact: IsExact,
): { detectDeletes: boolean; checkKey: boolean } => {
  const wants = { deletes: options.deletes === 'detect', checkKey: options.checkKey };
  if (!wants.deletes && !wants.checkKey) return { detectDeletes: false, checkKey: false };
  const absent = primaryKey.filter((name) => !columns.some((column) => column.name === name));
  if (primaryKey.length > 0 && absent.length === 0) return { detectDeletes: wants.deletes, checkKey: wants.checkKey };
  const asked = (wants.deletes && isExact('deletes')) || (wants.checkKey && isExact('checkKey'));
  if (!asked) return { detectDeletes: false, checkKey: false };
  if (absent.length > 0) {
    throw new ColumnNotFound(
      `${label}: its primary key column ${absent[0]} is not extracted, and deletes: detect needs it: take it out of ` +
        'columns.exclude or columns.drop (columns.hash keeps rows apart as well)',
    );
  }
  throw new PrimaryKeyMissing(
    `${label}: deletes: detect and checkKey need a primary key, and the catalog declares none: name its columns as primaryKey`,
  );
};
