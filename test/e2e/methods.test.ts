import { committedTable, queryFiles } from '../support/e2e-committed';
import { E2e, type EndedRun } from '../support/e2e-environment';

let e2e: E2e;
/** Every SQL text that reached the warehouse. */
const statements: string[] = [];
const ABROAD = 'shuttle-e2e-abroad';

beforeAll(async () => {
  e2e = await E2e.open({
    dataApi: {
      latency: ({ sql }) => {
        statements.push(sql);
        return 0;
      },
      limits: { resultBytes: 200_000 },
    },
  });
  e2e.environment.s3.store.createBucket(ABROAD);
  const numbers = (rows: number) =>
    `SELECT n FROM (SELECT row_number() OVER () AS n FROM auto.ten a, auto.ten b, auto.ten c, auto.ten d, auto.ten e, auto.two f) x WHERE n <= ${rows}`;
  await e2e.admin(
    'CREATE SCHEMA auto',
    'CREATE TABLE auto.ten (n INTEGER)',
    'INSERT INTO auto.ten VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)',
    'CREATE TABLE auto.two (n INTEGER)',
    'INSERT INTO auto.two VALUES (0), (1)',
    `CREATE TABLE auto.small AS ${numbers(500)}`,
    `CREATE TABLE auto.large AS ${numbers(120_000)}`,
    `CREATE TABLE auto.limited AS ${numbers(120_000)}`,
    'CREATE TABLE auto.wide (id BIGINT, doc SUPER)',
    `INSERT INTO auto.wide VALUES (1, JSON_PARSE('{"a": 1}'))`,
    'ANALYZE',
    // Made after ANALYZE: the catalog knows no number of rows.
    `CREATE TABLE auto.fresh_small AS ${numbers(300)}`,
    `CREATE TABLE auto.fresh_large AS ${numbers(120_000)}`,
    'CREATE VIEW auto.seen AS SELECT n FROM auto.small',
    'CREATE SCHEMA heavy',
    'CREATE TABLE heavy.long_rows (id BIGINT, a VARCHAR(65535), b VARCHAR(65535))',
    "INSERT INTO heavy.long_rows VALUES (1, REPEAT('a', 40000), REPEAT('b', 40000)), (2, 'x', 'y')",
    `CREATE TABLE heavy.many_rows AS SELECT n, REPEAT('m', 1000) AS t FROM auto.small`,
    'CREATE SCHEMA refused',
    'CREATE TABLE refused.sketches (id BIGINT, h HLLSKETCH)',
    'INSERT INTO refused.sketches (id) VALUES (1)',
    'CREATE TABLE refused.fine (id BIGINT)',
    'CREATE SCHEMA odd',
    'CREATE TABLE odd.years (id BIGINT, d DATE, ts TIMESTAMP, note VARCHAR(20))',
    "INSERT INTO odd.years (id, d, ts, note) VALUES (1, '2024-02-29', '2024-02-29 00:00:00', NULL)",
    "INSERT INTO odd.years (id, d, ts, note) VALUES (2, '0044-03-15 BC', NULL, 'hush'), (3, NULL, '10000-01-01 00:00:00', 'hush'), (4, '9999-12-31', NULL, NULL)",
    ...['auto', 'heavy', 'odd', 'refused'].flatMap((schema) => [
      `GRANT USAGE ON SCHEMA ${schema} TO PUBLIC`,
      `GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO PUBLIC`,
    ]),
    'ANALYZE heavy.long_rows',
    'ANALYZE heavy.many_rows',
  );
});
afterAll(() => e2e?.close());

const tablesOf = ({ report }: EndedRun) =>
  Object.fromEntries(report.tables.map(({ table, method, why, rows }) => [table, { method, why, rows }]));

describe('method: auto', () => {
  it('pages what is small by limit, catalog or count, and unloads the rest', async () => {
    const run = await e2e.run('auto');
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    expect(tablesOf(run)).toEqual({
      'auto.ten': { method: 'page', rows: 10, why: expect.stringMatching(/^small: 10 rows by catalog/) },
      'auto.two': { method: 'page', rows: 2, why: expect.stringMatching(/by catalog/) },
      'auto.small': { method: 'page', rows: 500, why: expect.stringMatching(/^small: 500 rows by catalog/) },
      'auto.large': { method: 'unload', rows: 120_000, why: expect.stringMatching(/^large: 120000 rows by catalog/) },
      'auto.limited': { method: 'page', rows: 10, why: expect.stringMatching(/^small: 10 rows by limit/) },
      'auto.wide': { method: 'unload', rows: 1, why: expect.stringMatching(/doc is super/) },
      'auto.fresh_small': { method: 'page', rows: 300, why: expect.stringMatching(/^small: 300 rows by count/) },
      'auto.fresh_large': { method: 'unload', rows: 120_000, why: expect.stringMatching(/^large: .* by count/) },
      'auto.seen': { method: 'unload', rows: 500, why: expect.stringMatching(/^a view of unknown size/) },
    });
  });

  it('counts no further than it must', () => {
    const counts = statements.filter((sql) => /^SELECT COUNT/.test(sql) && sql.includes('"fresh_large"'));
    expect(counts[0]).toMatch(/LIMIT 100001\)/);
  });

  it('gives each table as many rows as it has', async () => {
    for (const [name, rows] of Object.entries({ large: 120_000n, fresh_small: 300n, limited: 10n })) {
      const { files } = await committedTable(e2e, 'auto', 'auto', name);
      expect(await queryFiles(files, 'SELECT count(*), count(DISTINCT n) FROM $files')).toEqual([[rows, rows]]);
    }
  });
});

