import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localWarehouse } from '../../local/local-warehouse';
import { lookAtTarget, renderTarget, type TargetOptions } from '../../local/look-target';
import type { Warehouse } from '../../local/redshift/warehouse';
import { type LocalS3, startS3 } from '../../local/s3/server';

let root: string;
let s3: LocalS3;
let warehouse: string;

const open = (): Promise<Warehouse> => localWarehouse(s3, () => Date.UTC(2026, 2, 1), warehouse);
const inReports = async (w: Warehouse, ...statements: string[]) => {
  for (const sql of statements) await w.createRedshiftTable(sql, 'reports');
};

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'look-target-'));
  warehouse = join(root, 'warehouse');
  s3 = await startS3({ root: join(root, 's3'), region: 'eu-west-1' });
  const w = await open();
  await inReports(
    w,
    'CREATE SCHEMA shop',
    'CREATE TABLE shop.customers (id BIGINT, name VARCHAR(20), credit NUMERIC(10,2), doc SUPER, at TIMESTAMPTZ)',
    `INSERT INTO shop.customers VALUES (1, 'ann', 2.5, JSON_PARSE('{"a": 1}'), '2026-03-01 10:00:00+00')`,
    'INSERT INTO shop.customers (id) VALUES (2)',
    'CREATE TABLE shop.counted (n BIGINT)',
    'INSERT INTO shop.counted SELECT id FROM shop.customers',
    'CREATE VIEW shop.names AS SELECT name FROM shop.customers WHERE name IS NOT NULL',
    'CREATE USER reader PASSWORD DISABLE',
  );
  const session = await w.connect({ database: 'reports', dbUser: 'admin' });
  await session.execute('SET enable_case_sensitive_identifier TO true');
  await session.execute('CREATE TABLE shop."Odd Name" ("Größe" REAL)');
  await session.execute('CREATE TEMP TABLE passing AS SELECT 1 AS n');
  await w.createRedshiftTable('CREATE TABLE public.forgotten (id BIGINT)');
  await w.close();
});
afterAll(async () => {
  await s3.close();
  rmSync(root, { recursive: true, force: true });
});

const look = (table: string, more: Partial<TargetOptions> = {}) =>
  lookAtTarget({ warehouse, database: 'reports', table, ...more });

describe('a table of a database that has outlived its process', () => {
  it('is shown with its types as Redshift names them', async () => {
    expect(await look('shop.customers', { sql: 'SELECT * FROM shop.customers ORDER BY id' })).toEqual({
      database: 'reports',
      table: 'shop.customers',
      rows: 2,
      columns: [
        { name: 'id', type: 'int8' },
        { name: 'name', type: 'varchar' },
        { name: 'credit', type: 'numeric' },
        { name: 'doc', type: 'super' },
        { name: 'at', type: 'timestamptz' },
      ],
      preview: {
        columns: ['id', 'name', 'credit', 'doc', 'at'],
        numeric: [true, false, true, false, false],
        rows: [
          ['1', 'ann', '2.50', '{"a":1}', '2026-03-01 10:00:00+00'],
          ['2', null, null, null, null],
        ],
      },
    });
  });

  it('is printed', async () => {
    expect(renderTarget(await look('shop.customers', { limit: 1 }), 60)).toMatch(
      /^shop\.customers in database reports · 2 rows\n\ncolumn {2}Redshift\n[\s\S]*credit {2}numeric/,
    );
  });

  it.each([
    ['shop.names', 1],
    ['shop."Odd Name"', 0],
    ['SHOP.Counted', 2],
  ])('%s has %i rows', async (table, rows) => {
    expect((await look(table)).rows).toBe(rows);
  });

  it.each<[string, Partial<TargetOptions>, string, RegExp]>([
    ['shop.nothing', {}, 'QueryFailed', /"shop.nothing" does not exist/],
    ['shop.counted; drop', {}, 'QueryFailed', /is not the name of a table/],
    ['shop.counted', { sql: 'SELECT x FROM shop.counted' }, 'QueryFailed', /column "x" does not exist/],
    ['public.forgotten', { database: 'dev' }, 'DatabaseMissing', /no database dev/],
    ['shop.counted', { warehouse: '/nowhere' }, 'DatabaseMissing', /run the demo first/],
  ])('%s %j is refused: %s', async (table, more, problem, message) => {
    await expect(look(table, more)).rejects.toMatchObject({ problem, message: expect.stringMatching(message) });
  });

  it('is refused while another process has it', async () => {
    const file = join(warehouse, 'reports.duckdb');
    const script = `require('@duckdb/node-api').DuckDBInstance.create(process.argv[1]).then((held) => {
      process.stdout.write('held');
      process.stdin.resume().on('end', () => held.closeSync());
    })`;
    const holder = spawn(process.execPath, ['-e', script, file], { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      await once(holder.stdout, 'data');
      await expect(look('shop.counted')).rejects.toMatchObject({ problem: 'DatabaseInUse' });
    } finally {
      holder.stdin.end();
      await once(holder, 'exit');
    }
    expect((await look('shop.counted')).rows).toBe(2);
  });

  it('can be loaded on by another process', async () => {
    const w = await open();
    await inReports(w, 'INSERT INTO shop.counted VALUES (3)');
    await w.close();
    expect((await look('shop.counted')).rows).toBe(3);
  });
});
