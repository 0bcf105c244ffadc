import type { SystemView } from '../system-views';

const ME = "getvariable('rs_user')::VARCHAR";
const SUPER = "getvariable('rs_superuser')::BOOLEAN";

const TO_ME = `((g.grantee_kind = 'user' AND g.grantee = ${ME}) OR g.grantee_kind = 'public' OR (g.grantee_kind = 'group' AND g.grantee IN
  (SELECT gr.name FROM {s}.groups gr WHERE list_contains(gr.members, ${ME}))))`;

const TABLE_PRIVILEGES =
  "('select'), ('insert'), ('update'), ('delete'), ('drop'), ('references'), ('alter'), ('truncate')";

/** What the session's user may do: a superuser and an owner everything, others what was granted. */
export const PRIVILEGE_VIEWS: readonly SystemView[] = [
  {
    name: 'held_table_privileges',
    sql: `SELECT r.oid, r.schema_name || '.' || r.name AS qualified_name, p.privilege FROM {s}.relations r, (VALUES ${TABLE_PRIVILEGES}) p(privilege)
      WHERE ${SUPER} OR r.owner = ${ME}
      UNION SELECT r.oid, r.schema_name || '.' || r.name, g.privilege FROM {s}.grants g JOIN {s}.relations r ON r.oid = g.oid
      WHERE g.kind = 'r' AND ${TO_ME}`,
  },
  {
    name: 'held_system_privileges',
    sql: `SELECT g.oid, g.privilege FROM {s}.grants g WHERE g.kind = 'r' AND g.oid < 100000 AND ${TO_ME}`,
  },
  {
    name: 'held_schema_privileges',
    sql: `SELECT n.oid, n.name, p.privilege FROM {s}.namespaces n, (VALUES ('usage'), ('create')) p(privilege)
      WHERE ${SUPER} OR n.owner = ${ME}
      UNION SELECT n.oid, n.name, g.privilege FROM {s}.grants g JOIN {s}.namespaces n ON n.oid = g.oid
      WHERE g.kind = 'n' AND ${TO_ME}
      UNION SELECT n.oid, n.name, 'usage' FROM {s}.namespaces n WHERE n.name IN ('pg_catalog', 'information_schema')`,
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