describe('a result past what the Data API holds', () => {
  it('is unloaded instead: too many bytes, too long a row', async () => {
    const run = await e2e.run('heavy');
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    const why = expect.stringMatching(/passes what the Data API holds/);
    expect(tablesOf(run)).toEqual({
      'heavy.long_rows': { method: 'unload', rows: 2, why },
      'heavy.many_rows': { method: 'unload', rows: 500, why },
    });
    expect(run.report.tables.map(({ attempts }) => attempts)).toEqual([2, 2]);
    const long = await committedTable(e2e, 'heavy', 'heavy', 'long_rows');
    const lengths = await queryFiles(long.files, 'SELECT id, length(a), length(b) FROM $files ORDER BY id');
    expect(lengths).toEqual([
      [1n, 40_000n, 40_000n],
      [2n, 1n, 1n],
    ]);
  });

  it('fails where the config insists on pages', async () => {
    const run = await e2e.run('heavy-page');
    expect(run).toMatchObject({ status: 'FAILED', error: 'TablesFailed' });
    expect(run.report.tables.map(({ table, error }) => [table, error])).toEqual([
      ['heavy.long_rows', 'ResultTooLarge'],
      ['heavy.many_rows', 'ResultTooLarge'],
    ]);
  });
});

describe('a row that a page cannot carry into Parquet', () => {
  it('goes to the quarantine, is counted, and the rest is committed', async () => {
    const run = await e2e.run('odd');
    expect(run).toMatchObject({ status: 'SUCCEEDED', report: { totals: { rows: 2, quarantined: 2, committed: 1 } } });
    const { files, current } = await committedTable(e2e, 'odd', 'odd', 'years');
    expect(await queryFiles(files, 'SELECT id FROM $files ORDER BY id')).toEqual([[1n], [4n]]);
    expect(current.batches).toMatchObject([{ rows: 2, quarantined: 2 }]);
    const keys = await e2e.keys(`${e2e.root('odd')}quarantine/odd/years/`);
    expect(keys).toHaveLength(1);
    const { rows, columns } = await e2e.json<{
      rows: { column: string; reason: string; values: object[] }[];
      columns: string[];
    }>(keys[0] as string);
    expect(columns).toEqual(['id', 'd', 'ts', 'note']);
    expect(rows[0]?.values[3]).toEqual({ stringValue: 'hush' });
    const found = rows.map(({ column, reason, values }) => [values[0], column, reason]);
    expect(found).toEqual(
      expect.arrayContaining([
        [{ stringValue: '2' }, 'd', 'outside years 0001-9999'],
        [{ stringValue: '3' }, 'ts', 'outside years 0001-9999'],
      ]),
    );
    expect(found).toHaveLength(2);
    // Values stay in the quarantine: no log line holds one.
    expect(e2e.logs.filter((line) => line.includes('hush'))).toEqual([]);
  });
});

describe('a table with a type that cannot leave by UNLOAD', () => {
  it('leaves by pages', async () => {
    const run = await e2e.run('everything', { tables: ['refused.*'] });
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    expect(run.report.tables).toMatchObject([
      { table: 'refused.fine', status: 'committed' },
      { table: 'refused.sketches', status: 'committed', method: 'page', rows: 1 },
    ]);
  });
});

describe('the SQL of an UNLOAD', () => {
  it('names the key and the region of a bucket abroad', async () => {
    statements.length = 0;
    const run = await e2e.run('abroad');
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    const unloads = statements.filter((sql) => sql.startsWith('UNLOAD'));
    expect(unloads).toHaveLength(1);
    for (const sql of unloads) {
      expect(sql).toContain(`TO 's3://${ABROAD}/shuttle/abroad/data/auto/small/batch=`);
      expect(sql).toContain("REGION AS 'us-east-1'");
      expect(sql).toContain(
        "KMS_KEY_ID 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab' ENCRYPTED",
      );
      expect(sql).toContain('MANIFEST VERBOSE');
      expect(sql).not.toMatch(/ALLOWOVERWRITE|CLEANPATH/);
    }
    const { files } = await committedTable(e2e, 'abroad', 'auto', 'small', ABROAD);
    expect(await queryFiles(files, 'SELECT count(*) FROM $files')).toEqual([[500n]]);
  });
});
