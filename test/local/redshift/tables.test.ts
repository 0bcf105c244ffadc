import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWarehouse } from '../../../local/redshift/warehouse';
import { dropAll, type Fixture, openFixture, rows, run } from './warehouse-fixture';

let f: Fixture;
beforeAll(async () => {
  f = await openFixture();
});
afterEach(() => dropAll(f));
afterAll(() => f.close());

const columns = (table: string) =>
  rows(
    f.admin,
    `select a.attname, format_type(a.atttypid, a.atttypmod) from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relname = '${table}' order by a.attnum`,
  );

describe('CREATE TABLE', () => {
  it.each([
    ['text', 'character varying(256)'],
    ['varchar', 'character varying(256)'],
    ['varchar(max)', 'character varying(65535)'],
    ['nvarchar(7)', 'character varying(7)'],
    ['character varying(9)', 'character varying(9)'],
    ['char', 'character(1)'],
    ['decimal', 'numeric(18,0)'],
    ['dec(5)', 'numeric(5,0)'],
    ['float4', 'real'],
    ['float', 'double precision'],
    ['timestamp with time zone', 'timestamp with time zone'],
    ['timestamp without time zone', 'timestamp without time zone'],
    ['varbinary(12)', 'binary varying(12)'],
    ['geography', 'geography'],
    ['hllsketch', 'hllsketch'],
  ])('%s is %s', async (declared, shown) => {
    await f.admin.execute(`create table x (c ${declared})`);
    expect(await columns('x')).toEqual([['c', shown]]);
  });

  it("takes Redshift's physical words", async () => {
    await f.admin.execute(
      `create table if not exists public.x (
      id bigint identity(10, 5) encode az64 distkey, a varchar(10) encode zstd collate case_sensitive not null unique,
      b int default 7 sortkey references public.y, foreign key (b) references public.y (id)) backup no diststyle key compound sortkey (id, b)`
        .replaceAll(' references public.y,', ',')
        .replace(', foreign key (b) references public.y (id)', ''),
    );
    await run(f.admin, "insert into x (a) values ('p'), ('q')", "insert into x (a, b) values ('r', default), ('s', 1)");
    const found = await rows(f.admin, 'select id, a, b from x order by id');
    expect(found).toEqual([
      [10n, 'p', 7n],
      [15n, 'q', 7n],
      [20n, 'r', 7n],
      [25n, 's', 1n],
    ]);
  });

  it('does not enforce keys', async () => {
    await run(f.admin, 'create table x (id int primary key, u int unique)', 'insert into x values (1, 1), (1, 1)');
    expect(await rows(f.admin, 'select count(*) from x')).toEqual([[2n]]);
  });

  it('LIKE copies columns, AS copies types and rows', async () => {
    await run(
      f.admin,
      "create table x (a varchar(5) not null default 'z', n numeric(9,3))",
      "insert into x values ('k', 1.5)",
    );
    await run(f.admin, 'create table l (like x including defaults, extra int)', 'insert into l (extra) values (1)');
    expect(await columns('l')).toEqual([
      ['a', 'character varying(5)'],
      ['n', 'numeric(9,3)'],
      ['extra', 'integer'],
    ]);
    expect(await rows(f.admin, 'select a from l')).toEqual([['z']]);
    await run(
      f.admin,
      "create table c diststyle even as select a, n, count(*) as how_many, 'lit' as l from x group by 1, 2",
    );
    expect(await columns('c')).toEqual([
      ['a', 'character varying(5)'],
      ['n', 'numeric(9,3)'],
      ['how_many', 'bigint'],
      ['l', 'character varying(3)'],
    ]);
    await run(f.admin, 'select a, n into i from x');
    expect(await rows(f.admin, 'select * from i')).toEqual([['k', '1.500']]);
  });

  it.each([
    ['create table nope.x (a int)', 'ERROR: schema "nope" does not exist'],
    ['create table x (a int, A int)', 'ERROR: column "a" duplicated'],
    ['create table x (a nosuch)', 'ERROR: type "nosuch" does not exist'],
    ['create table x (a varchar(70000))', 'cannot exceed 65535'],
    ['create table x (a numeric(39,0))', 'must be between 1 and 38'],
    ['create table x (a int) sortkey (b)', 'column "b" named in key does not exist'],
    ['create table x (select int)', 'ERROR: syntax error at or near "select"'],
    ['create table x (a int', 'ERROR: syntax error at end of input'],
  ])('%s', async (sql, message) => {
    await expect(f.admin.execute(sql)).rejects.toThrow(message);
  });
});

