import { INFORMATION_SCHEMA_VIEWS } from './views/information-schema';
import { LOG_VIEWS } from './views/log';
import { PG_VIEWS } from './views/pg';
import { PRIVILEGE_VIEWS } from './views/privileges';
import { SVV_VIEWS } from './views/svv';

/**
 * A DuckDB view in the side catalogue; `{s}` in its SQL is the schema. `relation` is its Redshift name when queries may
 * use it. Views read the session through the variables `rs_user`, `rs_superuser` and `rs_search_path`.
 */
export interface SystemView {
  name: string;
  relation?: { schema: 'pg_catalog' | 'information_schema'; name: string };
  sql: string;
  /** The same view for queries that name none of some columns: planning a join takes longer than running it. */
  light?: { without: readonly string[]; sql: string };
  /** Columns of another type than DuckDB's own. */
  types?: Record<string, import('../types').TypeName>;
  /** Absent on serverless. */
  provisionedOnly?: boolean;
}

/** In the order of their dependencies. */
export const SYSTEM_VIEWS: readonly SystemView[] = [
  ...PRIVILEGE_VIEWS,
  ...PG_VIEWS,
  ...INFORMATION_SCHEMA_VIEWS,
  ...SVV_VIEWS,
  ...LOG_VIEWS,
];
