import { join } from 'node:path';
import fc from 'fast-check';
import { pipelineRoot } from '../../lambdas/core/batch/object-keys';
import { E2e } from '../support/e2e-environment';
import { folded, type LakeFiles, type LakeRow, liveRows, readLake, sorted } from '../support/model-lake';

/*
 * A few histories through the synthesised definition: the same machine, bundles and calls as in AWS.
 */
jest.setTimeout(600_000);

let e2e: E2e;
beforeAll(async () => {
  e2e = await E2e.open({ assembly: join(__dirname, '..', '..', '.shuttle', 'test', 'model') });
  await e2e.admin(
    ...['events', 'customers', 'orders', 'items'].map(
      (name) => `CREATE TABLE public.m_${name} (id integer, k integer, n integer)`,
    ),
    'GRANT USAGE ON SCHEMA public TO PUBLIC',
    'GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC',
  );
});
afterAll(() => e2e?.close());

/** The bucket as it is now. */
const lakeFiles = async (): Promise<LakeFiles> => {
  const stored = new Map<string, Buffer>();
  for (const folder of ['data', 'deletes', 'keys', 'tables', 'groups']) {
    for (const key of await e2e.keys(`${e2e.root('sync')}${folder}/`)) {
      stored.set(key, await e2e.environment.s3.store.get(e2e.bucket, key));
    }
  }
  const bytes = (key: string): Buffer => stored.get(key) ?? Buffer.alloc(0);
  return { has: (key) => stored.has(key), bytes, json: (key) => JSON.parse(bytes(key).toString('utf8')) };
};

const source = async (name: string, columns: readonly string[]): Promise<string[]> => {
  const session = await e2e.warehouse.connect({ database: 'dev', dbUser: 'admin' });
  const rows: LakeRow[] = [];
  for await (const row of (await session.execute(`SELECT ${columns.join(', ')} FROM public.${name}`)).rows) {
    const values = row.map((field) => ('isNull' in field ? null : String(Object.values(field)[0])));
    rows.push(Object.fromEntries(columns.map((column, i) => [column, values[i] ?? null])));
  }
  await session.close();
  return sorted(rows);
};

const expectLake = async (columns: Readonly<Record<string, readonly string[]>>): Promise<void> => {
  const files = await lakeFiles();
  const root = pipelineRoot(e2e.bucket, 'shuttle', 'sync');
  for (const [name, own] of Object.entries(columns)) {
    const lake = await readLake(files, root, name, /orders|items/.test(name) ? 'shop' : undefined);
    if (!lake) throw new Error(`${name} is not committed`);
    const rows = name === 'm_events' ? liveRows(lake) : [...folded(lake, ['id']).values()].flat();
    expect({ name, rows: sorted(rows) }).toEqual({ name, rows: await source(name, own) });
  }
};

const writes = fc.array(fc.tuple(fc.nat(4), fc.nat(9)), { minLength: 4, maxLength: 8 });

it('after each execution, the lake equals the source', async () => {
  const columns: Record<string, string[]> = {
    m_events: ['id', 'k', 'n'],
    m_customers: ['id', 'k', 'n'],
    m_orders: ['id', 'k', 'n'],
    m_items: ['id', 'k', 'n'],
  };
  let [id, k] = [0, 10];
  const rounds = fc.sample(writes, { numRuns: 4, seed: 3 });
  for (const [round, some] of rounds.entries()) {
    for (const [what, n] of some) {
      const key = ++k;
      if (what === 0)
        await e2e.admin(
          `INSERT INTO public.m_events (id, k, n) VALUES (${++id}, ${n < 2 ? 'NULL' : key - (n % 3)}, ${n})`,
        );
      else if (what === 1) await e2e.admin(`INSERT INTO public.m_customers (id, k, n) VALUES (${++id}, ${key}, ${n})`);
      else if (what === 2)
        await e2e.admin(`UPDATE public.m_customers SET k = ${key}, n = ${n} WHERE id % 2 = ${n % 2}`);
      else if (what === 3) await e2e.admin(`DELETE FROM public.m_customers WHERE id % 5 = ${n % 5}`);
      else {
        await e2e.admin(
          `INSERT INTO public.m_orders (id, k, n) VALUES (${++id}, ${key}, ${n})`,
          `INSERT INTO public.m_items (id, k, n) VALUES (${++id}, ${key}, ${n})`,
        );
      }
    }
    if (round === 2) {
      await e2e.admin(
        'ALTER TABLE public.m_events ADD COLUMN extra varchar(10)',
        "ALTER TABLE public.m_customers ADD COLUMN extra varchar(10) DEFAULT 'x'",
        `INSERT INTO public.m_events (id, k, n, extra) VALUES (${++id}, ${++k}, 0, 'new')`,
      );
      columns.m_events?.push('extra');
      columns.m_customers?.push('extra');
    }
    const { status, cause } = await e2e.run('sync');
    expect({ round, status, cause }).toMatchObject({ status: 'SUCCEEDED' });
    await expectLake(columns);
  }
});
