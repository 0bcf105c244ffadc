import type { EngineSession } from '../../../local/redshift/engine';
import { type Fixture, openFixture, rows, run } from './warehouse-fixture';

let f: Fixture;
let a: EngineSession;
let b: EngineSession;
beforeEach(async () => {
  f = await openFixture();
  await run(f.admin, 'create table t (i int, v varchar(10))', "insert into t values (1, 'a'), (2, 'b')");
  [a, b] = [await f.as('admin'), await f.as('admin')];
});
afterEach(() => f.close());

const all = 'select i from t order by i';

describe('transactions', () => {
  it('are seen by others when they commit, DDL too', async () => {
    await run(a, 'begin', "insert into t values (3, 'c')", 'create table u (i int)');
    expect(await rows(a, all)).toEqual([[1n], [2n], [3n]]);
    expect(await rows(b, all)).toEqual([[1n], [2n]]);
    await expect(b.execute('select * from u')).rejects.toThrow('ERROR: relation "u" does not exist');
    await a.execute('commit');
    expect(await rows(b, all)).toEqual([[1n], [2n], [3n]]);
    expect(await rows(b, 'select * from u')).toEqual([]);
  });

  it('know one style of intervals and refuse the others', async () => {
    await run(a, 'SET intervalstyle TO postgres');
    expect(await rows(a, 'show intervalstyle')).toEqual([['postgres']]);
    await expect(a.execute('SET intervalstyle TO sql_standard')).rejects.toThrow(/SET intervalstyle TO sql_standard/);
  });

  it('roll back tables, catalog rows and settings', async () => {
    await run(a, 'begin', 'drop table t', 'create table t2 (x int)', "set timezone to 'Asia/Tokyo'", 'rollback');
    expect(await rows(a, all)).toEqual([[1n], [2n]]);
    expect(await rows(a, "select table_name from svv_tables where table_schema = 'public'")).toEqual([['t']]);
    expect(await rows(a, 'show timezone')).toEqual([['UTC']]);
  });

  it('read one snapshot', async () => {
    await run(a, 'begin');
    expect(await rows(a, all)).toEqual([[1n], [2n]]);
    await run(b, "insert into t values (9, 'z')");
    expect(await rows(a, all)).toEqual([[1n], [2n]]);
    await a.execute('end');
    expect(await rows(a, all)).toEqual([[1n], [2n], [9n]]);
  });

  it.each(['select nope from t', 'selec', "select 'x'::int", "insert into t values (1, 'far too long for it')"])(
    'are doomed by an error: %s',
    async (sql) => {
      await run(a, 'begin', 'delete from t');
      await expect(a.execute(sql)).rejects.toThrow('ERROR: ');
      await expect(a.execute('select 1')).rejects.toThrow(
        'ERROR: current transaction is aborted, commands ignored until end of transaction block',
      );
      await a.execute('commit');
      expect(await rows(a, all)).toEqual([[1n], [2n]]);
    },
  );

  it('conflict with 1023 when both change the same row', async () => {
    await run(a, 'begin', "update t set v = 'x' where i = 1");
    await run(b, 'begin');
    await rows(b, all);
    await expect(b.execute("update t set v = 'y' where i = 1")).rejects.toThrow(
      /^ERROR: 1023\n {2}Detail: Serializable isolation violation on table - \d{6}, transactions forming the cycle are: \d+ \(pid:\d+\)$/,
    );
    await run(b, 'rollback');
    await run(a, 'commit');
    expect(await rows(b, 'select v from t where i = 1')).toEqual([['x']]);
  });

  it('make tables side by side, and read side by side', async () => {
    await run(a, 'begin', 'create table left_one (i int)', 'insert into left_one values (1)');
    await run(b, 'begin', 'create table right_one (i int)', 'insert into right_one values (2)');
    await run(a, 'commit');
    await run(b, 'commit');
    const reads = [a, b, f.admin].map((session) => rows(session, 'select l.i, r.i from left_one l, right_one r'));
    expect(await Promise.all(reads)).toEqual([[[1n, 2n]], [[1n, 2n]], [[1n, 2n]]]);
  });

  it('TRUNCATE commits', async () => {
    await run(a, 'begin', "insert into t values (3, 'c')", 'truncate t', 'rollback');
    expect(await rows(a, all)).toEqual([]);
  });

  it.each(['vacuum t', 'alter table t alter column v type varchar(20)'])('%s cannot run inside one', async (sql) => {
    await a.execute('begin');
    await expect(a.execute(sql)).rejects.toThrow('cannot run inside a transaction block');
  });

  it('SYSDATE stands still', async () => {
    let now = Date.UTC(2024, 0, 1);
    const moving = await openFixture({ now: () => now });
    await moving.admin.execute('begin');
    const first = await rows(moving.admin, 'select sysdate');
    now += 5000;
    expect(await rows(moving.admin, 'select sysdate, getdate()')).toEqual([[...first[0]!, '2024-01-01 00:00:05']]);
    await moving.admin.execute('commit');
    expect(await rows(moving.admin, 'select sysdate')).toEqual([['2024-01-01 00:00:05']]);
    await moving.close();
  });
});

