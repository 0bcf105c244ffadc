import { ReplicationKeyInvalid, TypeNotSupported } from '../errors';
import { parseRedshiftType, type RedshiftType } from './redshift-type';
import type { CatalogColumn } from './table';

/** A type that a replication key may have: ordered, and with a text that names each value exactly. */
export type KeyType =
  | { base: 'timestamp' | 'timestamptz' | 'date' | 'smallint' | 'integer' | 'bigint' }
  | { base: 'numeric'; precision: number; scale: number }
  | { base: 'varchar' | 'char'; length: number };

type Refused = keyof typeof REASONS;

/**
 * Names that say "when the row was last changed", the likeliest first. `created_...` is not among them: it does not move
 * when a row is updated.
 */
export const INFERRED_KEY_NAMES: readonly string[] = [
  'updated_at',
  'last_updated',
  'last_update',
  'last_modified',
  'modified_at',
  'modified_on',
  'updated_on',
  'update_time',
  'updated',
];

/** Why a type cannot be a key. */
const REASONS = {
  real: 'Redshift has no exact text of a float, so that a watermark would be rounded and rows be read twice or never',
  'double precision':
    'Redshift has no exact text of a float, so that a watermark would be rounded and rows be read twice or never',
  boolean: 'two values do not tell new rows from old ones',
  time: 'a time of day starts over every day',
  timetz: 'a time of day starts over every day',
  'interval year to month': 'a span is not a point in time, and its text follows the settings of the session',
  'interval day to second': 'a span is not a point in time, and its text follows the settings of the session',
  super: 'values of different kinds have no order among one another',
  varbyte: 'bytes have no text that compares as they do',
  geometry: 'shapes have no order',
  geography: 'shapes have no order',
  hllsketch: 'sketches have no order',
  oid: 'it is a type of the catalogs',
  name: 'it is a type of the catalogs',
  '"char"': 'it is a type of the catalogs',
} as const;

/**
 * Finds the replication key of `mode: auto`: a timestamp or timestamptz whose name is in the list, letter case aside, by
 * the list's order. Anything else is used only where the config names it: a DATE loses the rows of the rest of the day.
 */
export const inferReplicationKey = (columns: readonly CatalogColumn[]): { column: CatalogColumn } | { why: string } => {
  const rejected: string[] = [];
  for (const name of INFERRED_KEY_NAMES) {
    const named = columns.filter((column) => column.name.toLowerCase() === name);
    const [first, second] = named.filter(isTimestamp);
    if (first && second)
      return { why: `${first.name} and ${second.name} could both be the key: name one as replicationKey` };
    if (first) return { column: first };
    for (const column of named) rejected.push(`${column.name} is ${column.type}`);
  }
  const found = rejected.length === 0 ? '' : ` (${rejected.join(', ')})`;
  return { why: `no timestamp column has a name such as ${INFERRED_KEY_NAMES.slice(0, 3).join(', ')}${found}` };
};

const isTimestamp = (column: CatalogColumn): boolean => {
  try {
    const { base } = parseRedshiftType(column.type);
    return base === 'timestamp' || base === 'timestamptz';
  } catch (error) {
    if (error instanceof TypeNotSupported) return false;
    throw error;
  }
};

/**
 * The type of a configured replication key.
 *
 * @throws ReplicationKeyInvalid for a type that cannot be one, with the reason
 * @throws TypeNotSupported for a type that cannot be extracted at all
 */
export const checkReplicationKey = (column: CatalogColumn): KeyType => {
  const type = parseRedshiftType(column.type, column.name);
  if (isKeyType(type)) return type;
  throw new ReplicationKeyInvalid(
    `column ${JSON.stringify(column.name)} is ${type.base} and cannot be the replication key: ` +
      `${REASONS[type.base as Refused]}. Name a timestamp, timestamptz, date, integer, numeric or text column that grows ` +
      'with every change, or set mode: full',
  );
};

const isKeyType = (type: RedshiftType): type is KeyType => !Object.hasOwn(REASONS, type.base);
