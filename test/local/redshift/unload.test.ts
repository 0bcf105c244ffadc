import { gunzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Fixture, openFixture, rows, run } from './warehouse-fixture';

let f: Fixture;
beforeAll(async () => {
  f = await openFixture();
  await run(
    f.admin,
    `create table t (i int, b bigint, s smallint, n numeric(20,4), r real, d date, ts timestamp, tz timestamptz, v varchar(40), c char(4), j super, ok boolean)`,
    `insert into t values (1, 9007199254740993, 7, 1.5, 0.5, '2024-02-29', '2024-02-29 12:34:56.123456', '2024-02-29 12:00:00+02', 'a,"b"|\\\\', 'ab',
       json_parse('{"k": 12345678901234567890.10}'), true)`,
    `insert into t (i, v) values (2, null), (3, '')`,
    'create table many (i int, day date)',
    `insert into many select g, '2024-01-01'::date + (g % 3)::int from generate_series(1, 3000) as x(g)`,
  );
});
afterAll(() => f.close());

const keys = (prefix: string) => f.objects.list('lake', prefix);
const text = async (key: string) => Buffer.from(await f.objects.get('lake', key)).toString();
const unload = (select: string, prefix: string, options: string) =>
  f.admin.execute(
    `unload ('${select}') to 's3://lake/${prefix}' iam_role 'arn:aws:iam::123456789012:role/r' ${options}`,
  );

/** Reads published Parquet with a DuckDB of its own. */
async function parquet(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const result = await (await connection.run(sql.replaceAll('lake:', `${f.objects.root}/lake/`))).getRowsJson();
  connection.closeSync();
  instance.closeSync();
  return result;
}

describe('Parquet', () => {
  it('keeps values and physical types', async () => {
    const result = await unload('select * from t order by i', 'types/', 'format as parquet');
    expect(result.resultRows).toBe(3);
    expect(await keys('types/')).toEqual(['types/0000_part_00.parquet']);
    expect(await parquet("select * from read_parquet('lake:types/*.parquet') order by i limit 1")).toEqual([
      [
        1,
        '9007199254740993',
        7,
        '1.5000',
        0.5,
        '2024-02-29',
        '2024-02-29 12:34:56.123456',
        '2024-02-29 10:00:00',
        'a,"b"|\\',
        'ab',
        '{"k":12345678901234567890.10}',
        true,
      ],
    ]);
    const types = "select column_type from (describe select * from read_parquet('lake:types/*.parquet'))";
    expect((await parquet(types)).flat()).toEqual([
      'INTEGER',
      'BIGINT',
      'SMALLINT',
      'DECIMAL(20,4)',
      'FLOAT',
      'DATE',
      'TIMESTAMP',
      'TIMESTAMP',
      'VARCHAR',
      'VARCHAR',
      'JSON',
      'BOOLEAN',
    ]);
    const codec = "select distinct compression from parquet_metadata('lake:types/0000_part_00.parquet')";
    expect(await parquet(codec)).toEqual([['SNAPPY']]);
  });

  it('writes one file a slice, and a verbose manifest that adds up', async () => {
    await unload('select * from many', 'many/p_', 'parquet manifest verbose');
    expect(await keys('many/')).toEqual([
      'many/p_0000_part_00.parquet',
      'many/p_0001_part_00.parquet',
      'many/p_manifest',
    ]);
    const manifest = JSON.parse(await text('many/p_manifest'));
    const [first, second] = await Promise.all(
      ['0000', '0001'].map((s) => f.objects.get('lake', `many/p_${s}_part_00.parquet`)),
    );
    expect(manifest).toEqual({
      entries: [
        { url: 's3://lake/many/p_0000_part_00.parquet', meta: { content_length: first!.length, record_count: 1500 } },
        { url: 's3://lake/many/p_0001_part_00.parquet', meta: { content_length: second!.length, record_count: 1500 } },
      ],
      schema: {
        elements: [
          { name: 'i', type: { base: 'integer' } },
          { name: 'day', type: { base: 'date' } },
        ],
      },
      meta: { content_length: first!.length + second!.length, record_count: 3000 },
      author: { name: 'Amazon Redshift', version: '1.0.78125' },
    });
    expect(await parquet("select count(distinct i), sum(i) from read_parquet('lake:many/*.parquet')")).toEqual([
      ['3000', '4501500'],
    ]);
    expect(await rows(f.admin, 'select pg_last_unload_count()')).toEqual([[3000n]]);
  });

  it('writes nothing, not even the manifest, for no rows', async () => {
    const result = await unload('select * from t where i > 9', 'none/', 'parquet manifest');
    expect(result.resultRows).toBe(0);
    expect(await keys('none/')).toEqual([]);
  });

  it('partitions into folders and drops the column unless INCLUDE', async () => {
    await unload('select i, day from many', 'days/', 'parquet partition by (day) manifest');
    expect(await keys('days/')).toEqual([
      'days/day=2024-01-01/0000_part_00.parquet',
      'days/day=2024-01-01/0001_part_00.parquet',
      'days/day=2024-01-02/0000_part_00.parquet',
      'days/day=2024-01-02/0001_part_00.parquet',
      'days/day=2024-01-03/0000_part_00.parquet',
      'days/day=2024-01-03/0001_part_00.parquet',
      'days/manifest',
    ]);
    const names =
      "select column_name from (describe select * from read_parquet('lake:days/day=2024-01-01/*.parquet', hive_partitioning = false))";
    expect(await parquet(names)).toEqual([['i']]);
    expect(await parquet("select count(*), sum(i) from read_parquet('lake:days/*/*.parquet')")).toEqual([
      ['3000', '4501500'],
    ]);
    await unload('select i, v from t where i > 1', 'nulls/', 'parquet partition by (v) include');
    expect(await keys('nulls/')).toEqual([
      'nulls/v=/0000_part_00.parquet',
      'nulls/v=__HIVE_DEFAULT_PARTITION__/0000_part_00.parquet',
    ]);
  });

  it('runs inside a transaction on rows that are not committed', async () => {
    await run(f.admin, 'begin', "insert into many values (5000, '2025-01-01')");
    await unload("select * from many where day > ''2024-12-31''", 'tx/', 'parquet');
    await f.admin.execute('rollback');
    expect(await parquet("select i from read_parquet('lake:tx/*.parquet')")).toEqual([[5000]]);
  });

  it.each([
    ['time', 'time without time zone', "''10:00''"],
    ['timetz', 'time with time zone', "''10:00+00''"],
    ['varbyte(3)', 'varbyte', "''a''"],
    ['geometry', 'geometry', "st_geomfromtext(''POINT(1 2)'')"],
  ])('refuses %s', async (type, shown, value) => {
    const cast = type === 'geometry' ? value : `${value}::${type}`;
    await expect(unload(`select ${cast} as x`, 'refused/', 'parquet')).rejects.toThrow(
      `ERROR: UNLOAD ${shown} column "x" is only supported for TEXT/CSV.`,
    );
    expect(await keys('refused/')).toEqual([]);
  });
});

