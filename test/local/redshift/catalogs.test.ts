import { CatalogReader } from '../../../lambdas/core/catalog/read-catalog';
import { catalogQueries } from '../../../lambdas/core/sql/catalog-queries';
import { describeTarget } from '../../../lambdas/core/sql/load/describe-target';
import type { EngineSession } from '../../../local/redshift/engine';
import { type Fixture, fieldsOf, openFixture, rows, run } from './warehouse-fixture';

let f: Fixture;
let reader: EngineSession;

beforeAll(async () => {
  f = await openFixture();
  await run(
    f.admin,
    'create schema app',
    'create schema hidden',
    `create table app.orders (id bigint identity(1,1), customer varchar(20) not null, amount numeric(10,2) default 0,
       note char(3), at timestamptz, doc super, bin varbyte(9), primary key (id), unique (customer, at)) diststyle key distkey (id) sortkey (at)`,
    'create table app.empty (a int)',
    'create table hidden.secret (a int)',
    'create table public.plain (a int, b date)',
    'create view app.recent as select id, customer from app.orders',
    'create view app.late as select id, amount, at from app.orders with no schema binding',
    "insert into app.orders (customer, amount) values ('x', 1), ('y', 2)",
    'grant usage on schema app to reader',
    'grant select on app.orders, app.late to reader',
  );
  reader = await f.as('reader');
});
afterAll(() => f.close());

const CATALOG = `SELECT n.nspname, c.relname, c.relkind, c.reltuples, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod) AS type,
    a.attnotnull, array_to_string(k.conkey, ',') AS key
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
  WHERE c.relkind IN ('r', 'v') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\\\_%'
    AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1, 2, 5`;

const ORDERS = [
  ['app', 'orders', 'r', 0, 1n, 'id', 'bigint', true, '1'],
  ['app', 'orders', 'r', 0, 2n, 'customer', 'character varying(20)', true, '1'],
  ['app', 'orders', 'r', 0, 3n, 'amount', 'numeric(10,2)', false, '1'],
  ['app', 'orders', 'r', 0, 4n, 'note', 'character(3)', false, '1'],
  ['app', 'orders', 'r', 0, 5n, 'at', 'timestamp with time zone', false, '1'],
  ['app', 'orders', 'r', 0, 6n, 'doc', 'super', false, '1'],
  ['app', 'orders', 'r', 0, 7n, 'bin', 'binary varying(9)', false, '1'],
];

