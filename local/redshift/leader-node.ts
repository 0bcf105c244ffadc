import type { Relation } from './catalog/relation';
import { redshiftError } from './errors';

/** Catalogs that only the leader node holds; STL, SYS and SVV_TABLE_INFO live on the compute nodes too. */
const isLeaderOnly = ({ kind, name, schema }: Relation): boolean =>
  kind === 'system' && (schema === 'information_schema' || name.startsWith('pg_') || LEADER_SVV.has(name));

const LEADER_SVV = new Set(['svv_tables', 'svv_columns']);

/**
 * Leader-node rows cannot meet a user's tables: neither in a join nor by being stored or unloaded.
 * @param stored true for UNLOAD, CREATE TABLE AS and INSERT ... SELECT
 */
export function checkLeaderNode(reads: ReadonlySet<Relation>, stored: boolean): void {
  const relations = [...reads];
  if (!relations.some(isLeaderOnly)) return;
  if (stored || relations.some((relation) => relation.kind !== 'system')) {
    throw redshiftError(
      'Specified types or functions (one per INFO message) not supported on Redshift tables.',
      '0A000',
    );
  }
}
