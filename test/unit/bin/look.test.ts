import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { localWarehouse } from '../../../local/local-warehouse';
import { startS3 } from '../../../local/s3/server';
import { shuttle, temporaryFolder } from './command-line';

const folder = temporaryFolder();
const file = (key: string): string => {
  const path = folder.path(`s3/bucket/${key}`);
  mkdirSync(dirname(path), { recursive: true });
  return path;
};

/** A table of three rows, committed as a pipeline commits it. */
beforeAll(async () => {
  const data = 'shuttle/lake/data/public/t/batch=b1/part-00000.parquet';
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`COPY (SELECT range AS id FROM range(3)) TO '${file(data)}' (FORMAT parquet)`);
  connection.closeSync();
  const meta = { content_length: statSync(file(data)).size, record_count: 3 };
  const manifest = 'shuttle/lake/tables/public.t/manifests/b1.json';
  writeFileSync(file(manifest), JSON.stringify({ entries: [{ url: `s3://bucket/${data}`, mandatory: true, meta }] }));
  const batches = [{ batchId: 'b1', manifest: { bucket: 'bucket', key: manifest }, rows: 3 }];
  writeFileSync(file('shuttle/lake/tables/public.t/current.json'), JSON.stringify({ formatVersion: 1, batches }));
});

const look = (...args: string[]) => shuttle('look', ...args, '--root', folder.path('s3'));

describe('shuttle look', () => {
  it('shows the rows of a table', async () => {
    const { code, out, err } = await look('public.t', '--pipeline', 'lake');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('public.t in s3://bucket/shuttle/lake');
    expect(out).toMatch(/\n3 rows$/);
  });

  it('shows as many rows as asked for', async () => {
    expect((await look('public.t', '--limit', '1')).out).toMatch(/\n1 row shown$/);
  });

  it('answers a query', async () => {
    expect((await look('public.t', '--sql', 'SELECT sum(id) AS total FROM t')).out).toMatch(/total\n─+\n *3\n/);
  });

  it.each([
    ['public.unknown', 'Table public.unknown was never committed. Nearest committed: public.t.'],
    ['public.t', 'was never committed in pipeline other', '--pipeline', 'other'],
    ['public.t', 'nope', '--sql', 'SELECT nope FROM t'],
  ])('fails in words: %s, %s', async (table, message, ...args) => {
    const { code, out, err } = await look(table, ...args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n {4}at /);
  });

  it.each([
    [[], 'name one table'],
    [['a.b', 'c.d'], 'name one table'],
    [['public.t', '--limit', '0'], '--limit takes a whole number from 1 to 10000, not "0"'],
    [['public.t', '--limit', '1e2'], '--limit takes'],
    [['public.t', '--lines', '1'], "Unknown option '--lines'"],
    [['public.t', '--database', 'reports'], '--pipeline and --root are for extracted tables'],
    [['public.t', '--warehouse', 'here'], '--warehouse is for loaded tables'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await look(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('shuttle look --database', () => {
  const warehouse = () => folder.path('warehouse');
  const lookAt = (table: string, ...args: string[]) =>
    shuttle('look', table, '--database', 'reports', '--warehouse', warehouse(), ...args);

  beforeAll(async () => {
    const s3 = await startS3({ root: folder.path('loaded'), region: 'eu-west-1' });
    const reports = await localWarehouse(s3, () => Date.UTC(2026, 2, 1), warehouse());
    for (const sql of [
      'CREATE SCHEMA shop',
      'CREATE TABLE shop.items (id BIGINT, name VARCHAR(20))',
      "INSERT INTO shop.items VALUES (1, 'lamp'), (2, 'chair')",
    ]) {
      await reports.createRedshiftTable(sql, 'reports');
    }
    await reports.close();
    await s3.close();
  });

  it('shows a loaded table', async () => {
    const { code, out, err } = await lookAt('shop.items', '--limit', '1');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^shop\.items in database reports · 2 rows\n[\s\S]*\nname +varchar\n[\s\S]*\n *1 +lamp$/);
  });

  it('answers a query', async () => {
    const { out } = await lookAt('shop.items', '--sql', 'SELECT SUM(id) AS total FROM shop.items');
    expect(out).toMatch(/total\n─+\n *3$/);
  });

  it.each([
    ['shop.unknown', 'does not exist'],
    ['shop.items', 'there is no database nowhere', '--database', 'nowhere'],
    ['shop.items', 'run the demo first', '--warehouse', '/nowhere'],
  ])('fails in words: %s, %s', async (table, message, ...args) => {
    const { code, out, err } = await lookAt(table, ...args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n {4}at /);
  });
});