describe('text, CSV and JSON', () => {
  it.each([
    ['', 'a,"b"|\\|1\n|2\n|3\n'],
    ["delimiter ','", 'a,"b"|\\,1\n,2\n,3\n'],
    ["escape null as '@'", 'a,"b"\\|\\\\|1\n@|2\n|3\n'],
    ['addquotes escape', '"a,\\"b\\"\\|\\\\"|"1"\n|"2"\n""|"3"\n'],
    ['format csv', '"a,""b""|\\",1\n,2\n"",3\n'],
    ["csv header null as 'NULL'", 'v,i\n"a,""b""|\\",1\nNULL,2\n,3\n'],
    ['format json', '{"v":"a,\\"b\\"|\\\\","i":1}\n{"v":null,"i":2}\n{"v":"","i":3}\n'],
  ])('%s', async (options, expected) => {
    await unload('select v, i from t order by i', 'text/', `${options} allowoverwrite parallel off`);
    expect(await text('text/000')).toBe(expected);
  });

  it('prints every type', async () => {
    await unload("select j, ok, n, tz, c, ''ff''::varbyte as x, d from t where i = 1", 'print/', '');
    expect(await text('print/0000_part_00')).toBe(
      '{"k":12345678901234567890.10}|t|1.5000|2024-02-29 10:00:00+00|ab|6666|2024-02-29\n',
    );
    await unload('select j, ok, n, ts from t where i = 1', 'json/', 'json');
    expect(await text('json/0000_part_00')).toBe(
      '{"j":{"k":12345678901234567890.10},"ok":"t","n":1.5000,"ts":"2024-02-29 12:34:56.123456"}\n',
    );
  });

  it('compresses with GZIP', async () => {
    await unload('select i from t order by i', 'gz/', 'csv gzip');
    expect(gunzipSync(await f.objects.get('lake', 'gz/0000_part_00.gz')).toString()).toBe('1\n2\n3\n');
  });

  it('names files by EXTENSION', async () => {
    await unload('select i from t', 'ext/', "csv extension 'csv'");
    expect(await keys('ext/')).toEqual(['ext/0000_part_00.csv']);
  });
});

