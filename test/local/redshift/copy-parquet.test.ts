import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { dropAll, type Fixture, openFixture, rows, run } from './warehouse-fixture';

let f: Fixture;
beforeAll(async () => {
  f = await openFixture({ isServerless: true });
});
afterAll(() => f.close());
afterEach(() => dropAll(f));

const ROLE = "iam_role 'arn:aws:iam::123456789012:role/r'";
const copy = (target: string, source: string, options = '') =>
  f.admin.execute(`copy ${target} from 's3://lake/${source}' ${ROLE} format as parquet ${options}`);

/** Writes a Parquet file with a DuckDB of its own. @returns bytes */
async function parquet(key: string, select: string): Promise<number> {
  const file = join(f.objects.root, `tmp-${key.replaceAll('/', '-')}`);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  await f.objects.publishFile('lake', key, file);
  return (await f.objects.get('lake', key)).length;
}

async function put(key: string, text: string): Promise<void> {
  const file = join(f.objects.root, 'tmp-object');
  await writeFile(file, text);
  await f.objects.publishFile('lake', key, file);
}

const manifest = (key: string, entries: object[], extra: object = {}) =>
  put(key, JSON.stringify({ formatVersion: 1, entries, meta: { rows: 0 }, ...extra }));

describe('values', () => {
  it('come back from an UNLOAD as they were', async () => {
    const columns =
      'i int, b bigint, s smallint, n numeric(20,4), m numeric(9,2), r real, g float8, d date, ts timestamp, tz timestamptz, v varchar(40), c char(4), ok boolean';
    await run(
      f.admin,
      `create table t (${columns})`,
      `insert into t values (1, 9007199254740993, 7, -1.5, 12.34, 0.5, 1e300, '2024-02-29', '2024-02-29 12:34:56.123456', '2024-02-29 12:00:00+02', 'a,"b"|é', 'ab', true)`,
      `insert into t (i, v) values (2, ''), (3, null)`,
      `unload ('select * from t') to 's3://lake/all/p_' ${ROLE} parquet manifest`,
      'create temp table back (like t)',
    );
    const loaded = await copy('back', 'all/p_manifest', 'manifest statupdate off compupdate off');
    expect(loaded).toMatchObject({ hasResultSet: false, resultRows: 3 });
    expect(await rows(f.admin, 'select * from back order by i')).toEqual(
      await rows(f.admin, 'select * from t order by i'),
    );
    expect(await rows(f.admin, 'select count(*) from back b join t on t.ts = b.ts and t.tz = b.tz')).toEqual([[1n]]);
  });

  it.each([
    ['int', '7::bigint', 'INT, Parquet schema:\noptional int64 x [i:0 d:1 r:0]'],
    ['smallint', '7::int', 'SMALLINT, Parquet schema:\noptional int32 x [i:0 d:1 r:0]'],
    ['bigint', '7::int', 'BIGINT, Parquet schema:\noptional int32 x [i:0 d:1 r:0]'],
    ['int', "'7'", 'INT, Parquet schema:\noptional byte_array x [i:0 d:1 r:0]'],
    ['numeric(10,2)', '1.5::double', 'DECIMAL(10,2), Parquet schema:\noptional double x [i:0 d:1 r:0]'],
    ['float8', '1.5::float', 'DOUBLE, Parquet schema:\noptional float x [i:0 d:1 r:0]'],
    ['varchar(9)', '7', 'VARCHAR(9), Parquet schema:\noptional int32 x [i:0 d:1 r:0]'],
    ['timestamp', "date '2024-01-01'", 'TIMESTAMP, Parquet schema:\noptional int32 x [i:0 d:1 r:0]'],
  ])('of %s do not come from %s', async (type, value, message) => {
    const key = `types/${type}${value.replace(/\W/g, '')}.parquet`;
    await parquet(key, `select ${value} as x`);
    await run(f.admin, `create table t (a ${type})`);
    await expect(copy('t', key)).rejects.toThrow(
      `code:      15007\n  context:   File 'https://s3.eu-west-1.amazonaws.com/lake/${key}' has an incompatible Parquet schema for column 's3://lake/${key}.a'. Column type: ${message}`,
    );
  });

  it('lose decimals behind the scale without rounding', async () => {
    await parquet('dec.parquet', 'select -1.239::decimal(9,3) a, 9.9::decimal(20,1) b, 0.4::decimal(5,1) c');
    await run(f.admin, 'create table t (a numeric(5,2), b numeric(3,0), c numeric(8,4))');
    await copy('t', 'dec.parquet');
    expect(await rows(f.admin, 'select a::varchar, b::varchar, c::varchar from t')).toEqual([['-1.23', '9', '0.4000']]);
  });

  it('of time are in UTC, whatever the session’s zone', async () => {
    await parquet(
      'time.parquet',
      "select timestamp '2024-07-01 12:00:00' a, timestamptz '2024-07-01 12:00:00+00' b, timestamp '2024-07-01 12:00:00' c, timestamptz '2024-07-01 12:00:00+00' d",
    );
    await run(
      f.admin,
      'create table t (a timestamp, b timestamp, c timestamptz, d timestamptz)',
      "set timezone to 'Asia/Tokyo'",
    );
    await copy('t', 'time.parquet');
    await run(f.admin, "set timezone to 'UTC'");
    expect(await rows(f.admin, 'select * from t')).toEqual([
      ['2024-07-01 12:00:00', '2024-07-01 12:00:00', '2024-07-01 12:00:00+00', '2024-07-01 12:00:00+00'],
    ]);
  });

  it('longer than the column stop the load, and are logged', async () => {
    await parquet('long.parquet', "select * from (values ('abc'), ('éé  ')) v(x)");
    await run(f.admin, 'create table t (a varchar(5))');
    await expect(copy('t', 'long.parquet')).rejects.toThrow(
      'context:   The length of the data column a is longer than the length defined in the table. Table: 5, Data: 6, File name: https://s3.eu-west-1.amazonaws.com/lake/long.parquet',
    );
    expect(await rows(f.admin, 'select count(*) from t')).toEqual([[0n]]);
    const log = 'select file_name, column_name, column_type, column_length, error_code, error_message';
    const [detail] = await rows(f.admin, `${log} from sys_load_error_detail order by query_id desc limit 1`);
    expect(detail).toEqual([
      's3://lake/long.parquet',
      'a',
      'varchar',
      '5',
      15007n,
      expect.stringContaining('Spectrum Scan Error. The length of the data column a is longer than'),
    ]);
    await expect(f.admin.execute('select * from stl_load_errors')).rejects.toThrow('does not exist');
  });

  it('go into SUPER as JSON with SERIALIZETOJSON alone', async () => {
    await parquet('super.parquet', "select 'text' a, [1, 2] b, {'k': 9007199254740993} c, true d");
    await run(f.admin, 'create table t (a super, b super, c super, d super)');
    await expect(copy('t', 'super.parquet')).rejects.toThrow(
      'ERROR: SUPER column in COPY query requires SERIALIZETOJSON option',
    );
    await copy('t', 'super.parquet', 'serializetojson');
    expect(await rows(f.admin, 'select a, b, c, d from t')).toEqual([
      ['"text"', '[1,2]', '{"k":9007199254740993}', 'true'],
    ]);
    await parquet('big.parquet', "select repeat('x', 65536) a, 1 b, 2 c, 3 d");
    await expect(copy('t', 'big.parquet', 'serializetojson')).rejects.toThrow(
      'String value exceeds the max size of 65535 bytes',
    );
  });
});

