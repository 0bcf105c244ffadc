import type { EngineSession } from '../../local/redshift/engine';
import { committedTable, queryFiles } from '../support/e2e-committed';
import { E2e, type EndedRun } from '../support/e2e-environment';

let e2e: E2e;
const sessions: EngineSession[] = [];
/** Runs made before anything was granted. */
let blind: EndedRun;

beforeAll(async () => {
  e2e = await E2e.open();
  const session = await e2e.warehouse.connect({ database: 'dev', dbUser: 'admin' });
  sessions.push(session);
  for (const sql of [
    'CREATE SCHEMA pick',
    'CREATE TABLE pick.orders (id BIGINT NOT NULL, note VARCHAR(40), secret VARCHAR(10))',
    `INSERT INTO pick.orders VALUES (1, 'a', 's'), (2, 'b', 's'), (3, 'it''s; -- none', 's'), (4, 'c', 's'), (5, 'd', 's'), (6, 'e', 's'), (9, 'f', 's')`,
    'CREATE TABLE pick.others (id BIGINT)',
    'CREATE TABLE pick.plain (id BIGINT)',
    ...['others', 'plain'].map((name) => `INSERT INTO pick.${name} VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9)`),
    'CREATE TABLE pick.narrow (id BIGINT, a VARCHAR(5), b VARCHAR(5))',
    "INSERT INTO pick.narrow VALUES (2, 'a2', 'b2')",
    'CREATE TABLE pick.off (id BIGINT)',
    'CREATE TABLE pick.hidden_notes (id BIGINT)',
    'CREATE TABLE pick.not_granted (id BIGINT)',
    'CREATE SCHEMA vault',
    'CREATE TABLE vault.gold (id BIGINT)',
    'SET enable_case_sensitive_identifier TO true',
    ...NAMES_DDL,
  ]) {
    await session.execute(sql);
  }
  blind = await e2e.run('everything');
  for (const sql of [
    `GRANT USAGE ON SCHEMA pick, "Odd Ünï" TO "${e2e.user}"`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA "Odd Ünï" TO "${e2e.user}"`,
    ...['orders', 'others', 'plain', 'narrow', 'off', 'hidden_notes'].map(
      (name) => `GRANT SELECT ON pick.${name} TO "${e2e.user}"`,
    ),
    // Readable, but in a schema that may not be used.
    `GRANT SELECT ON vault.gold TO "${e2e.user}"`,
  ]) {
    await session.execute(sql);
  }
});
afterAll(async () => {
  for (const session of sessions) await session.close();
  await e2e?.close();
});

/** Each table has a column of its own odd name, and one row that says which table it is. */
const ODD_NAMES = [
  'select',
  'With Blank',
  'UPPER',
  'Mixed Case',
  'quo"te',
  "apo'strophe",
  'dot.ted',
  'naïve 🐦',
  'back\\slash',
  'dollar$',
  'a/b',
  '%7B {% $x %}',
];
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const text = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
const NAMES_DDL = [
  'CREATE SCHEMA "Odd Ünï"',
  ...ODD_NAMES.flatMap((name) => [
    `CREATE TABLE "Odd Ünï".${quoted(name)} (${quoted(name)} VARCHAR(40) NOT NULL, "group" INTEGER, PRIMARY KEY (${quoted(name)}))`,
    `INSERT INTO "Odd Ünï".${quoted(name)} VALUES (${text(name)}, 1)`,
  ]),
];

describe('grants', () => {
  it('names the database user and the GRANT when it sees nothing', () => {
    expect(blind).toMatchObject({ status: 'FAILED', error: 'NothingVisible' });
    expect(blind.cause).toContain(e2e.user);
    expect(blind.cause).toMatch(/GRANT USAGE ON SCHEMA .* GRANT SELECT ON ALL TABLES IN SCHEMA/);
  });

  it('extracts what the user may read, and nothing else', async () => {
    const run = await e2e.run('everything', { tables: ['pick.*'] });
    expect(run.report.tables.map(({ table }) => table).sort()).toEqual(
      ['hidden_notes', 'narrow', 'off', 'orders', 'others', 'plain'].map((name) => `pick.${name}`),
    );
    const vault = await e2e.run('everything', { tables: ['vault.gold'] });
    expect(vault).toMatchObject({ status: 'FAILED', error: 'TableNotFound' });
  });
});

describe('selection and options', () => {
  let run: EndedRun;
  beforeAll(async () => {
    run = await e2e.run('pick');
  });
  const rowsOf = async (schema: string, name: string) => {
    const { files } = await committedTable(e2e, 'pick', schema, name);
    return queryFiles(files, 'SELECT * FROM $files ORDER BY id');
  };

  it('takes what include matches, but for excluded and disabled tables', () => {
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    expect(run.report.tables.map(({ table }) => table).sort()).toEqual([
      'pick.narrow',
      'pick.orders',
      'pick.others',
      'pick.plain',
    ]);
  });

  it('lets the most specific match decide, option by option', async () => {
    expect(await rowsOf('pick', 'plain')).toEqual([[2n], [3n], [4n], [5n], [6n]]);
    expect(await rowsOf('pick', 'others')).toEqual([[2n], [3n], [4n]]);
    expect(await rowsOf('pick', 'narrow')).toEqual([[2n, 'b2']]);
    const methods = Object.fromEntries(run.report.tables.map(({ table, method }) => [table, method]));
    expect(methods).toMatchObject({ 'pick.narrow': 'unload', 'pick.plain': 'page' });
  });

  it('renames, filters by text with quotes, leaves columns out', async () => {
    const rows = await rowsOf('sales', 'orders_raw');
    expect(rows).toEqual([
      [1n, 'a'],
      [2n, 'b'],
      [4n, 'c'],
    ]);
    const { current, schema } = await committedTable(e2e, 'pick', 'sales', 'orders_raw');
    expect(current).toMatchObject({
      table: { schema: 'pick', name: 'orders' },
      destination: { schema: 'sales', name: 'orders_raw' },
    });
    expect(schema).toMatchObject({ primaryKey: ['id'], columns: [{ name: 'id' }, { name: 'note' }] });
    await expect(committedTable(e2e, 'pick', 'pick', 'orders')).rejects.toThrow();
  });

  it('refuses unknown input, before it takes the lock', async () => {
    const refused = await e2e.run('pick', { table: 'pick.orders' });
    expect(refused).toMatchObject({ status: 'FAILED', error: 'InputInvalid' });
    expect(refused.cause).toMatch(/table\b/);
    expect(await e2e.keys(`${e2e.root('pick')}lock.json`)).toEqual([]);
  });
});

describe('names that match nothing', () => {
  it('in the config: all of them, with the nearest', async () => {
    const run = await e2e.run('misspelt');
    expect(run).toMatchObject({ status: 'FAILED', error: 'TableNotFound' });
    expect(run.cause).toMatch(/pick\.ordres \(tables\); did you mean pick\.orders/);
    expect(run.cause).toMatch(/pcik\.\* \(tables\); did you mean pick\.\*/);
  });

  it('in the input: also what exists but is not selected', async () => {
    const run = await e2e.run('pick', { tables: ['pick.other', 'pick.off'] });
    expect(run).toMatchObject({ status: 'FAILED', error: 'TableNotFound' });
    expect(run.cause).toMatch(/pick\.other \(tables of the execution input\); did you mean pick\.others/);
    expect(run.cause).toMatch(/pick\.off .*exists, but the pipeline does not select it/);
  });
});

describe('discover: false', () => {
  it('asks no catalog', async () => {
    const { calls } = e2e.environment.dataApi.stats;
    const before = { ...calls };
    const run = await e2e.run('declared');
    expect(run).toMatchObject({ status: 'SUCCEEDED', report: { totals: { committed: 2 } } });
    // One batch a table, and none for the catalog.
    expect((calls.BatchExecuteStatement ?? 0) - (before.BatchExecuteStatement ?? 0)).toBe(2);
    expect((calls.ExecuteStatement ?? 0) - (before.ExecuteStatement ?? 0)).toBe(0);
    const orders = await committedTable(e2e, 'declared', 'pick', 'orders');
    expect(orders.schema).toMatchObject({ primaryKey: ['id'], columns: [{ name: 'id' }, { name: 'note' }] });
    expect(await queryFiles(orders.files, 'SELECT count(*), max(id), max(note) FROM $files')).toEqual([
      [7n, 9n, "it's; -- none"],
    ]);
    const others = await committedTable(e2e, 'declared', 'pick', 'others');
    expect(others.current.batches[0]).toMatchObject({ rows: 9, method: 'unload' });
  });
});

describe.each(['names-unload', 'names-page'])('names that need quoting, through %s', (pipeline) => {
  let run: EndedRun;
  beforeAll(async () => {
    run = await e2e.run(pipeline);
  });

  it('are read by the right name, each table with its own row', async () => {
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    expect(run.report.tables).toHaveLength(ODD_NAMES.length);
    for (const name of ODD_NAMES) {
      const { files, schema } = await committedTable(e2e, pipeline, 'Odd Ünï', name);
      expect(await queryFiles(files, `SELECT ${quoted(name)}, "group" FROM $files`)).toEqual([[name, 1n]]);
      expect(schema).toMatchObject({ table: { schema: 'Odd Ünï', name }, primaryKey: [name] });
      expect(schema.columns.map((column) => column.name)).toEqual([name, 'group']);
    }
  });

  it('become keys that every tool takes', async () => {
    const keys = await e2e.keys(e2e.root(pipeline));
    expect(keys.length).toBeGreaterThan(ODD_NAMES.length * 4);
    expect(keys.filter((key) => !/^[\w!./=-]+$/.test(key))).toEqual([]);
  });
});
