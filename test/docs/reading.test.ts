import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Batch } from '../../lambdas/core/progress/checkpoint';
import { batchesAfter, COLUMNS, type LakeAfterRun, ReadingLake } from '../support/reading-lake';
import { fencesWithInfo, readPage } from './markdown';

const page = readPage('docs/reading.md');
const blocks = fencesWithInfo(page).filter(({ info }) => /^(sql|python)\b/.test(info));
const used = new Set<string>();

/** The statements of a block that is run, as the page has them. */
const block = (name: string): string => {
  used.add(name);
  const found = blocks.filter(({ info }) => info === `sql run=${name}`);
  if (found[0] === undefined || found.length > 1) throw new Error(`docs/reading.md has ${found.length} blocks ${name}`);
  return found[0].text;
};

/** What a connection answers to the last of several statements, a line of text a row. */
async function duck(connection: DuckDBConnection, sql: string): Promise<string[]> {
  const statements = await connection.extractStatements(sql);
  let rows: string[] = [];
  for (let i = 0; i < statements.count; i++) {
    const result = await (await statements.prepare(i)).runAndReadAll();
    rows = result.getRowsJson().map((row) => row.map(String).join('|'));
  }
  return rows;
}

/** The page's places become those of a run's copy. */
const placed = (sql: string, { folder, pipeline }: LakeAfterRun): string =>
  sql.replaceAll('s3://my-bucket/shuttle/lake', pipeline).replaceAll('s3://', `${folder}/`);

const sorted = (rows: readonly string[]): string[] =>
  [...rows].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1));

/** A statement of Spark's for DuckDB. A folder that a batch does not have, since it is empty, reads as no rows. */
const fromSpark = (sql: string, run: LakeAfterRun, batch: Batch): string =>
  placed(sql, run)
    .replaceAll('<batchId>', batch.batchId)
    .replaceAll('<committedAt>', batch.committedAt.replace('Z', ''))
    .replaceAll(/parquet\.`([^`]+)`/g, (_, path: string) => {
      const files = path.includes('/deletes/') ? (batch.deletes?.files ?? 0) : batch.files;
      return files > 0
        ? `read_parquet('${path}*.parquet', hive_partitioning = false)`
        : '(SELECT NULL::BIGINT AS id, NULL AS customer, NULL::DECIMAL(10,2) AS amount, NULL::TIMESTAMP AS updated_at, NULL AS page WHERE false)';
    });

let lake: ReadingLake;
let connection: DuckDBConnection;
/** The copies that follow batch by batch, after each run. */
const copies: Record<'redshift' | 'scd1' | 'scd2' | 'clicks' | 'redshiftCountries' | 'countries', string[][]> = {
  redshift: [],
  scd1: [],
  scd2: [],
  clicks: [],
  redshiftCountries: [],
  countries: [],
};
/** The last batch that was applied, by table. */
const last: { orders?: string | undefined; clicks?: string | undefined } = {};

beforeAll(async () => {
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
  connection = await instance.connect();
  await duck(
    connection,
    `SET TimeZone = 'UTC'; ATTACH ':memory:' AS prod; CREATE SCHEMA prod.sales;
     CREATE TABLE prod.sales.orders (id BIGINT, customer VARCHAR, amount DECIMAL(10,2), updated_at TIMESTAMP);
     CREATE TABLE prod.sales.orders_history (id BIGINT, customer VARCHAR, amount DECIMAL(10,2), updated_at TIMESTAMP,
       valid_from TIMESTAMP, valid_to TIMESTAMP);
     CREATE TABLE prod.sales.clicks (id BIGINT, page VARCHAR)`,
  );
  lake = await ReadingLake.make(follow);
}, 240_000);
afterAll(async () => {
  await lake?.close();
  connection?.closeSync();
});

/** Applies what is new of a run to every copy. */
async function follow(run: LakeAfterRun, made: ReadingLake): Promise<void> {
  const redshift = async (name: string, batchId = '') => {
    const place = `s3://${made.e2e.bucket}/shuttle/reading`;
    const sql = block(name).replaceAll('s3://my-bucket/shuttle/lake', place).replaceAll('<batchId>', batchId);
    const session = await made.e2e.warehouse.connect({ database: 'dev', dbUser: 'admin' });
    try {
      for (const statement of sql.split(/;\n/)) if (statement.trim() !== '') await session.execute(statement);
    } finally {
      await session.close();
    }
  };
  if (last.orders === undefined) {
    await made.e2e.admin('CREATE SCHEMA copied');
    await redshift('redshift-create');
  }
  for (const batch of batchesAfter(run.current.orders, last.orders).batches) {
    if ((batch.deletes?.rows ?? 0) > 0) await redshift('redshift-deletes', batch.batchId);
    if (batch.rows > 0) await redshift('redshift-batch', batch.batchId);
    for (const name of ['databricks-merge', 'databricks-scd2-close', 'databricks-scd2-open']) {
      // Twice: to repeat the newest batch changes nothing.
      for (const _ of [1, 2]) await duck(connection, fromSpark(block(name), run, batch));
    }
  }
  for (const batch of batchesAfter({ batches: run.current.clicks.batches }, last.clicks).batches) {
    await duck(connection, fromSpark(block('databricks-append'), run, batch));
  }
  last.orders = run.current.orders.batches.at(-1)?.batchId;
  last.clicks = run.current.clicks.batches.at(-1)?.batchId;
  const [countries] = run.current.countries.batches;
  if (!countries) throw new Error('a snapshot has a batch');
  await redshift('redshift-snapshot', countries.batchId);
  await duck(connection, fromSpark(block('databricks-snapshot'), run, countries));

  copies.redshift.push(await made.redshift(`SELECT ${COLUMNS.orders} FROM copied.orders ORDER BY 1`));
  copies.redshiftCountries.push(await made.redshift('SELECT code, name FROM copied.countries ORDER BY 1'));
  copies.scd1.push(await duck(connection, `SELECT ${COLUMNS.orders} FROM prod.sales.orders ORDER BY 1`));
  copies.scd2.push(
    await duck(connection, `SELECT ${COLUMNS.orders} FROM prod.sales.orders_history WHERE valid_to IS NULL ORDER BY 1`),
  );
  copies.clicks.push(await duck(connection, 'SELECT id, page FROM prod.sales.clicks ORDER BY 1'));
  copies.countries.push(await duck(connection, 'SELECT code, name FROM prod.sales.countries ORDER BY 1'));
}