describe('INSERT, UPDATE, DELETE', () => {
  beforeEach(() => run(f.admin, 'create table x (i int, v varchar(5), c char(3), n numeric(6,2), j super)'));

  it.each<[sql: string, row: unknown[]]>([
    ["insert into x values (1, 'héé', 'ab ', 2.345, 'not parsed')", [1n, 'héé', 'ab ', '2.35', '"not parsed"']],
    ["insert into x (v, i) select 'ab   ', '7'", [7n, 'ab   ', null, null, null]],
    ["insert into x (v) values ('abcde    ')", [null, 'abcde', null, null, null]],
    ['insert into x (i, n) values (1::bigint, 1.005)', [1n, null, null, '1.01', null]],
    ['insert into x default values', [null, null, null, null, null]],
    ['insert into x (j) values (5)', [null, null, null, null, '5']],
    ['insert into x with w as (select 3 as k) select k from w', [3n, null, null, null, null]],
  ])('%s', async (sql, row) => {
    expect((await f.admin.execute(sql)).resultRows).toBe(1);
    expect(await rows(f.admin, 'select * from x')).toEqual([row]);
  });

  it.each([
    ["insert into x (v) values ('éééx')", 'ERROR: value too long for type character varying(5)'],
    ["insert into x (c) select 'abcd'", 'ERROR: value too long for type character(3)'],
    ["insert into x (i) values ('x')", 'ERROR: invalid input syntax for integer: "x"'],
    ['insert into x (n) values (12345)', 'ERROR: Numeric data overflow'],
    ['insert into x (i, i2) values (1, 2)', 'ERROR: column "i2" does not exist in x'],
    ['insert into x (i) values (1, 2)', 'ERROR: INSERT has more expressions than target columns'],
    ['insert into nope values (1)', 'ERROR: relation "nope" does not exist'],
    ['insert into x (i) values (current_date)', 'column is of type integer but expression is of type date'],
    ["update x set v = 'sixsix'", 'ERROR: value too long'],
    ['update x set nope = 1', 'ERROR: column "nope" does not exist in x'],
  ])('%s', async (sql, message) => {
    await f.admin.execute('insert into x (i) values (0)');
    await expect(f.admin.execute(sql)).rejects.toThrow(message);
  });

  it('update and delete join other tables', async () => {
    await run(
      f.admin,
      "insert into x (i, v) values (1, 'a'), (2, 'b'), (3, 'c')",
      'create table y (k int, w varchar(9))',
      "insert into y values (2, 'new'), (3, 'del')",
    );
    expect(
      (await f.admin.execute("update x set v = y.w, n = default from y where x.i = y.k and y.w = 'new'")).resultRows,
    ).toBe(1);
    expect((await f.admin.execute("delete from x using y where x.i = y.k and y.w = 'del'")).resultRows).toBe(1);
    expect((await f.admin.execute('delete from x where i not in (select k from y)')).resultRows).toBe(1);
    expect(await rows(f.admin, 'select i, v from x')).toEqual([[2n, 'new']]);
  });

  it('the guard of a load fails with its marker', async () => {
    const sql = "select cast(case when count(*) = 5 then '1' else 'SHUTTLE_ROWS_MISMATCH' end as integer) from x";
    await expect(f.admin.execute(sql)).rejects.toThrow('SHUTTLE_ROWS_MISMATCH');
  });
});