describe('pg_class and its kin', () => {
  it('shows a superuser every table and view with columns', async () => {
    expect(await rows(f.admin, CATALOG)).toEqual([
      ['app', 'empty', 'r', 0, 1n, 'a', 'integer', false, null],
      ...ORDERS,
      ['app', 'recent', 'v', 0, 1n, 'id', 'bigint', false, null],
      ['app', 'recent', 'v', 0, 2n, 'customer', 'character varying(20)', false, null],
      ['hidden', 'secret', 'r', 0, 1n, 'a', 'integer', false, null],
      ['public', 'plain', 'r', 0, 1n, 'a', 'integer', false, null],
      ['public', 'plain', 'r', 0, 2n, 'b', 'date', false, null],
    ]);
  });

  it('shows a plain user what it may read', async () => {
    expect(await rows(reader, CATALOG)).toEqual(ORDERS);
  });

  it('finds the key columns by = ANY (conkey)', async () => {
    const sql = `select a.attname from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any(k.conkey)
      where k.contype = 'u' order by a.attnum`;
    expect(await rows(f.admin, sql)).toEqual([['customer'], ['at']]);
  });

  it('writes constraints out', async () => {
    await run(
      f.admin,
      'create table public.k (a int, "order" int, primary key ("order", a), foreign key (a) references app.orders (id))',
    );
    const sql = `select pg_get_constraintdef(k.oid) from pg_constraint k join pg_class c on c.oid = k.conrelid where c.relname = 'k' order by 1`;
    expect(await rows(f.admin, sql)).toEqual([['FOREIGN KEY (a) REFERENCES orders(id)'], ['PRIMARY KEY ("order", a)']]);
    await f.admin.execute('drop table public.k');
  });

  it('writes constraints out with the names of today', async () => {
    await run(
      f.admin,
      'create table public.parent (a int, b int, primary key (a, b))',
      'create table public.child (a int unique, b int, foreign key (a, b) references public.parent (a, b))',
    );
    const sql = `select pg_get_constraintdef(k.oid) from pg_constraint k join pg_class c on c.oid = k.conrelid where c.relname in ('parent', 'folk', 'child') order by 1`;
    await run(
      f.admin,
      'alter table public.parent rename to folk',
      'alter table public.folk rename column a to "a b"',
      'alter table public.child rename column a to id',
    );
    expect(await rows(f.admin, sql)).toEqual([
      ['FOREIGN KEY (id, b) REFERENCES folk("a b", b)'],
      ['PRIMARY KEY ("a b", b)'],
      ['UNIQUE (id)'],
    ]);
    await f.admin.execute('drop table public.folk');
    expect(await rows(f.admin, sql)).toEqual([['UNIQUE (id)'], [null]]);
    await f.admin.execute('drop table public.child');
  });

  it('answers the same whether or not a query names the columns that take a join', async () => {
    const all = 'select * from pg_class c join pg_namespace n on n.oid = c.relnamespace order by c.oid';
    const few =
      'select c.oid, relname, relkind, nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace order by 1';
    const owners = `select c.oid, relname, relkind, nspname, relnatts, relowner, nspowner from pg_class c join pg_namespace n on n.oid = c.relnamespace order by 1`;
    const light = await rows(f.admin, few);
    expect(light.length).toBeGreaterThan(1);
    expect((await rows(f.admin, all)).length).toBe(light.length);
    expect((await rows(f.admin, owners)).map((row) => row.slice(0, 4))).toEqual(light);
    expect(await rows(f.admin, 'select count(*) from pg_class')).toEqual([[BigInt(light.length)]]);
  });

  it.each([
    ['1043, 24', 'character varying(20)'],
    ['1700, 655366', 'numeric(10,2)'],
    ['23, -1', 'integer'],
    ['1043, -1', 'character varying'],
    ['5, 24', '???'],
  ])('format_type(%s) is %s', async (args, text) => {
    expect(await rows(f.admin, `select format_type(${args})`)).toEqual([[text]]);
  });

  it('has reltuples of 0 until ANALYZE', async () => {
    await f.admin.execute('create table public.counted (a int)');
    await f.admin.execute('insert into public.counted values (1), (2), (3)');
    const sql = "select reltuples from pg_class where relname = 'counted'";
    expect(await rows(f.admin, sql)).toEqual([[0]]);
    await f.admin.execute('analyze public.counted');
    expect(await rows(f.admin, sql)).toEqual([[3]]);
    await f.admin.execute('drop table public.counted');
  });

  it('lists the columns of late-binding views, and leaves out a broken one', async () => {
    await f.admin.execute('create view app.broken as select x from app.nowhere with no schema binding');
    const sql = `select * from pg_get_late_binding_view_cols() cols(view_schema name, view_name name, col_name name, col_type varchar, col_num int) order by col_num`;
    expect(await rows(f.admin, sql)).toEqual([
      ['app', 'late', 'id', 'bigint', 1n],
      ['app', 'late', 'amount', 'numeric(10,2)', 2n],
      ['app', 'late', 'at', 'timestamp with time zone', 3n],
    ]);
    await f.admin.execute('drop view app.broken');
  });
});

