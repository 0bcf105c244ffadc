import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { ownersQuery, schemaGrantsQuery, writableSchemasQuery } from '../../../../lambdas/core/grants/grants-queries';
import type { Sql } from '../../../../lambdas/core/sql/sql';

/** DuckDB has the catalog of PostgreSQL too; what it lacks is made here. */
let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  for (const statement of [
    `CREATE MACRO quote_ident(name) AS CASE WHEN regexp_full_match(name, '[a-z_][a-z0-9_]*') THEN name ELSE '"' || replace(name, '"', '""') || '"' END`,
    'CREATE TABLE pg_user AS SELECT relowner AS usesysid, \'The "Owner"\' AS usename FROM pg_class LIMIT 0',
    'CREATE SCHEMA sales',
    'CREATE SCHEMA "Odd ""name"',
    'CREATE SCHEMA hr',
    'CREATE SCHEMA empty',
    'CREATE TABLE sales.orders (id int)',
    'CREATE TABLE sales.items (id int)',
    'CREATE VIEW hr.people AS SELECT 1 AS id',
    'CREATE TABLE "Odd ""name".t (id int)',
    `INSERT INTO pg_user SELECT DISTINCT relowner, 'The "Owner"' FROM pg_class WHERE relname = 'orders'`,
  ]) {
    await connection.run(statement);
  }
});
afterAll(() => connection.closeSync());

const rowsOf = async (query: Sql): Promise<string[]> =>
  (await connection.runAndReadAll(query.text)).getRows().map(([text]) => String(text));

const USER = `IAMR:o'hara\\`;
const TO = `TO "${USER}"`;
const grantsOn = (schema: string): string =>
  `GRANT USAGE ON SCHEMA ${schema} ${TO}; GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} ${TO}; ` +
  `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT SELECT ON TABLES ${TO};`;
/** DuckDB takes backslashes in literals as they are, Redshift halves them. */
const asRedshift = (rows: string[]): string[] => rows.map((row) => row.replaceAll('\\\\', '\\'));

describe('schemaGrantsQuery', () => {
  it('makes one statement list for each schema that has tables', async () => {
    const rows = asRedshift(await rowsOf(schemaGrantsQuery({ matching: ['^.*$'], never: ['^main$'] }, USER)));
    expect(rows).toEqual([grantsOn('"Odd ""name"'), grantsOn('hr'), grantsOn('sales')]);
  });

  it('keeps to the schemas that match, and leaves out those that are never read', async () => {
    const rows = asRedshift(await rowsOf(schemaGrantsQuery({ matching: ['^s.*$', '^h.*$'], never: ['^.r$'] }, USER)));
    expect(rows).toEqual([grantsOn('sales')]);
  });
});

describe('ownersQuery', () => {
  const ownersOf = (schema: string): string =>
    `ALTER DEFAULT PRIVILEGES FOR USER "The ""Owner""" IN SCHEMA ${schema} GRANT SELECT ON TABLES ${TO};`;

  it.each([
    ['schemas by name', { schemas: ['sales'], matching: [], never: [] }, ['sales']],
    ['schemas by name and pattern', { schemas: ['sales'], matching: ['^h.$'], never: [] }, ['hr', 'sales']],
    ['every schema but one', { schemas: [], matching: ['^.*$'], never: ['^hr$', '^O.*$', '^main$'] }, ['sales']],
  ])('makes one statement for each owner in %s', async (_, schemas, expected) => {
    expect(asRedshift(await rowsOf(ownersQuery(schemas, USER)))).toEqual(expected.map(ownersOf));
  });
});

describe('writableSchemasQuery', () => {
  it.each([
    ['by name, of those that are there', { schemas: ['sales', 'missing'], matching: [] }, ['sales']],
    ['by form, without tables too', { schemas: [], matching: ['^e.*$', '^h.$'] }, ['empty', 'hr']],
    ['with a name that needs quotes', { schemas: ['Odd "name'], matching: [] }, ['"Odd ""name"']],
  ])('makes one statement for each schema %s', async (_, schemas, expected) => {
    expect(asRedshift(await rowsOf(writableSchemasQuery(schemas, USER)))).toEqual(
      expected.map((schema) => `GRANT USAGE, CREATE ON SCHEMA ${schema} ${TO};`),
    );
  });
});