describe('columns', () => {
  beforeEach(() => parquet('two.parquet', "select 1::int x, 'a' y union all select 2, 'b'"));

  it('go by position, and their count must match', async () => {
    await run(f.admin, 'create table t (a int, b varchar(5), c int default 7)', 'create table u (a int, b varchar(5))');
    await expect(copy('t', 'two.parquet')).rejects.toThrow(
      'Unmatched number of columns between table and file. Table columns: 3, Data columns: 2, File name: https://s3.eu-west-1.amazonaws.com/lake/two.parquet',
    );
    await copy('t (a, b)', 'two.parquet');
    await copy('t', 'two.parquet', 'fillrecord');
    await copy('u', 'two.parquet', 'fillrecord');
    expect(await rows(f.admin, 'select * from t order by a, c')).toEqual([
      [1n, 'a', 7n],
      [1n, 'a', null],
      [2n, 'b', 7n],
      [2n, 'b', null],
    ]);
    expect(await rows(f.admin, 'select * from u order by a')).toEqual([
      [1n, 'a'],
      [2n, 'b'],
    ]);
  });

  it('of IDENTITY are numbered, or loaded with EXPLICIT_IDS', async () => {
    await run(f.admin, 'create table t (id int identity(10, 5), b varchar(5))');
    await parquet('one.parquet', "select 'a' y");
    await copy('t', 'one.parquet');
    await copy('t', 'two.parquet', 'explicit_ids');
    expect(await rows(f.admin, 'select * from t order by id')).toEqual([
      [1n, 'a'],
      [2n, 'b'],
      [10n, 'a'],
    ]);
    await expect(copy('t (id, b)', 'two.parquet')).rejects.toThrow('requires EXPLICIT_IDS');
    await expect(copy('t (b)', 'one.parquet', 'explicit_ids')).rejects.toThrow('requires an IDENTITY column');
  });

  it('that must not be NULL are not', async () => {
    await run(f.admin, 'create table t (a int, b varchar(5) not null)');
    await expect(copy('t (a)', 'two.parquet')).rejects.toThrow(
      'ERROR: NOT NULL column without DEFAULT must be included in column list',
    );
    await parquet('null.parquet', 'select 1::int a, null::varchar b');
    await expect(copy('t', 'null.parquet')).rejects.toThrow('ERROR: Cannot insert a NULL value into column b');
  });
});

