import { type CopyFixture, LOAD_FAILED, openCopyFixture } from './copy-fixture';
import { dropAll, rows, run } from './warehouse-fixture';

let f: CopyFixture;
beforeAll(async () => {
  f = await openCopyFixture();
});
afterAll(() => f.close());
afterEach(() => dropAll(f));

const GUIDE = 'developer guide';

const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

interface Refused {
  type: string;
  line: string | Uint8Array;
  code: number;
  message: string;
  options?: string;
  source: string;
}

const SEEN = 'stl_load_errors of public reports';

describe('a row that cannot be loaded', () => {
  it.each<Refused>([
    { type: 'int', line: 'abc', code: 1207, message: "Invalid digit, Value 'a', Pos 0, Type: Integer", source: SEEN },
    { type: 'bigint', line: '12.5', code: 1207, message: "Invalid digit, Value '.', Pos 2, Type: Long", source: SEEN },
    {
      type: 'numeric(9,2)',
      line: '1e-05',
      code: 1207,
      message: "Invalid digit, Value 'e', Pos 1, Type: Decimal",
      source: SEEN,
    },
    {
      type: 'smallint',
      line: '32768',
      code: 1222,
      message: 'Overflow (Short valid range -32768 to 32767)',
      source: 'the code is documented, the text inferred',
    },
    { type: 'numeric(3,1)', line: '100', code: 1204, message: 'Overflow for NUMERIC(3,1)', source: 'inferred' },
    { type: 'varchar(3)', line: 'éé', code: 1204, message: 'String length exceeds DDL length', source: SEEN },
    {
      type: 'char(3)',
      line: 'é',
      code: 1220,
      message: 'Multibyte character not supported for CHAR (Hint: Try using VARCHAR). Invalid char: c3 a9',
      source: GUIDE,
    },
    {
      type: 'varchar(3)',
      line: bytes(0xa4),
      code: 1220,
      message: 'String contains invalid or unsupported UTF8 codepoints. Bad UTF8 hex sequence: a4 (error 3)',
      source: GUIDE,
    },
    {
      type: 'varchar(3)',
      line: bytes('a', 0),
      code: 1220,
      message: 'Invalid null byte',
      source: 'text quoted by a connector, code inferred',
    },
    {
      type: 'int not null',
      line: '',
      options: 'csv',
      code: 1213,
      message: 'Missing data for not-null field',
      source: SEEN,
    },
    { type: 'int', line: '1|2', code: 1202, message: 'Extra column(s) found', source: SEEN },
    { type: 'int, b int', line: '1', code: 1214, message: 'Delimiter not found', source: SEEN },
    {
      type: 'varchar(9)',
      line: 'a"b',
      options: 'csv',
      code: 1214,
      message: 'Invalid quote formatting for CSV',
      source: SEEN,
    },
    { type: 'bool', line: 'maybe', code: 1210, message: 'Unknown boolean format', source: 'inferred' },
    { type: 'float8', line: 'x', code: 1208, message: 'Invalid float format or value', source: 'inferred' },
    {
      type: 'date',
      line: '2024-1',
      code: 1205,
      message: 'Invalid Date Format - length must be 10 or more',
      source: SEEN,
    },
    { type: 'date', line: '2023-02-29', code: 1205, message: 'Invalid date format', source: 'inferred' },
    {
      type: 'timestamp',
      line: '2024-02-29T01:02:03',
      code: 1206,
      message: 'Invalid timestamp format or value [YYYY-MM-DD HH24:MI:SS]',
      source: SEEN,
    },
    {
      type: 'timestamp',
      line: 'x',
      options: "timeformat 'epochsecs'",
      code: 1206,
      message: 'Invalid timestamp format or value [epochsecs]',
      source: 'inferred',
    },
  ])('$type: $line', async ({ type, line, code, message, options }) => {
    await run(f.admin, `create table t (a ${type})`);
    await f.put('bad', Buffer.concat([Buffer.from(line), Buffer.from('\n')]));
    await expect(f.copy('t', 'bad', options ?? '')).rejects.toThrow(LOAD_FAILED);
    const detail = 'select error_code, error_message, line_number, file_name from sys_load_error_detail';
    const last = 'where query_id = (select max(query_id) from sys_load_history)';
    expect(await rows(f.admin, `${detail} ${last}`)).toEqual([[BigInt(code), message, 1n, 's3://lake/bad']]);
    expect(await rows(f.admin, 'select count(*) from t')).toEqual([[0n]]);
  });

  it('may pass when there are fewer than MAXERROR, and is told of', async () => {
    await run(f.admin, 'create table t (a int, b varchar(2))');
    await f.put('some', '1|a\nx|b\n3|ccc\n4|d\n');
    expect((await f.copy('t', 'some', 'maxerror 3')).resultRows).toBe(2);
    const history = 'select status, loaded_rows, error_count from sys_load_history order by query_id desc limit 1';
    expect(await rows(f.admin, history)).toEqual([['completed', 2n, 2n]]);
    const detail =
      'select line_number, trim(column_name), column_type, column_length, "position" from sys_load_error_detail';
    expect(await rows(f.admin, `${detail} where query_id = pg_last_copy_id() order by 1`)).toEqual([
      [2n, 'a', 'int4', '0', 0n],
      [3n, 'b', 'varchar', '2', 2n],
    ]);
    await expect(f.copy('t', 'some', 'maxerror 2')).rejects.toThrow(LOAD_FAILED);
    expect((await f.copy('t', 'some', 'ignoreallerrors')).resultRows).toBe(2);
    expect(await rows(f.admin, 'select count(*), pg_last_copy_count() from t')).toEqual([[4n, 2n]]);
  });

  it('is found by NOLOAD, which loads nothing', async () => {
    await run(f.admin, 'create table t (a int)');
    await f.put('one', '1\n');
    expect((await f.copy('t', 'one', 'noload')).resultRows).toBe(0);
    await f.put('one', 'x\n');
    await expect(f.copy('t', 'one', 'noload')).rejects.toThrow(LOAD_FAILED);
    expect(await rows(f.admin, 'select count(*) from t')).toEqual([[0n]]);
  });

  it('is in stl_load_errors on a provisioned cluster', async () => {
    const cluster = await openCopyFixture(false);
    await run(cluster.admin, 'create table t (a int)');
    await cluster.put('bad', '1\nz9\n');
    await expect(cluster.copy('t', 'bad', '')).rejects.toThrow("Check 'stl_load_errors' system table for details.");
    const errors =
      'select line_number, colname, type, raw_line, raw_field_value, err_code, err_reason from stl_load_errors';
    expect(await rows(cluster.admin, errors)).toEqual([
      [2n, 'a', 'int4', 'z9', 'z9', 1207n, "Invalid digit, Value 'z', Pos 0, Type: Integer"],
    ]);
    await cluster.close();
  });

  it('undoes the whole transaction', async () => {
    await run(f.admin, 'create table t (a int)', 'begin', 'insert into t values (1)');
    await f.put('bad', 'x\n');
    await expect(f.copy('t', 'bad', '')).rejects.toThrow(LOAD_FAILED);
    await f.admin.execute('commit');
    expect(await rows(f.admin, 'select count(*) from t')).toEqual([[0n]]);
  });
});