describe('ALTER TABLE', () => {
  beforeEach(() => run(f.admin, 'create table x (i int, v varchar(5))', "insert into x values (1, 'a')"));

  it('adds, renames and drops columns', async () => {
    await run(
      f.admin,
      "alter table x add column w varchar(8) default 'dd'",
      'alter table x rename column i to id',
      'alter table x drop column v',
      'alter table x add z numeric(4,1)',
      'alter table x rename to xx',
    );
    expect(await columns('xx')).toEqual([
      ['id', 'integer'],
      ['w', 'character varying(8)'],
      ['z', 'numeric(4,1)'],
    ]);
    expect(await rows(f.admin, 'select * from xx')).toEqual([[1n, 'dd', null]]);
  });

  it('widens a VARCHAR', async () => {
    await run(f.admin, 'alter table x alter column v type varchar(10)', "insert into x values (2, '1234567890')");
    expect(await columns('x')).toEqual([
      ['i', 'integer'],
      ['v', 'character varying(10)'],
    ]);
  });

  it.each([
    ['alter table x add column v int', 'ERROR: column "v" of relation "x" already exists'],
    ['alter table x add column w int not null', 'must have a non-null default'],
    ['alter table x drop column nope', 'column "nope" does not exist in x'],
    ['alter table x alter column i type bigint', 'only the size of a VARCHAR'],
    ['alter table x alter column v type varchar(5)', 'target column size should be different'],
    ['alter table nope add column a int', 'relation "nope" does not exist'],
  ])('%s', async (sql, message) => {
    await expect(f.admin.execute(sql)).rejects.toThrow(message);
  });
});

describe('views', () => {
  it('bind to their tables, or not', async () => {
    await run(
      f.admin,
      'create table x (a int, b int)',
      'insert into x values (1, 2)',
      'create view v (p, q) as select * from x',
      'create view l as select * from public.x with no schema binding',
    );
    await f.admin.execute('alter table x add column c int');
    expect(await rows(f.admin, 'select * from v')).toEqual([[1n, 2n]]);
    expect(await rows(f.admin, 'select p + q as s from v where p = 1')).toEqual([[3n]]);
    expect(await rows(f.admin, 'select * from l')).toEqual([[1n, 2n, null]]);
    await expect(f.admin.execute('drop table x')).rejects.toThrow(
      'ERROR: cannot drop table x because other objects depend on it',
    );
    await f.admin.execute('drop table x cascade');
    await expect(f.admin.execute('select * from v')).rejects.toThrow('relation "v" does not exist');
    await expect(f.admin.execute('select * from l')).rejects.toThrow('does not exist');
  });

  it('a late-binding view needs qualified names', async () => {
    await expect(f.admin.execute('create view l as select * from x with no schema binding')).rejects.toThrow(
      'qualified',
    );
  });
});

