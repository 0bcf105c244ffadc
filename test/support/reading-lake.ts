import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch, Checkpoint } from '../../lambdas/core/progress/checkpoint';
import { rows as rowsOf } from '../local/redshift/warehouse-fixture';
import { assemblyFolder } from './assemblies';
import { E2e } from './e2e-environment';

/** What happens to the source before each run. */
const HISTORY: readonly (readonly string[])[] = [
  [
    'CREATE SCHEMA sales',
    'CREATE TABLE sales.orders (id BIGINT NOT NULL, customer VARCHAR(20), amount DECIMAL(10,2), updated_at TIMESTAMP, PRIMARY KEY (id))',
    'CREATE TABLE sales.clicks (id BIGINT, page VARCHAR(20))',
    'CREATE TABLE sales.countries (code VARCHAR(2), name VARCHAR(40))',
    `INSERT INTO sales.orders SELECT n, 'customer ' || n, n * 10.25, DATEADD(minute, CAST(n * 20 AS INTEGER), '2026-01-05')
       FROM (SELECT ROW_NUMBER() OVER (ORDER BY 1) AS n FROM (SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) a,
             (SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4) b) numbers`,
    "INSERT INTO sales.clicks VALUES (1, '/'), (2, '/cart')",
    "INSERT INTO sales.countries VALUES ('CZ', 'Czechia'), ('IE', 'Ireland')",
    'GRANT USAGE ON SCHEMA sales TO PUBLIC',
    'GRANT SELECT ON ALL TABLES IN SCHEMA sales TO PUBLIC',
  ],
  [
    "UPDATE sales.orders SET amount = 0, updated_at = '2026-01-05 05:00' WHERE id = 2",
    "INSERT INTO sales.orders VALUES (13, 'late', 1, '2026-01-05 03:30'), (14, 'new', NULL, '2026-01-05 07:00'), (15, 'no time', 3, NULL)",
    'DELETE FROM sales.orders WHERE id IN (3, 12)',
    "INSERT INTO sales.clicks VALUES (3, '/pay')",
    "INSERT INTO sales.countries VALUES ('PT', 'Portugal')",
  ],
  [
    "INSERT INTO sales.orders VALUES (3, 'came back', 4, '2026-01-05 07:30')",
    "UPDATE sales.orders SET customer = 'moved', updated_at = '2026-01-05 09:00' WHERE id IN (2, 14)",
    'DELETE FROM sales.orders WHERE id IN (1, 15)',
    "INSERT INTO sales.clicks VALUES (4, '/'), (5, '/')",
    "DELETE FROM sales.countries WHERE code = 'IE'",
  ],
];

export type SourceTable = 'orders' | 'clicks' | 'countries';

/** The lake as it was after a run, in a folder of its own whose documents name files by their paths. */
export interface LakeAfterRun {
  /** Stands for `s3://`. */
  folder: string;
  /** Stands for `s3://my-bucket/shuttle/lake`. */
  pipeline: string;
  current: Record<SourceTable, Checkpoint>;
  /** The source's rows as text, in order. */
  source: Record<SourceTable, string[]>;
  /** The partitions of the incremental tables in Glue. */
  partitions: Record<'orders' | 'clicks', { batch: string; folder: string }[]>;
}

/** The pipeline `reading` of reading.yaml, run again and again over a source that changes. */
export class ReadingLake {
  readonly runs: LakeAfterRun[] = [];
  private readonly root = mkdtempSync(join(tmpdir(), 'reading-'));

  private constructor(readonly e2e: E2e) {}

  /** @param afterRun is called after each run, while its files are in the local S3 */
  static async make(afterRun: (run: LakeAfterRun, lake: ReadingLake) => Promise<void>): Promise<ReadingLake> {
    const lake = new ReadingLake(await E2e.open({ assembly: assemblyFolder('reading') }));
    lake.e2e.environment.glue.catalog.createDatabase('lake');
    for (const statements of HISTORY) {
      await lake.e2e.admin(...statements);
      // Runs follow one another, as a schedule starts them: their ids sort by time.
      await lake.e2e.clock.sleep(3_600_000);
      const ended = await lake.e2e.run('reading');
      if (ended.status !== 'SUCCEEDED') throw new Error(`${ended.error}: ${ended.cause}`);
      const run = await lake.copy();
      lake.runs.push(run);
      await afterRun(run, lake);
    }
    return lake;
  }

  /** The rows of a query on the local Redshift, a line of text each. */
  async redshift(sql: string): Promise<string[]> {
    const session = await this.e2e.warehouse.connect({ database: 'dev', dbUser: 'admin' });
    try {
      return (await rowsOf(session, sql)).map((row) => row.map(String).join('|'));
    } finally {
      await session.close();
    }
  }

  async close(): Promise<void> {
    await this.e2e.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  private async copy(): Promise<LakeAfterRun> {
    const { bucket } = this.e2e;
    const folder = join(this.root, String(this.runs.length));
    const pipeline = join(folder, bucket, 'shuttle', 'reading');
    cpSync(join(this.e2e.s3Root, bucket, 'shuttle', 'reading'), pipeline, { recursive: true });
    for (const file of readdirSync(join(pipeline, 'tables'), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.json')) continue;
      const path = join(pipeline, 'tables', file);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('s3://', `${folder}/`));
    }
    const current = (table: SourceTable) =>
      JSON.parse(readFileSync(join(pipeline, `tables/sales.${table}/current.json`), 'utf8')) as Checkpoint;
    const { catalog } = this.e2e.environment.glue;
    const pathOf = (storage: unknown) => (storage as { Location: string }).Location.replace('s3://', `${folder}/`);
    const partitions = (table: 'orders' | 'clicks') =>
      catalog.partitions('lake', `sales__${table}`).map((partition) => ({
        batch: String((partition.Values as unknown[])[0]),
        folder: pathOf(partition.StorageDescriptor),
      }));
    const source = async (table: SourceTable) =>
      this.redshift(`SELECT ${COLUMNS[table]} FROM sales.${table} ORDER BY 1`);
    return {
      folder,
      pipeline,
      current: { orders: current('orders'), clicks: current('clicks'), countries: current('countries') },
      source: { orders: await source('orders'), clicks: await source('clicks'), countries: await source('countries') },
      partitions: { orders: partitions('orders'), clicks: partitions('clicks') },
    };
  }
}

/** Every column as text that DuckDB and Redshift print alike. */
export const COLUMNS: Record<SourceTable, string> = {
  orders: 'id, customer, CAST(amount AS VARCHAR(20)), CAST(updated_at AS VARCHAR(40))',
  clicks: 'id, page',
  countries: 'code, name',
};

/** What a follower of `current.json` has to apply, given the last batch that it knows. */
export const batchesAfter = (
  { batches, tail }: Pick<Checkpoint, 'batches' | 'tail'>,
  last: string | undefined,
): { isFull: boolean; batches: Batch[] } => {
  const at = batches.findIndex(({ batchId }) => batchId === last);
  return { isFull: at < 0, batches: [...batches.slice(at + 1), ...(tail ? [tail] : [])] };
};