const orders = () => lake.runs.map(({ source }) => source.orders);

describe('docs/reading.md: the lake of the tests', () => {
  it('has a load, windows with deletes, and tails, and never a second full read', () => {
    expect(lake.runs.map(({ current }) => current.orders.batches.at(-1)?.kind)).toEqual(['load', 'window', 'window']);
    expect(lake.runs.every(({ current }) => current.orders.batches[0]?.kind === 'load')).toBe(true);
    expect(lake.runs.map(({ current }) => (current.orders.tail?.rows ?? 0) > 0)).toEqual([true, true, true]);
    expect(lake.runs.map(({ current }) => current.orders.batches.at(-1)?.deletes?.rows)).toEqual([undefined, 2, 2]);
    expect(lake.runs.map(({ source }) => source.orders.length)).toEqual([12, 13, 12]);
  });

  it('has batches whose names sort in the order of current.json', () => {
    const { batches, tail } = lake.runs.at(-1)!.current.orders;
    const names = [...batches, tail!].map(({ batchId }) => batchId);
    expect([...names].sort()).toEqual(names);
  });
});

describe('docs/reading.md: following', () => {
  it('by COPY, DELETE and MERGE on Redshift ends at the source, after each run', () => {
    expect(copies.redshift).toEqual(orders());
    expect(copies.redshiftCountries).toEqual(lake.runs.map(({ source }) => source.countries));
  });

  it('misses nothing when runs were missed, and when a part is repeated', async () => {
    const merge = async (run: LakeAfterRun, since: string | undefined) => {
      for (const batch of batchesAfter(run.current.orders, since).batches) {
        const sql = fromSpark(block('databricks-merge'), run, batch);
        await duck(connection, sql.replaceAll('prod.sales.orders', 'prod.sales.missed'));
      }
    };
    await duck(connection, 'CREATE TABLE prod.sales.missed AS FROM prod.sales.orders WHERE false');
    const [first, second, third] = lake.runs;
    await merge(first!, undefined);
    await merge(third!, first!.current.orders.batches.at(-1)?.batchId);
    const copied = () => duck(connection, `SELECT ${COLUMNS.orders} FROM prod.sales.missed ORDER BY 1`);
    expect(await copied()).toEqual(third!.source.orders);
    await merge(third!, undefined);
    expect(await copied()).toEqual(third!.source.orders);
    expect(batchesAfter(third!.current.orders, second!.current.orders.batches.at(-1)?.batchId).isFull).toBe(false);
    expect(batchesAfter(third!.current.orders, 'one that is gone').isFull).toBe(true);
  });

  it('by MERGE as SCD type 1 ends at the source, after each run', () => {
    expect(copies.scd1).toEqual(orders());
    expect(copies.countries).toEqual(lake.runs.map(({ source }) => source.countries));
  });

  it('as SCD type 2 has the source as its open versions, and the former ones closed', async () => {
    expect(copies.scd2).toEqual(orders());
    const versions = `SELECT id, customer, valid_to IS NULL, valid_from < coalesce(valid_to, '9999-01-01')
      FROM prod.sales.orders_history WHERE id IN (2, 3, 14) ORDER BY id, valid_from`;
    expect(await duck(connection, versions)).toEqual([
      '2|customer 2|false|true',
      '2|customer 2|false|true',
      '2|moved|true|true',
      '3|customer 3|false|true',
      '3|came back|true|true',
      '14|new|false|true',
      '14|moved|true|true',
    ]);
  });

  it('without a key appends each settled row once; the tail has the others', () => {
    const settled = lake.runs.map(({ source, current }) => source.clicks.slice(0, -(current.clicks.tail?.rows ?? 0)));
    expect(copies.clicks).toEqual(settled);
    expect(settled.map(({ length }) => length)).toEqual([1, 2, 4]);
  });
});