describe('a manifest', () => {
  let bytes: number;
  beforeEach(async () => {
    await run(f.admin, 'create table t (a int)');
    bytes = await parquet('m/k=1/[a]*.parquet', 'select 1::int x');
  });
  const url = 's3://lake/m/k=1/[a]*.parquet';

  it('may list a file twice, and skip one that is not mandatory', async () => {
    const entry = { url, meta: { content_length: bytes, record_count: 1 } };
    await manifest('m.json', [entry, { ...entry, url: 's3://lake/gone', mandatory: false }, entry]);
    expect((await copy('t', 'm.json', 'manifest')).resultRows).toBe(2);
    expect(
      await rows(f.admin, 'select pg_last_copy_count(), pg_last_copy_id() = max(query_id) from sys_load_history'),
    ).toEqual([[2n, true]]);
    const history = 'select table_name, status, file_format, data_source, loaded_rows, loaded_bytes, source_file_count';
    expect(await rows(f.admin, `${history} from sys_load_history order by query_id desc limit 1`)).toEqual([
      ['t', 'completed', 'parquet', 's3://lake/m.json', 2n, BigInt(2 * bytes), 2n],
    ]);
  });

  it.each([
    [
      'a mandatory file that is missing',
      [{ url: 's3://lake/gone', mandatory: true, meta: { content_length: 9 } }],
      'error:  Mandatory url is not present in manifest file.\n  code:      8001\n  context:   Manifest file location=s3://lake/m.json url=s3://lake/gone\n',
    ],
    ['no file at all', [{ url: 's3://lake/gone', meta: { content_length: 9 } }], 'No files found in manifest'],
    ['an entry without meta', [{ url }], "error:  File entry does not have 'meta' key.\n  code:      15003\n"],
    ['an entry without length', [{ url, meta: {} }], "File entry does not have 'content_length' key."],
    [
      'a length beyond the file',
      [{ url, meta: { content_length: 99_999 } }],
      'HTTP response error code: 416 Message: InvalidRange',
    ],
    [
      'a length short of the file',
      [{ url, meta: { content_length: 4 } }],
      `File 'https://s3.eu-west-1.amazonaws.com/lake/m/k=1/[a]*.parquet' has an invalid version number: PAR1`,
    ],
  ])('with %s is an error', async (_, entries, message) => {
    await manifest('m.json', entries);
    await expect(copy('t', 'm.json', 'manifest')).rejects.toThrow(message);
    expect(await rows(f.admin, 'select count(*), pg_last_copy_count() from t')).toEqual([[0n, 0n]]);
  });

  it('must be there and be JSON', async () => {
    await put('m.json', 'hello');
    await expect(copy('t', 'm.json', 'manifest')).rejects.toThrow('Parsed manifest is not a valid JSON object.');
    await expect(copy('t', 'm2.json', 'manifest')).rejects.toThrow(
      'Problem reading manifest file - S3ServiceException:The specified key does not exist.,Status 404,Error NoSuchKey',
    );
  });
});

describe('a prefix', () => {
  it('loads every key that begins with it, or says that there is none', async () => {
    await run(f.admin, 'create table t (a int)');
    await parquet('p/a1.parquet', 'select 1::int x');
    await parquet('p/a2/b.parquet', 'select 2::int x');
    await parquet('p/b.parquet', 'select 3::int x');
    expect((await copy('t', 'p/a')).resultRows).toBe(2);
    await expect(copy('t', 'p/c')).rejects.toThrow("ERROR: The specified S3 prefix 'p/c' does not exist");
    await expect(f.admin.execute(`copy t from 's3://nowhere/x' ${ROLE} parquet`)).rejects.toThrow('Error NoSuchBucket');
  });
});

describe('options', () => {
  beforeEach(() => run(f.admin, 'create table t (a int)'));

  // Redshift's words: "TRUNCATECOLUMNS argument is not supported for PARQUET based COPY" (0A000), seen on a live workgroup.
  it.each([
    'truncatecolumns',
    'maxerror 5',
    "region 'eu-west-1'",
    'gzip',
    "timeformat 'auto'",
    'noload',
    'acceptanydate',
  ])('refuse %s with Parquet', async (option) => {
    const name = option.split(' ')[0]?.toUpperCase();
    await expect(copy('t', 'x', option)).rejects.toThrow(
      `ERROR: ${name} argument is not supported for PARQUET based COPY`,
    );
  });

  it('come in any order, once, and need authorization', async () => {
    await parquet('o.parquet', 'select 1::int x');
    await f.admin.execute("copy public.t (a) from 's3://lake/o.parquet' parquet fillrecord iam_role default");
    await expect(copy('t', 'o.parquet', 'fillrecord fillrecord')).rejects.toThrow('conflicting or redundant options');
    await expect(f.admin.execute("copy t from 's3://lake/o.parquet' parquet")).rejects.toThrow('authorization');
    await expect(copy('t', 'o.parquet', 'sideways')).rejects.toThrow('syntax error at or near "sideways"');
  });

  it('need INSERT on the table', async () => {
    const reader = await f.as('reader');
    await expect(reader.execute(`copy t from 's3://lake/o.parquet' ${ROLE} parquet`)).rejects.toThrow(
      'permission denied for relation t',
    );
  });
});
