import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { dropLeftoverTempSchemas } from './catalog/leftovers';
import { FIRST_OID } from './catalog/oids';
import { CATALOG_SCHEMA, sideCatalogueDdl } from './catalog/side-catalogue';
import { loadSystemRelations } from './catalog/system-relations';
import { Traces } from './catalog/traces';
import { LOG_DDL } from './catalog/views/log';
import { rewriteConstraints } from './commands/constraint-text';
import { sqlValue } from './commands/register';
import { Duck } from './duck';
import type { Engine, Login } from './engine';
import { redshiftError } from './errors';
import { registerGeometryFunctions } from './geometry-functions';
import { registerHashFunctions } from './hash-functions';
import { History } from './history';
import type { ObjectStore } from './objects';
import { type SeedSource, seedFromFile } from './seed';
import { RedshiftSession } from './session';
import { registerSketchFunctions } from './sketch-functions';
import { duckName, duckString } from './sql/string-literal';
import { registerTextFunctions } from './text-functions';
import type { WarehouseState } from './warehouse-state';

export interface WarehouseOptions {
  /** A folder that keeps one DuckDB file a database; in memory when absent. */
  path?: string;
  /** The databases that are kept there, where not all are. */
  kept?: readonly string[];
  objects: ObjectStore;
  /** Default `dev`. The first is where `run` and seeding work. */
  databases?: string[];
  /** Beside `admin`, the superuser. */
  users?: { name: string; isSuperuser?: boolean }[];
  /** Serverless has no STL views. */
  isServerless?: boolean;
  /** Milliseconds since the epoch, for SYSDATE and its kin; default the wall clock. */
  now?: () => number;
}

export interface Warehouse extends Engine {
  /** Runs DuckDB SQL as it is, for seeding. Tables made this way are unknown to the catalogs: see `createRedshiftTable`. */
  run(sql: string): Promise<void>;
  /** Runs one Redshift statement as `admin`, for example CREATE TABLE. */
  createRedshiftTable(sql: string, database?: string): Promise<void>;
  /** Creates a table and fills it in bulk. @returns the number of rows */
  seedFromFile(source: SeedSource): Promise<number>;
}

/** Opens the laptop's Redshift. */
export async function openWarehouse(options: WarehouseOptions): Promise<Warehouse> {
  const databases = options.databases ?? ['dev'];
  if (options.path !== undefined) await mkdir(options.path, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    // Statements are small and many: handing their pieces to other threads costs more than it gains.
    threads: '1',
  });
  const connection = await instance.connect();
  const admin = new Duck(connection);
  await admin.run(["ATTACH ':memory:' AS rs_log", ...LOG_DDL].join(';'));
  registerGeometryFunctions(connection);
  registerHashFunctions(connection);
  registerSketchFunctions(connection);
  registerTextFunctions(connection);
  await setVariables(connection);
  const systemRelations: Map<string, Awaited<ReturnType<typeof loadSystemRelations>>> = new Map();
  const users = [{ name: 'admin', isSuperuser: true }, ...(options.users ?? [])];
  const traces = new Map<string, Traces>();
  let lastOid = FIRST_OID;
  for (const database of databases) {
    const isKept = options.kept?.includes(database) ?? true;
    const file = options.path !== undefined && isKept ? join(options.path, `${database}.duckdb`) : ':memory:';
    await admin.run(`ATTACH ${duckString(file)} AS ${duckName(database)}`);
    await admin.run(`BEGIN; ${sideCatalogueDdl(database).join(';')}; COMMIT`);
    if (file !== ':memory:') await admin.run(rewriteConstraints(`${duckName(database)}.${CATALOG_SCHEMA}`));
    await dropLeftoverTempSchemas(admin, database);
    traces.set(database, new Traces(file === ':memory:'));
    systemRelations.set(database, await loadSystemRelations(admin, database));
    lastOid = Math.max(lastOid, await highestOid(admin, database));
  }
  const clock = options.now ?? Date.now;
  let lastQueryId = 1000;
  let lastProcessId = 1_073_742_000;
  const state: WarehouseState = {
    databases,
    systemRelations,
    traces,
    objects: options.objects,
    isServerless: options.isServerless ?? false,
    admin,
    log: new History(admin),
    sessions: new Set(),
    now: () => BigInt(Math.trunc(clock() * 1000)),
    newOid: () => ++lastOid,
    nextQueryId: () => ++lastQueryId,
  };
  for (const user of users) await ensureUser(state, user.name, user.isSuperuser ?? false);
  const connect = async (login: Login): Promise<RedshiftSession> => {
    if (!databases.includes(login.database))
      throw redshiftError(`database "${login.database}" does not exist`, '3D000');
    const isSuperuser = await authenticate(state, login);
    const duck = new Duck(await instance.connect());
    const session = new RedshiftSession(
      duck,
      { database: login.database, user: login.dbUser, isSuperuser, processId: ++lastProcessId },
      state,
    );
    await session.open();
    state.sessions.add(session);
    return session;
  };
  const asAdmin = async <T>(database: string, work: (session: RedshiftSession) => Promise<T>): Promise<T> => {
    const session = await connect({ database, dbUser: 'admin' });
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  };
  const home = databases[0] as string;
  return {
    connect,
    databases: async () => [...databases],
    close: async () => {
      for (const session of state.sessions) await session.close();
      connection.closeSync();
      instance.closeSync();
    },
    run: async (sql) => {
      await admin.run(`USE ${duckName(home)}.public`);
      await admin.run(sql);
    },
    createRedshiftTable: (sql, database = home) =>
      asAdmin(database, async (session) => void (await session.execute(sql))),
    seedFromFile: (source) =>
      asAdmin(source.database ?? home, (session) => seedFromFile(source, session, admin, source.database ?? home)),
  };
}

