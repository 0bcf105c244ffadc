import type { EngineField, EngineResult, EngineSession } from '../../../local/redshift/engine';
import { openWarehouse, type Warehouse, type WarehouseOptions } from '../../../local/redshift/warehouse';
import { openFileObjects } from './file-objects';

/** 2024-03-01 10:20:30.250 UTC. */
export const NOW = Date.UTC(2024, 2, 1, 10, 20, 30, 250);

export interface Fixture {
  warehouse: Warehouse;
  objects: Awaited<ReturnType<typeof openFileObjects>>;
  admin: EngineSession;
  as(user: string): Promise<EngineSession>;
  close(): Promise<void>;
}

/** A warehouse in memory at a fixed time, with bucket `lake` and the plain users `reader` and `writer`. */
export async function openFixture(options: Partial<WarehouseOptions> = {}): Promise<Fixture> {
  const objects = await openFileObjects(['lake']);
  const warehouse = await openWarehouse({
    objects,
    now: () => NOW,
    users: [{ name: 'reader' }, { name: 'writer' }],
    ...options,
  });
  const sessions: EngineSession[] = [];
  const as = async (dbUser: string) => {
    const session = await warehouse.connect({ database: 'dev', dbUser });
    sessions.push(session);
    return session;
  };
  const admin = await as('admin');
  const close = async () => {
    for (const session of sessions) await session.close();
    await warehouse.close();
    await objects.close();
  };
  return { warehouse, objects, admin, as, close };
}

/** A field as a bare value: bigint, number, boolean, text or null. */
export const plain = (field: EngineField): unknown => ('isNull' in field ? null : Object.values(field)[0]);

export async function fieldsOf(result: EngineResult): Promise<EngineField[][]> {
  const rows: EngineField[][] = [];
  for await (const row of result.rows) rows.push(row);
  return rows;
}

/** Runs a query and answers its rows as bare values. */
export async function rows(session: EngineSession, sql: string): Promise<unknown[][]> {
  return (await fieldsOf(await session.execute(sql))).map((row) => row.map(plain));
}

/** Runs statements one after another. */
export async function run(session: EngineSession, ...statements: string[]): Promise<void> {
  for (const statement of statements) await session.execute(statement);
}

/** Drops every table and view of schema public. */
export async function dropAll(f: Fixture): Promise<void> {
  const tables = "select table_name from svv_tables where table_schema = 'public' and table_type = ";
  for (const [name] of await rows(f.admin, `${tables}'BASE TABLE'`))
    await f.admin.execute(`drop table public.${name} cascade`);
  for (const [name] of await rows(f.admin, `${tables}'VIEW'`)) await f.admin.execute(`drop view public.${name}`);
}