describe.each([0, 1, 2])('docs/reading.md: reading after run %i', (number) => {
  const run = () => lake.runs[number]!;

  it('by DuckDB, folded', async () => {
    await duck(connection, placed(block('duckdb-files'), run()));
    await duck(connection, placed(block('duckdb-folded'), run()));
    expect(await duck(connection, `SELECT ${COLUMNS.orders} FROM orders ORDER BY 1`)).toEqual(run().source.orders);
  });

  it.each(['clicks', 'countries'] as const)('by DuckDB, the rows of %s', async (table) => {
    await duck(connection, placed(block('duckdb-files'), run()).replaceAll('sales.orders', `sales.${table}`));
    expect(sorted(await duck(connection, placed(block('duckdb-rows'), run())))).toEqual(run().source[table]);
  });

  it('by the statements over the Glue catalog', async () => {
    await openGlue();
    expect(sorted(await duck(connection, block('athena-rows')))).toEqual(run().source.clicks);
    await duck(connection, block('folded-view'));
    expect(await duck(connection, `SELECT ${COLUMNS.orders} FROM lake.orders ORDER BY 1`)).toEqual(run().source.orders);
  });

  it("by the view's query on the local Redshift", async () => {
    await openGlue();
    await lake.e2e.admin(
      'CREATE SCHEMA IF NOT EXISTS lake',
      'DROP TABLE IF EXISTS lake.sales__orders',
      'DROP TABLE IF EXISTS lake.orders_deletes',
      'CREATE TABLE lake.sales__orders (id BIGINT, customer VARCHAR(20), amount DECIMAL(10,2), updated_at TIMESTAMP, batch VARCHAR(80))',
      'CREATE TABLE lake.orders_deletes (id BIGINT, batch VARCHAR(80))',
    );
    for (const [table, columns] of [
      ['sales__orders', `${COLUMNS.orders}, batch`],
      ['orders_deletes', 'id, batch'],
    ]) {
      for (const line of await duck(connection, `SELECT ${columns} FROM lake.${table}`)) {
        const values = line.split('|').map((value) => (value === 'null' ? 'NULL' : `'${value}'`));
        await lake.e2e.admin(`INSERT INTO lake.${table} VALUES (${values.join(', ')})`);
      }
    }
    const query = block('folded-view').replace(/^CREATE OR REPLACE VIEW lake.orders AS\n/, '');
    expect(await lake.redshift(`SELECT ${COLUMNS.orders} FROM (${query}) orders ORDER BY 1`)).toEqual(
      run().source.orders,
    );
  });

  /** What Glue shows of the run's tables, and the table of deleted keys with a partition for each batch that has some. */
  async function openGlue(): Promise<void> {
    await duck(connection, 'CREATE SCHEMA IF NOT EXISTS lake');
    for (const table of ['orders', 'clicks'] as const) {
      const select = run().partitions[table].map(
        ({ batch, folder }) =>
          `SELECT *, '${batch}' AS batch FROM read_parquet('${folder}*.parquet', hive_partitioning = false)`,
      );
      await duck(connection, `CREATE OR REPLACE VIEW lake.sales__${table} AS ${select.join(' UNION ALL BY NAME ')}`);
    }
    const gone = run()
      .current.orders.batches.filter(({ deletes }) => (deletes?.files ?? 0) > 0)
      .map(
        ({ batchId }) =>
          `UNION ALL SELECT id, '${batchId}' FROM '${run().pipeline}/deletes/sales/orders/batch=${batchId}/*.parquet'`,
      );
    const none = 'SELECT NULL::BIGINT AS id, NULL::VARCHAR AS batch WHERE false';
    await duck(connection, `CREATE OR REPLACE VIEW lake.orders_deletes AS ${none} ${gone.join(' ')}`);
  }
});

describe('docs/reading.md', () => {
  it('says of each statement whether it is run, and the tests run those', () => {
    expect(
      blocks.map(({ info }) => info).filter((info) => !/^(sql run=[\w-]+|(sql|python) not-run)$/.test(info)),
    ).toEqual([]);
    const named = blocks.flatMap(({ info }) => /^sql run=(.*)$/.exec(info)?.[1] ?? []);
    expect([...used].sort()).toEqual(named.sort());
  });
});