describe('temporary tables', () => {
  it('belong to their session and come before the search path', async () => {
    await run(a, 'create temp table t (only_here int)', 'insert into t values (5)', 'create table #x (like public.t)');
    expect(await rows(a, 'select * from t')).toEqual([[5n]]);
    expect(await rows(a, 'select count(*) from #x')).toEqual([[0n]]);
    expect(await rows(b, all)).toEqual([[1n], [2n]]);
    await expect(b.execute('select * from #x')).rejects.toThrow('ERROR: relation "#x" does not exist');
    await a.close();
    expect(await rows(b, "select count(*) from svv_tables where table_schema like 'pg_temp%'")).toEqual([[0n]]);
  });
});

describe('cancelling', () => {
  const slow =
    'select count(*) from generate_series(1, 30000) x(i), generate_series(1, 30000) y(j) where (i * j) % 7 = 3';

  it("ends the statement under way with Redshift's message; the session lives on", async () => {
    const running = a.execute(slow);
    setTimeout(() => a.interrupt(), 50);
    await expect(running).rejects.toThrow(/^ERROR: Query \(\d+\) cancelled on user's request$/);
    expect(await rows(a, all)).toEqual([[1n], [2n]]);
  });

  it('rolls back the transaction it was in', async () => {
    await run(a, 'begin', 'delete from t');
    const running = a.execute(slow);
    setTimeout(() => a.interrupt(), 50);
    await expect(running).rejects.toThrow('cancelled');
    await run(a, 'rollback');
    expect(await rows(a, all)).toEqual([[1n], [2n]]);
  });

  it('happens by itself after statement_timeout', async () => {
    await a.execute('set statement_timeout to 40');
    await expect(a.execute(slow)).rejects.toThrow("cancelled on user's request");
    await a.execute('reset statement_timeout');
    expect(await rows(a, 'show statement_timeout')).toEqual([['0']]);
  });
});

describe('identifiers', () => {
  it('fold to lower case, quoted or not, unless the session says otherwise', async () => {
    await run(a, 'create table "MixedCase" ("Id" int)', 'insert into MIXEDCASE values (1)');
    expect((await a.execute('select "ID" as "Out" from mixedcase')).columns[0]?.name).toBe('out');
    await run(a, 'set enable_case_sensitive_identifier to true', 'create table "Case2" ("Id" int, other int)');
    expect((await a.execute('select "Id", OTHER from "Case2"')).columns.map((c) => c.name)).toEqual(['Id', 'other']);
    await expect(a.execute('select id from "Case2"')).rejects.toThrow('column "id" does not exist');
    await expect(a.execute('select * from "case2"')).rejects.toThrow('relation "case2" does not exist');
  });

  it('are cut at 127 bytes', async () => {
    const result = await a.execute(`select 1 as ${'é'.repeat(70)}`);
    expect(result.columns[0]?.name).toBe('é'.repeat(63));
  });
});

describe('logging in', () => {
  it.each([
    [{ database: 'nope', dbUser: 'admin' }, 'ERROR: database "nope" does not exist'],
    [{ database: 'dev', dbUser: 'nobody' }, 'ERROR: user "nobody" does not exist'],
  ])('%j', async (login, message) => {
    await expect(f.warehouse.connect(login)).rejects.toThrow(message);
  });

  it('creates IAM users as they come, without rights', async () => {
    const session = await f.as('IAMR:shuttle');
    expect(await rows(session, 'select current_user')).toEqual([['IAMR:shuttle']]);
    await expect(session.execute('select * from t')).rejects.toThrow('permission denied for relation t');
    await run(a, 'grant select on t to "IAMR:shuttle"');
    expect(await rows(session, all)).toEqual([[1n], [2n]]);
  });
});
