import type { SystemView } from '../system-views';

const ME = "getvariable('rs_user')::VARCHAR";
const SUPER = "getvariable('rs_superuser')::BOOLEAN";

/** Whether a grant `g` is one to a user: by name, to everybody or to a group. */
export const grantedTo = (user: string, catalog: string): string =>
  `((g.grantee_kind = 'user' AND g.grantee = ${user}) OR g.grantee_kind = 'public' OR (g.grantee_kind = 'group' AND g.grantee IN
  (SELECT gr.name FROM ${catalog}.groups gr WHERE list_contains(gr.members, ${user}))))`;
const TO_ME = grantedTo(ME, '{s}');

export const TABLE_PRIVILEGES = ['select', 'insert', 'update', 'delete', 'drop', 'references', 'alter', 'truncate'];
export const SCHEMA_PRIVILEGES = ['usage', 'create'];
const rowsOf = (privileges: readonly string[]): string => privileges.map((privilege) => `('${privilege}')`).join(', ');

/** What the session's user may do, some of it twice: a superuser and an owner everything, others what was granted. */
export const PRIVILEGE_VIEWS: readonly SystemView[] = [
  {
    name: 'held_table_privileges',
    sql: `SELECT r.oid, r.schema_name || '.' || r.name AS qualified_name, p.privilege FROM {s}.relations r, (VALUES ${rowsOf(TABLE_PRIVILEGES)}) p(privilege)
      WHERE ${SUPER} OR r.owner = ${ME}
      UNION ALL SELECT r.oid, r.schema_name || '.' || r.name, g.privilege FROM {s}.grants g JOIN {s}.relations r ON r.oid = g.oid
      WHERE g.kind = 'r' AND ${TO_ME}`,
  },
  {
    name: 'held_schema_privileges',
    sql: `SELECT n.oid, n.name, p.privilege FROM {s}.namespaces n, (VALUES ${rowsOf(SCHEMA_PRIVILEGES)}) p(privilege)
      WHERE ${SUPER} OR n.owner = ${ME}
      UNION ALL SELECT n.oid, n.name, g.privilege FROM {s}.grants g JOIN {s}.namespaces n ON n.oid = g.oid
      WHERE g.kind = 'n' AND ${TO_ME}
      UNION ALL SELECT n.oid, n.name, 'usage' FROM {s}.namespaces n WHERE n.name IN ('pg_catalog', 'information_schema')`,
  },
  {
    name: 'accessible_relations',
    sql: `SELECT r.*, n.oid AS schema_oid FROM {s}.relations r JOIN {s}.namespaces n ON n.name = r.schema_name
      WHERE ${SUPER} OR r.oid IN (SELECT oid FROM {s}.held_table_privileges)`,
  },
  {
    name: 'visible_relations',
    sql: `SELECT r.oid FROM {s}.relations r WHERE list_contains(getvariable('rs_search_path')::VARCHAR[], r.schema_name)`,
  },
];
