import { duckString } from '../sql/string-literal';
import { FIRST_OID } from './oids';
import { grantedTo, SCHEMA_PRIVILEGES, TABLE_PRIVILEGES } from './views/privileges';

interface User {
  user: string;
  isSuperuser: boolean;
  /** DuckDB's name for the side catalogue's schema. */
  catalogSchema: string;
}

const OBJECTS = {
  table: { from: 'relations', grants: 'r', privileges: TABLE_PRIVILEGES, everyones: '' },
  schema: {
    from: 'namespaces',
    grants: 'n',
    privileges: SCHEMA_PRIVILEGES,
    everyones: "'pg_catalog', 'information_schema'",
  },
} as const;

/**
 * A query of the oids of all tables or schemas that a user has a privilege on: those of `held_table_privileges` and
 * `held_schema_privileges`, without the names, which take joins.
 */
export function heldOids(
  kind: 'table' | 'schema',
  privilege: string,
  { user, isSuperuser, catalogSchema }: User,
): string {
  const { from, grants, privileges, everyones } = OBJECTS[kind];
  const me = duckString(user);
  const isKnown = (privileges as readonly string[]).includes(privilege);
  const all = `SELECT o.oid FROM ${catalogSchema}.${from} o`;
  if (isSuperuser && isKnown) return all;
  const forAll = everyones !== '' && privilege === 'usage' ? ` OR o.name IN (${everyones})` : '';
  const owned = isKnown ? `${all} WHERE o.owner = ${me}${forAll} UNION ALL ` : '';
  const isUsers = kind === 'table' ? ` AND g.oid >= ${FIRST_OID}` : '';
  return `${owned}SELECT g.oid FROM ${catalogSchema}.grants g WHERE g.kind = '${grants}' AND g.privilege = ${duckString(privilege)}${isUsers} AND ${grantedTo(me, catalogSchema)}`;
}
