import { identifier } from '../sql/identifier';
import { literal } from '../sql/literal';
import { join, type Sql, sql } from '../sql/sql';
import type { GrantTargets } from './targets';

type Schemas = Pick<GrantTargets, 'schemas' | 'matching' | 'never'>;

/** A query whose rows are the grants on every schema that matches, ready to run. */
export const schemaGrantsQuery = (schemas: Pick<Schemas, 'matching' | 'never'>, user: string): Sql => {
  const to = identifier(user).text;
  return sql`SELECT 'GRANT USAGE ON SCHEMA ' || QUOTE_IDENT(s.name) || ${literal(` TO ${to}; `)}
    || 'GRANT SELECT ON ALL TABLES IN SCHEMA ' || QUOTE_IDENT(s.name) || ${literal(` TO ${to}; `)}
    || 'ALTER DEFAULT PRIVILEGES IN SCHEMA ' || QUOTE_IDENT(s.name)
    || ${literal(` GRANT SELECT ON TABLES TO ${to};`)} AS statement
FROM (SELECT DISTINCT CAST(n.nspname AS VARCHAR(128)) AS name
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'v') AND ${filter({ schemas: [], ...schemas })}) s
ORDER BY 1`;
};

/** A query whose rows let the user read what each present owner of tables creates from then on, ready to run. */
export const ownersQuery = (schemas: Schemas, user: string): Sql =>
  sql`SELECT DISTINCT 'ALTER DEFAULT PRIVILEGES FOR USER ' || QUOTE_IDENT(CAST(u.usename AS VARCHAR(128)))
    || ' IN SCHEMA ' || QUOTE_IDENT(CAST(n.nspname AS VARCHAR(128)))
    || ${literal(` GRANT SELECT ON TABLES TO ${identifier(user).text};`)} AS statement
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_user u ON u.usesysid = c.relowner
WHERE c.relkind IN ('r', 'v') AND u.usename <> 'rdsdb' AND ${filter(schemas)}
ORDER BY 1`;

/** A query whose rows let the user make tables in every such schema that is there, ready to run. */
export const writableSchemasQuery = (schemas: Pick<Schemas, 'schemas' | 'matching'>, user: string): Sql =>
  sql`SELECT 'GRANT USAGE, CREATE ON SCHEMA ' || QUOTE_IDENT(CAST(n.nspname AS VARCHAR(128)))
    || ${literal(` TO ${identifier(user).text};`)} AS statement
FROM pg_namespace n
WHERE ${filter({ ...schemas, never: [] })}
ORDER BY 1`;

/** The schemas that users made, as the catalog queries of a run see them, and of those the ones that are read. */
const filter = ({ schemas, matching, never }: Schemas): Sql => {
  const own = sql`SUBSTRING(n.nspname, 1, 3) <> 'pg_' AND n.nspname NOT IN ('information_schema', 'catalog_history')`;
  const wanted = [
    ...(schemas.length > 0 ? [sql`n.nspname IN (${join(schemas.map(literal), sql`, `)})`] : []),
    ...matching.map((regex) => sql`CAST(n.nspname AS VARCHAR(128)) ~ ${literal(regex)}`),
  ];
  const unwanted = never.map((regex) => sql`CAST(n.nspname AS VARCHAR(128)) !~ ${literal(regex)}`);
  return join(
    [own, ...(matching.includes('^.*$') ? [] : [sql`(${join(wanted, sql` OR `)})`]), ...unwanted],
    sql`\n      AND `,
  );
};
