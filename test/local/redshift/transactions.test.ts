import type { EngineSession } from '../../../local/redshift/engine';
import { type CopyFixture, openCopyFixture } from './copy-fixture';
import { rows, run } from './warehouse-fixture';

let f: CopyFixture;
let a: EngineSession;
let b: EngineSession;
beforeEach(async () => {
  f = await openCopyFixture();
  await run(
    f.admin,
    'create table t (i int, v varchar(10))',
    "insert into t values (1, 'a'), (2, 'b')",
    'create table ledger (batch_id varchar(64), batch_seq bigint, applied_at timestamp)',
    "insert into ledger values ('fence', -1, null)",
  );
  [a, b] = [await f.as('admin'), await f.as('admin')];
});
afterEach(() => f.close());

const CONFLICT = 'Serializable isolation violation on table - ';
const FENCE = "update ledger set applied_at = sysdate where batch_id = 'fence'";

/** Snapshot isolation, the default of serverless workgroups (developer guide, c_serial_isolation). */
describe('two transactions at once', () => {
  it('may change different rows of a table, and both insert', async () => {
    await run(a, 'begin', "update t set v = 'x' where i = 1", "insert into t values (3, 'c')");
    await run(b, 'begin', "update t set v = 'y' where i = 2", "insert into t values (4, 'd')");
    await run(a, 'commit');
    await run(b, 'commit');
    expect(await rows(f.admin, 'select v from t order by i')).toEqual([['x'], ['y'], ['c'], ['d']]);
  });

  const CHANGES = [
    "update t set v = 'z' where i = 1",
    'delete from t where i = 1',
    "merge into t using (select 1 as i) s on t.i = s.i when matched then update set v = 'm' when not matched then insert (i) values (s.i)",
  ];
  it.each(CHANGES.flatMap((first) => CHANGES.map((second): [string, string] => [first, second])))(
    'conflict when a stale snapshot meets the same row: %s, then %s',
    async (first: string, second: string) => {
      await run(b, 'begin');
      await rows(b, 'select count(*) from t');
      await run(a, first);
      await expect(b.execute(second)).rejects.toThrow(CONFLICT);
      await expect(b.execute('select 1')).rejects.toThrow('current transaction is aborted');
    },
  );

  it('conflict at the commit when a table has changed under an insert, by the table’s oid', async () => {
    const [[oid]] = (await rows(f.admin, "select c.oid from pg_class c where c.relname = 't'")) as [[bigint]];
    await run(b, 'begin', "insert into t values (9, 'i')");
    await run(a, 'alter table t add column more int');
    await expect(b.execute('commit')).rejects.toThrow(`${CONFLICT}${oid}, `);
  });

  it('conflict while both are open, and the first wins', async () => {
    await run(a, 'begin', "update t set v = 'x' where i = 1");
    await run(b, 'begin');
    await expect(b.execute('delete from t where i = 1')).rejects.toThrow(CONFLICT);
    await run(a, 'commit');
    expect(await rows(f.admin, 'select v from t order by i')).toEqual([['x'], ['b']]);
  });

  it('begin their snapshot with the first statement that reads or writes, which LOCK and SET do not', async () => {
    await run(b, 'begin', 'lock table ledger', 'set statement_timeout to 60000');
    await run(a, FENCE);
    await run(b, FENCE, 'commit');
    await run(b, 'begin');
    await rows(b, 'select count(*) from ledger');
    await run(a, FENCE);
    await expect(b.execute(FENCE)).rejects.toThrow(CONFLICT);
  });
});

describe('LOCK', () => {
  it('needs a transaction and tables, also new ones', async () => {
    await expect(a.execute('lock t')).rejects.toThrow('LOCK TABLE may only be used in transaction blocks');
    await run(f.admin, 'create view w as select * from t');
    await run(a, 'begin', 'create table fresh (i int)', 'lock t, fresh');
    await expect(a.execute('lock w')).rejects.toThrow('"w" is not a table');
    await run(a, 'rollback', 'begin');
    await expect(a.execute('lock fresh')).rejects.toThrow('relation "fresh" does not exist');
  });
});