describe('MAXFILESIZE', () => {
  it('splits a slice into parts of about that size, in order', async () => {
    const pad = "repeat(''0123456789'', 700)";
    await unload(
      `select i, ${pad} || i as v from many order by i`,
      'split/',
      'csv parallel off maxfilesize 5 mb manifest verbose',
    );
    const written = (await keys('split/')).filter((key) => key !== 'split/manifest');
    expect(written).toEqual(['split/000', 'split/001', 'split/002', 'split/003', 'split/004']);
    const lines = (await Promise.all(written.map(text))).join('').trimEnd().split('\n');
    expect(lines.map((line) => Number(line.split(',')[0]))).toEqual(Array.from({ length: 3000 }, (_, i) => i + 1));
    const manifest = JSON.parse(await text('split/manifest'));
    expect(manifest.meta.record_count).toBe(3000);
    for (const entry of manifest.entries) expect(entry.meta.content_length).toBeLessThanOrEqual(5 * 2 ** 20);
  });
});

describe('destination', () => {
  it('refuses a prefix in use unless told otherwise', async () => {
    await unload('select 1 as a', 'used/', 'parquet');
    await expect(unload('select 2 as a', 'used/', 'parquet')).rejects.toThrow(
      'ERROR: Specified unload destination on S3 is not empty. Consider using a different bucket / prefix, manually removing the target files in S3, or using the ALLOWOVERWRITE option.',
    );
    await unload('select 2 as a', 'used/', 'parquet allowoverwrite');
    expect(await parquet("select a from read_parquet('lake:used/*.parquet')")).toEqual([[2]]);
    await unload('select 3 as a', 'used/', 'csv cleanpath');
    expect(await keys('used/')).toEqual(['used/0000_part_00']);
  });

  it('refuses an unknown bucket', async () => {
    const sql = "unload ('select 1 as a') to 's3://nowhere/x' iam_role default";
    await expect(f.admin.execute(sql)).rejects.toThrow(
      /^ERROR: S3ServiceException:The specified bucket does not exist,Status 404,Error NoSuchBucket,/,
    );
  });
});

describe('options', () => {
  it.each([
    ['select i from t limit 1', 'parquet', 'ERROR: Limit clause is not supported'],
    ['select i from t', 'parquet allowoverwrite cleanpath', 'ALLOWOVERWRITE and CLEANPATH'],
    ['select i from t', 'parquet gzip', 'GZIP is not supported for UNLOAD to PARQUET'],
    ['select i from t', "parquet delimiter ','", 'DELIMITER is not supported for UNLOAD to PARQUET'],
    ['select i from t', "parquet kms_key_id 'k'", 'KMS_KEY_ID requires the ENCRYPTED option'],
    ['select i from t', 'parquet maxfilesize 1 mb', 'MAXFILESIZE must be between'],
    ['select i from t', 'parquet rowgroupsize 20 mb', 'ROWGROUPSIZE must be'],
    ['select i from t', 'parquet partition by (i)', 'at least one non-partition column'],
    ['select i from t', 'parquet partition by (zz)', 'partition column "zz" is not found'],
    ['select i, i from t', 'parquet', 'duplicate column name'],
    ['select nope from t', 'parquet', 'ERROR: column "nope" does not exist in t'],
    ['select i from t', 'bzip2', 'NotSupportedLocally: '],
    ['select i from t', 'colour', 'syntax error at or near "colour"'],
  ])('%s %s', async (select, options, message) => {
    await expect(unload(select, 'options/', options)).rejects.toThrow(message);
    expect(await keys('options/')).toEqual([]);
  });

  it.each([
    "iam_role 'arn:a,arn:b' format as parquet encrypted kms_key_id 'key' region 'eu-west-1' maxfilesize 100 mb rowgroupsize 64 mb",
    "credentials 'aws_iam_role=arn' format parquet encrypted auto",
    "with credentials as 'aws_iam_role=arn' csv zstd",
    "access_key_id 'a' secret_access_key 'b' session_token 'c' csv",
  ])('accepts %s', async (options) => {
    await f.admin.execute(`unload ('select i from t') to 's3://lake/accepted/x' ${options} allowoverwrite`);
    expect((await keys('accepted/')).length).toBeGreaterThan(0);
  });
});