describe('information_schema and SVV views', () => {
  it('lists tables', async () => {
    const sql = "select table_name, table_type from information_schema.tables where table_schema = 'app' order by 1";
    expect(await rows(f.admin, sql)).toEqual([
      ['empty', 'BASE TABLE'],
      ['late', 'VIEW'],
      ['orders', 'BASE TABLE'],
      ['recent', 'VIEW'],
    ]);
    expect(await rows(reader, sql)).toEqual([
      ['late', 'VIEW'],
      ['orders', 'BASE TABLE'],
    ]);
  });

  it('lists columns', async () => {
    const sql = `select column_name, ordinal_position, column_default, is_nullable, data_type, character_maximum_length, numeric_precision, numeric_scale
      from svv_columns where table_schema = 'app' and table_name = 'orders' order by 2 limit 4`;
    expect(await rows(reader, sql)).toEqual([
      ['id', 1n, null, 'NO', 'bigint', null, 64n, 0n],
      ['customer', 2n, null, 'NO', 'character varying', 20n, null, null],
      ['amount', 3n, '0', 'YES', 'numeric', null, 10n, 2n],
      ['note', 4n, null, 'YES', 'character', 3n, null, null],
    ]);
  });

  it.each([
    [
      "select column_name from information_schema.key_column_usage where constraint_name = 'orders_customer_key' order by ordinal_position",
      [['customer'], ['at']],
    ],
    [
      "select constraint_type from information_schema.table_constraints where table_name = 'orders' order by 1",
      [['PRIMARY KEY'], ['UNIQUE']],
    ],
    [
      "select schema_name from svv_all_schemas where schema_name not like 'pg%' order by 1",
      [['app'], ['hidden'], ['information_schema'], ['public']],
    ],
    [
      "select table_name, table_type from svv_redshift_tables where schema_name = 'app' order by 1",
      [
        ['empty', 'TABLE'],
        ['late', 'VIEW'],
        ['orders', 'TABLE'],
        ['recent', 'VIEW'],
      ],
    ],
    ["select count(*) from svv_all_columns where table_name = 'orders'", [[7n]]],
    [
      "select column_name, distkey, sortkey from svv_redshift_columns where table_name = 'orders' and column_name in ('id', 'at') order by 1",
      [
        ['at', false, 1n],
        ['id', true, 0n],
      ],
    ],
    ['select database_name from svv_redshift_databases', [['dev']]],
    [
      'show schemas',
      [
        ['dev', 'app', 1n, 'local', null, null, null],
        ['dev', 'hidden', 1n, 'local', null, null, null],
        ['dev', 'information_schema', 1n, 'local', null, null, null],
        ['dev', 'pg_catalog', 1n, 'local', null, null, null],
        ['dev', 'public', 1n, 'local', null, null, null],
      ],
    ],
    ["show tables from schema app like 'ord%'", [['dev', 'app', 'orders', 'TABLE', null, null]]],
    ['select usename from pg_user order by 1', [['admin'], ['reader'], ['writer']]],
    ["select definition from pg_views where viewname = 'recent'", [['select id, customer from app.orders']]],
  ])('%s', async (sql, expected) => {
    expect(await rows(f.admin, sql)).toEqual(expected);
  });

  it('PG_TABLE_DEF follows search_path', async () => {
    const session = await f.as('admin');
    const sql = 'select tablename, "column", type, "notnull" from pg_table_def order by 1, 2';
    expect(await rows(session, sql)).toEqual([
      ['plain', 'a', 'integer', false],
      ['plain', 'b', 'date', false],
    ]);
    await session.execute('set search_path to hidden');
    expect(await rows(session, sql)).toEqual([['secret', 'a', 'integer', false]]);
  });

  it('SVV_TABLE_INFO is for superusers and leaves out empty tables', async () => {
    const sql = 'select "schema", "table", tbl_rows, size > 0 from svv_table_info';
    expect(await rows(f.admin, sql)).toEqual([['app', 'orders', '2', true]]);
    await expect(rows(reader, sql)).rejects.toThrow('ERROR: permission denied for relation svv_table_info');
  });

  it('records what ran and what was unloaded', async () => {
    await f.admin.execute("unload ('select 1 as a') to 's3://lake/history/' iam_role default format parquet");
    expect(await rows(f.admin, 'select path, line_count from stl_unload_log')).toEqual([
      ['s3://lake/history/0000_part_00.parquet', 1n],
    ]);
    const sql = "select query_type, status from sys_query_history where query_text like 'unload%'";
    expect(await rows(f.admin, sql)).toEqual([['UNLOAD', 'success']]);
  });

  it('serverless has no STL views', async () => {
    const serverless = await openFixture({ isServerless: true });
    await expect(serverless.admin.execute('select * from stl_unload_log')).rejects.toThrow(
      'relation "stl_unload_log" does not exist',
    );
    expect(await rows(serverless.admin, 'select * from sys_unload_history')).toEqual([]);
    await serverless.close();
  });
});

describe('leader-node catalogs', () => {
  it.each([
    'select o.id from app.orders o, pg_class c',
    'select id from app.orders where exists (select 1 from information_schema.tables)',
    'create table app.copied as select relname from pg_class',
    'insert into app.empty select relnatts from pg_class',
    "unload ('select table_name from svv_tables') to 's3://lake/leader/' iam_role default",
    'delete from app.empty where a in (select relnatts from pg_class)',
  ])('cannot meet user tables: %s', async (sql) => {
    await expect(f.admin.execute(sql)).rejects.toThrow(
      'ERROR: Specified types or functions (one per INFO message) not supported on Redshift tables.',
    );
  });
});