/** Views are bound when they are created, so the variables they read must have their types then. */
async function setVariables(connection: DuckDBConnection): Promise<void> {
  await connection.run(
    "SET VARIABLE rs_user = 'admin'; SET VARIABLE rs_superuser = true; SET VARIABLE rs_database = ''; SET VARIABLE rs_search_path = ['public']",
  );
}

async function highestOid(admin: Duck, database: string): Promise<number> {
  const catalog = `${duckName(database)}.${CATALOG_SCHEMA}`;
  const rows = await admin.rows(
    `SELECT max(oid) AS n FROM (SELECT oid FROM ${catalog}.relations UNION ALL SELECT oid FROM ${catalog}.namespaces UNION ALL SELECT oid FROM ${catalog}.constraints UNION ALL SELECT sysid FROM ${catalog}.users UNION ALL SELECT sysid FROM ${catalog}.groups)`,
  );
  return Number(rows[0]?.n ?? 0);
}

/** Creates the user in every database unless it is there. */
async function ensureUser(state: WarehouseState, name: string, isSuperuser: boolean): Promise<void> {
  const sysid = name === 'admin' ? 100 : state.newOid();
  for (const database of state.databases) {
    const users = `${duckName(database)}.${CATALOG_SCHEMA}.users`;
    await state.admin.run(
      `INSERT INTO ${users} SELECT ${sysid}, ${sqlValue(name)}, ${isSuperuser}, false WHERE NOT EXISTS (SELECT 1 FROM ${users} WHERE name = ${sqlValue(name)})`,
    );
  }
}

/** IAM users (`IAM:`, `IAMR:`) come into being when they first connect, as on serverless; others must exist. */
async function authenticate(state: WarehouseState, login: Login): Promise<boolean> {
  const find = () =>
    state.admin.rows(
      `SELECT superuser FROM ${duckName(login.database)}.${CATALOG_SCHEMA}.users WHERE name = ${sqlValue(login.dbUser)}`,
    );
  const user = (await find())[0];
  if (user) return login.isSuperuser ?? user.superuser === true;
  if (!/^IAMR?:/.test(login.dbUser) && login.isSuperuser === undefined) {
    throw redshiftError(`user "${login.dbUser}" does not exist`, '28000');
  }
  await ensureUser(state, login.dbUser, login.isSuperuser ?? false);
  return login.isSuperuser ?? false;
}
