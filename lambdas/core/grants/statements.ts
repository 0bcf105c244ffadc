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

/**
 * Tables that somebody creates from then on.
 *
 * @param creator a user; absent: whoever runs it
 */
export const grantFutureTables = (schema: string, user: string, creator?: string): Sql =>
  sql`ALTER DEFAULT PRIVILEGES${creator === undefined ? sql`` : sql` FOR USER ${identifier(creator)}`} IN SCHEMA ${identifier(schema)} GRANT SELECT ON TABLES TO ${identifier(user)}`;

/** Sizes of tables, for the method `auto`; plain users are denied the view by default. */
export const grantSizes = (user: string): Sql => sql`GRANT SELECT ON svv_table_info TO ${identifier(user)}`;

/** Lets a user make schemas. */
export const grantCreateSchemas = (database: string, user: string): Sql =>
  sql`GRANT CREATE ON DATABASE ${identifier(database)} TO ${identifier(user)}`;

/** What MERGE, INSERT and DELETE need of a table. */
export const grantChanges = (schema: string, table: string, user: string): Sql =>
  sql`GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE ${qualified(schema, table)} TO ${identifier(user)}`;

/** https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html: only its owner, or a superuser, may alter a table. */
export const alterOwner = (schema: string, table: string, user: string): Sql =>
  sql`ALTER TABLE ${qualified(schema, table)} OWNER TO ${identifier(user)}`;

/** Every user may make temp tables unless that was revoked from PUBLIC. */
export const grantTemp = (database: string, user: string): Sql =>
  sql`GRANT TEMP ON DATABASE ${identifier(database)} TO ${identifier(user)}`;

/**
 * @param role an ARN, a comma chain of ARNs, or `default`
 * @param copies whether the pipelines read from S3: loads do, and extracts that look for rows that are gone
 */
export const grantAssumeRole = (role: string, user: string, copies: boolean): Sql =>
  sql`GRANT ASSUMEROLE ON ${role === 'default' ? sql`default` : literal(role)} TO ${identifier(user)} FOR UNLOAD${copies ? sql`, COPY` : sql``}`;
