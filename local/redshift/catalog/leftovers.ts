import { asString, type Duck } from '../duck';
import { duckName, duckString } from '../sql/string-literal';
import { CATALOG_SCHEMA } from './side-catalogue';

/** Drops the temporary schemas of sessions that ended without closing. */
export async function dropLeftoverTempSchemas(admin: Duck, database: string): Promise<void> {
  const catalog = `${duckName(database)}.${CATALOG_SCHEMA}`;
  const rows = await admin.rows(`SELECT name FROM ${catalog}.namespaces WHERE name LIKE 'pg\\_temp\\_%' ESCAPE '\\'`);
  for (const row of rows) {
    const name = asString(row.name) as string;
    const oids = `SELECT oid FROM ${catalog}.relations WHERE schema_name = ${duckString(name)}`;
    await admin.run(`DELETE FROM ${catalog}.columns WHERE rel_oid IN (${oids})`);
    await admin.run(`DELETE FROM ${catalog}.constraints WHERE rel_oid IN (${oids})`);
    await admin.run(`DELETE FROM ${catalog}.relations WHERE schema_name = ${duckString(name)}`);
    await admin.run(`DELETE FROM ${catalog}.namespaces WHERE name = ${duckString(name)}`);
    await admin.run(`DROP SCHEMA IF EXISTS ${duckName(database)}.${duckName(name)} CASCADE`);
  }
}