describe('privileges', () => {
  it.each([
    ['select * from hidden.secret', 'ERROR: permission denied for schema hidden'],
    ['select * from app.empty', 'ERROR: permission denied for relation empty'],
    ['select 1 where exists (select 1 from app.empty)', 'ERROR: permission denied for relation empty'],
    ['insert into app.orders (customer) values (1)', 'ERROR: permission denied for relation orders'],
    ['drop table app.orders', 'ERROR: must be owner of relation orders'],
    ['create table app.mine (a int)', 'ERROR: permission denied for schema app'],
    ['create user x password disable', 'ERROR: permission denied'],
  ])('a plain user: %s', async (sql, message) => {
    await expect(reader.execute(sql)).rejects.toThrow(message);
  });

  it('a view is read with the rights of its owner', async () => {
    expect(await rows(reader, 'select id from app.late order by 1')).toEqual([[1n], [2n]]);
  });

  it('groups and PUBLIC pass on privileges, REVOKE takes them', async () => {
    const writer = await f.as('writer');
    await run(
      f.admin,
      'create group loaders with user writer',
      'grant usage on schema app to public',
      'grant insert, select on app.empty to group loaders',
    );
    await run(writer, 'insert into app.empty values (1)');
    expect(await rows(writer, 'select a from app.empty')).toEqual([[1n]]);
    await f.admin.execute('revoke all on app.empty from group loaders');
    await expect(writer.execute('select a from app.empty')).rejects.toThrow('permission denied for relation empty');
  });

  it('default privileges apply to tables that come later', async () => {
    await run(
      f.admin,
      'alter default privileges in schema app grant select on tables to reader',
      'create table app.later (a int)',
    );
    expect(await rows(reader, 'select * from app.later')).toEqual([]);
    await run(
      f.admin,
      'alter default privileges in schema app revoke select on tables from reader',
      'create table app.last (a int)',
    );
    await expect(reader.execute('select * from app.last')).rejects.toThrow('permission denied for relation last');
    await run(f.admin, 'drop table app.later, app.last');
  });

  it('SVV_TABLE_INFO can be granted, ASSUMEROLE is accepted', async () => {
    await f.admin.execute('grant select on svv_table_info to writer');
    const writer = await f.as('writer');
    expect(await rows(writer, 'select tbl_rows from svv_table_info where "table" = \'orders\'')).toEqual([['2']]);
    await f.admin.execute("grant assumerole on 'arn:aws:iam::123456789012:role/r' to writer for unload");
  });

  it('whoever creates a table may read it', async () => {
    const writer = await f.as('writer');
    await run(writer, 'create table public.own (a int)', 'insert into public.own values (7)');
    expect(await rows(writer, 'select a from own')).toEqual([[7n]]);
    await expect(reader.execute('select a from own')).rejects.toThrow('permission denied for relation own');
  });
});

describe('the number of tables that a load asks for', () => {
  const count = async (session: EngineSession): Promise<number> => {
    const [[tables] = []] = await rows(session, describeTarget({ schema: 'app', table: 'orders' }).tables.text);
    return Number(tables);
  };

  it('is of permanent tables in all schemas, whoever may read them', async () => {
    const before = await count(reader);
    expect(await count(f.admin)).toBe(before);
    await run(f.admin, 'create table app.one (a int)', 'create table hidden.two (a int)');
    expect(await count(reader)).toBe(before + 2);
    await run(
      f.admin,
      'create temp table three (a int)',
      'create view app.four as select a from app.one',
      'create table app.five (a int)',
      'drop table hidden.two',
    );
    expect(await count(reader)).toBe(before + 2);
    await run(f.admin, 'drop view app.four', 'drop table app.one', 'drop table app.five', 'drop table three');
    expect(await count(reader)).toBe(before);
  });

  it('is of this database alone', async () => {
    const two = await openFixture({ databases: ['dev', 'other'] });
    const other = await two.warehouse.connect({ database: 'other', dbUser: 'admin' });
    await other.execute('create table public.t (a int)');
    expect([await count(two.admin), await count(other)]).toEqual([0, 1]);
    await other.close();
    await two.close();
  });
});

describe('the catalog query of the product', () => {
  it('tells which columns have a default', async () => {
    const reader = new CatalogReader();
    reader.addRelations((await fieldsOf(await f.admin.execute(catalogQueries().relations.text))) as never);
    const columns = reader.read().find(({ schema, name }) => schema === 'app' && name === 'orders')?.columns ?? [];
    expect(columns.slice(1, 4).map(({ name, hasDefault }) => [name, hasDefault])).toEqual([
      ['customer', false],
      ['amount', true],
      ['note', false],
    ]);
  });

  it('tells it of a column that came later', async () => {
    await run(
      f.admin,
      'create table app.grown (a int)',
      'alter table app.grown add column b int default 7',
      'alter table app.grown add column c int',
    );
    const reader = new CatalogReader();
    reader.addRelations((await fieldsOf(await f.admin.execute(catalogQueries().relations.text))) as never);
    const columns = reader.read().find(({ name }) => name === 'grown')?.columns ?? [];
    expect(columns.map(({ hasDefault }) => hasDefault)).toEqual([false, true, false]);
    await f.admin.execute('drop table app.grown');
  });
});