describe('inside a transaction block', () => {
  // "ALTER TABLE ALTER COLUMN cannot run inside a transaction block" and "CREATE EXTERNAL TABLE ..." are quoted in
  // public reports; the others follow their pattern.
  it.each([
    ['create database x', 'CREATE DATABASE'],
    ['drop database x', 'DROP DATABASE'],
    ['alter database dev isolation level snapshot', 'ALTER DATABASE'],
    ["create external table s.x (a int) stored as parquet location 's3://lake/x'", 'CREATE EXTERNAL TABLE'],
    ["create library l language plpythonu from 's3://lake/x'", 'CREATE LIBRARY'],
    ['-- moved\nalter table public.t append from u', 'ALTER TABLE APPEND'],
    ['alter table t alter column v type varchar(20)', 'ALTER TABLE ALTER COLUMN'],
    ['vacuum', 'VACUUM'],
  ])('%s is refused', async (sql, name) => {
    await a.execute('begin');
    await expect(a.execute(sql)).rejects.toThrow(`ERROR: ${name} cannot run inside a transaction block`);
  });

  it('tables gain columns, one a statement', async () => {
    await run(a, 'begin', 'alter table t add column x int', "alter table t add column y varchar(3) default 'd'");
    await expect(a.execute('alter table t add column p int, add column q int')).rejects.toThrow('syntax error');
    await run(a, 'rollback');
    expect(await rows(a, 'select * from t where i = 1')).toEqual([[1n, 'a']]);
  });
});

/** A load of one batch, safe to replay: a fence in the ledger, a guard, and the batch's own ledger row last. */
const load = (batch: string, seq: number, count: number, ...steps: string[]): string[] => [
  'begin',
  'lock table ledger',
  FENCE,
  'create temp table st (i int, v varchar(10), op char(1), pos varchar(9), seq bigint)',
  `copy st from 's3://lake/${batch}.json' iam_role default manifest format as json 'auto' compupdate off statupdate off`,
  `select cast(case when count(*) = ${count} then '1' else 'ROWS_MISMATCH' end as integer) from st`,
  `delete from st where exists (select 1 from ledger where batch_id = '${batch}')`,
  ...steps,
  `insert into ledger (batch_id, batch_seq, applied_at) select '${batch}', ${seq}, sysdate
     from (select count(*) n from ledger where batch_id = '${batch}') g where g.n = 0`,
  'commit',
];

const APPEND = 'insert into t (i, v) select i, v from st';

const MERGE = [
  `create temp table keep as select seq from (select seq, row_number() over
     (partition by i order by pos desc, seq desc) rn from st) r where rn = 1`,
  'delete from st where seq not in (select seq from keep)',
  'delete from st using positions p where p.i = st.i and p.pos >= st.pos',
  `merge into positions using st as s on positions.i = s.i when matched then update set pos = s.pos
     when not matched then insert (i, pos) values (s.i, s.pos)`,
  "delete from t using st where t.i = st.i and st.op = 'D'",
  "delete from st where op = 'D'",
  `merge into t using st as s on t.i = s.i when matched then update set v = s.v
     when not matched then insert (i, v) values (s.i, s.v)`,
];

