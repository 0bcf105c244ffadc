import { identifier, qualified } from '../sql/identifier';
import { literal } from '../sql/literal';
import { type Sql, sql } from '../sql/sql';

/** https://docs.aws.amazon.com/redshift/latest/dg/r_GRANT.html and r_CREATE_USER.html */
export const createUser = (user: string): Sql => sql`CREATE USER ${identifier(user)} PASSWORD DISABLE`;

export const grantUsage = (schema: string, user: string): Sql =>
  sql`GRANT USAGE ON SCHEMA ${identifier(schema)} TO ${identifier(user)}`;

/** Tables and views that are there now. */
export const grantAllTables = (schema: string, user: string): Sql =>
  sql`GRANT SELECT ON ALL TABLES IN SCHEMA ${identifier(schema)} TO ${identifier(user)}`;

export const grantTable = (schema: string, table: string, user: string): Sql =>
  sql`GRANT SELECT ON TABLE ${qualified(schema, table)} TO ${identifier(user)}`;

/** Tables that whoever runs it creates from then on. */
export const grantFutureTables = (schema: string, user: string): Sql =>
  sql`ALTER DEFAULT PRIVILEGES IN SCHEMA ${identifier(schema)} GRANT SELECT ON TABLES TO ${identifier(user)}`;

/** Sizes of tables, for the method `auto`; plain users are denied the view by default. */
export const grantSizes = (user: string): Sql => sql`GRANT SELECT ON svv_table_info TO ${identifier(user)}`;

/** Every user may make temp tables unless that was revoked from PUBLIC. */
export const grantTemp = (database: string, user: string): Sql =>
  sql`GRANT TEMP ON DATABASE ${identifier(database)} TO ${identifier(user)}`;

/**
 * @param role an ARN, a comma chain of ARNs, or `default`
 * @param copies whether the pipelines read key sets back, to find rows that are gone
 */
export const grantAssumeRole = (role: string, user: string, copies: boolean): Sql =>
  sql`GRANT ASSUMEROLE ON ${role === 'default' ? sql`default` : literal(role)} TO ${identifier(user)} FOR UNLOAD${copies ? sql`, COPY` : sql``}`;