describe('queries', () => {
  beforeEach(() =>
    run(f.admin, 'create table x (a int, b varchar(3))', "insert into x values (1, 'p'), (2, null), (3, 'q')"),
  );

  it.each<[sql: string, expected: unknown[][]]>([
    ['select b from x order by b', [['p'], ['q'], [null]]],
    ['select b from x order by b desc', [[null], ['q'], ['p']]],
    ['select top 2 a from x order by a desc', [[3n], [2n]]],
    ['SELECT * FROM "public"."x" ORDER BY 1 LIMIT 1 OFFSET 1', [[2n, null]]],
    ['select * from dev.public.x where a = 3', [[3n, 'q']]],
    [
      'select x.*, y.a as ya from x left join x y on y.a = x.a + 1 where x.a >= 2 order by 1',
      [
        [2n, null, 3n],
        [3n, 'q', null],
      ],
    ],
    ['select * from x join (select a, 9 as c from x) y using (a) where a = 1', [[1n, 'p', 9n]]],
    ['with w (k) as (select a from x), v as (select max(k) as m from w) select m from v', [[3n]]],
    [
      'with recursive r (n) as (select 1 union all select n + 1 from r where n < 3) select n from r order by n',
      [[1n], [2n], [3n]],
    ],
    ['select a from x union select a + 2 from x order by a desc limit 2', [[5n], [4n]]],
    ['select a from x except select 1 order by 1', [[2n], [3n]]],
    ['select a, row_number() over (order by a desc) as rn from x qualify rn = 1', [[3n, 1n]]],
    ['select a + 1 as n, n * 2 as m from x where a = 1', [[2n, 4n]]],
    ['select a from x o where exists (select 1 from x i where i.a = o.a + 2)', [[1n]]],
    ['select count(distinct b), sum(case when b is null then 1 else 0 end) as n from x', [[2n, 1n]]],
    ['select lag(b, 1) ignore nulls over (order by a) from x order by a', [[null], ['p'], ['p']]],
    ['select (select max(a) from x) - 1', [[2n]]],
    ['select a from x where (a, b) in (select a, b from x)', [[1n], [3n]]],
  ])('%s', async (sql, expected) => {
    expect(await rows(f.admin, sql)).toEqual(expected);
  });

  it.each([
    ['select nope from x', 'ERROR: column "nope" does not exist in x'],
    ['select y.a from x', 'ERROR: relation "y" does not exist'],
    ['select x.nope from x', 'ERROR: column "nope" does not exist in x'],
    ['select a from x, x y', 'ERROR: column reference "a" is ambiguous'],
    ['select 1 from x, x', 'ERROR: table name "x" specified more than once'],
    ['select * from public.nope', 'ERROR: relation "public.nope" does not exist'],
    ['select a, count(*) from x', 'must appear in the GROUP BY clause'],
    ['select a from x union select a, b from x', 'must have the same number of columns'],
    ['select (select a from x)', 'more than one row returned by a subquery'],
    ['select 1 / 0', 'ERROR: division by zero'],
    ['select 2147483647 + 1', 'ERROR: integer out of range'],
    ["select '2024-13-01'::date", 'ERROR: date/time field value out of range: "2024-13-01"'],
    ['select from x', 'ERROR: syntax error at or near "from"'],
    ['select 1; select 2', 'ERROR: cannot insert multiple commands'],
    ["select 'open", 'ERROR: unterminated quoted string'],
    ['select true::varchar', 'ERROR: cannot cast type boolean to character varying'],
    ['select b = 1 from x', 'ERROR: operator does not exist: character varying = integer'],
  ])('%s', async (sql, message) => {
    await expect(f.admin.execute(sql)).rejects.toThrow(message);
  });

  it('describes its columns', async () => {
    await f.admin.execute('create table d (i int not null, v varchar(9), n numeric(7,3))');
    const { columns: found } = await f.admin.execute('select i, v, n, i + 1 as j from d');
    expect(found.map((c) => [c.name, c.typeName, c.precision, c.scale, c.nullable, c.schemaName, c.tableName])).toEqual(
      [
        ['i', 'int4', 10, 0, 0, 'public', 'd'],
        ['v', 'varchar', 9, 0, 1, 'public', 'd'],
        ['n', 'numeric', 7, 3, 1, 'public', 'd'],
        ['j', 'int4', 10, 0, 1, '', ''],
      ],
    );
  });
});

describe('on disk and from files', () => {
  it('keeps tables, catalogs and users', async () => {
    const path = await mkdtemp(join(tmpdir(), 'warehouse-'));
    const open = () => openWarehouse({ path, objects: f.objects, databases: ['dev', 'other'] });
    const first = await open();
    const session = await first.connect({ database: 'other', dbUser: 'admin' });
    await run(
      session,
      'create table x (v varchar(3), k int identity(1,1))',
      "insert into x (v) values ('a')",
      'create temp table gone (a int)',
      'create user u password disable',
    );
    await first.close();
    const second = await open();
    const again = await second.connect({ database: 'other', dbUser: 'admin' });
    await again.execute("insert into x (v) values ('b')");
    expect(await rows(again, 'select v, k from x order by k')).toEqual([
      ['a', 1n],
      ['b', 2n],
    ]);
    await expect(again.execute("insert into x (v) values ('long')")).rejects.toThrow('character varying(3)');
    expect(await rows(again, "select table_name from svv_tables where table_schema <> 'public'")).toEqual([]);
    await expect(second.connect({ database: 'dev', dbUser: 'u' })).resolves.toBeDefined();
    await second.close();
    await rm(path, { recursive: true });
  });

  it.each([
    ['seed.csv', 'id,name,doc\n1,"a,b",{}\n2,,\n'],
    ['seed.jsonl', '{"id":1,"name":"a,b","doc":{}}\n{"id":2,"name":null}\n'],
  ])('seeds from %s', async (name, content) => {
    const folder = await mkdtemp(join(tmpdir(), 'seed-'));
    await writeFile(join(folder, name), content);
    const ddl = 'create table public.seeded (id bigint, name varchar(10), doc super)';
    expect(await f.warehouse.seedFromFile({ ddl, file: join(folder, name) })).toBe(2);
    expect(await rows(f.admin, 'select * from seeded order by id')).toEqual([
      [1n, 'a,b', '{}'],
      [2n, null, null],
    ]);
    await rm(folder, { recursive: true });
  });
});