describe('a load', () => {
  const put = async (batch: string, changes: object[]) => {
    await f.put(`${batch}-1.json`, changes.map((change) => JSON.stringify(change)).join('\n'));
    const entries = [{ url: `s3://lake/${batch}-1.json`, mandatory: true }];
    await f.put(`${batch}.json`, JSON.stringify({ entries }));
  };
  const inSession = async (...statements: string[]) => {
    const session = await f.as('admin');
    await run(session, ...statements).finally(() => session.close());
  };
  const table = () => rows(f.admin, 'select i, v from t order by i, v');

  it('that appends does so once, however often it is sent', async () => {
    await put('b1', [
      { i: 3, v: 'c' },
      { i: 4, v: 'd' },
    ]);
    await inSession(...load('b1', 1, 2, APPEND));
    await inSession(...load('b1', 1, 2, APPEND));
    expect(await table()).toEqual([
      [1n, 'a'],
      [2n, 'b'],
      [3n, 'c'],
      [4n, 'd'],
    ]);
    expect(await rows(f.admin, 'select batch_id, batch_seq from ledger order by 2')).toEqual([
      ['fence', -1n],
      ['b1', 1n],
    ]);
  });

  it('that finds another number of rows changes nothing', async () => {
    await put('b1', [{ i: 3, v: 'c' }]);
    await expect(inSession(...load('b1', 1, 2, APPEND))).rejects.toThrow('"ROWS_MISMATCH"');
    expect(await table()).toEqual([
      [1n, 'a'],
      [2n, 'b'],
    ]);
    expect(await rows(f.admin, 'select count(*) from ledger')).toEqual([[1n]]);
  });

  it('that merges keeps the last change of a key, and what is deleted stays so', async () => {
    await run(f.admin, 'create table positions (i int, pos varchar(9))');
    await put('b1', [
      { i: 1, v: 'old', op: 'U', pos: '01', seq: 1 },
      { i: 1, v: 'new', op: 'U', pos: '02', seq: 2 },
      { i: 2, op: 'D', pos: '03', seq: 3 },
      { i: 5, v: 'e', op: 'I', pos: '04', seq: 4 },
    ]);
    await put('b0', [{ i: 2, v: 'late', op: 'U', pos: '01', seq: 1 }]);
    await inSession(...load('b1', 2, 4, ...MERGE));
    await inSession(...load('b0', 1, 1, ...MERGE));
    await inSession(...load('b1', 2, 4, ...MERGE));
    expect(await table()).toEqual([
      [1n, 'new'],
      [5n, 'e'],
    ]);
  });
});

describe('a transaction block sees its own changes of the catalogue at once', () => {
  it('a table that is made, dropped and made again with other columns', async () => {
    await run(a, 'begin', 'create temp table staged (i int)', 'insert into staged values (1)');
    expect(await rows(a, 'select * from staged')).toEqual([[1n]]);
    await run(a, 'drop table staged');
    await expect(b.execute('select * from staged')).rejects.toThrow('relation "staged" does not exist');
    await run(a, 'create temp table staged (v varchar(3), i int)', "insert into staged values ('abc', 2)");
    expect(await rows(a, 'select * from staged')).toEqual([['abc', 2n]]);
    await run(a, 'commit');
    expect(await rows(a, 'select * from staged')).toEqual([['abc', 2n]]);
  });

  it('columns that are added, renamed and dropped, and none of them after ROLLBACK', async () => {
    await run(a, 'begin');
    expect(await rows(a, 'select * from t where i = 1')).toEqual([[1n, 'a']]);
    await run(a, 'alter table t add column w int');
    expect(await rows(a, 'select * from t where i = 1')).toEqual([[1n, 'a', null]]);
    await run(a, 'alter table t rename column v to text', 'alter table t drop column w');
    expect(await rows(a, 'select text from t where i = 1')).toEqual([['a']]);
    await run(a, 'rollback');
    expect(await rows(a, 'select v from t where i = 1')).toEqual([['a']]);
  });

  it('rights that are given and taken', async () => {
    await run(f.admin, 'create schema mine', 'grant usage on schema mine to reader');
    await run(f.admin, 'create table mine.x (i int)', 'grant select on mine.x to reader');
    const reader = await f.as('reader');
    await run(reader, 'begin');
    expect(await rows(reader, 'select * from mine.x')).toEqual([]);
    await run(f.admin, 'revoke select on mine.x from reader');
    expect(await rows(reader, 'select * from mine.x')).toEqual([]); // its snapshot is older
    await run(reader, 'commit');
    await expect(reader.execute('select * from mine.x')).rejects.toThrow('permission denied for relation x');
  });
});
