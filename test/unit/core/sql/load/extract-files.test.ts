import { mapColumns } from '../../../../../lambdas/core/catalog/column-mapping';
import type { LoadColumn } from '../../../../../lambdas/core/load/load-column';
import { identifier, qualified } from '../../../../../lambdas/core/sql/identifier';
import type { ApplyRequest, ParquetFiles } from '../../../../../lambdas/core/sql/load/apply-request';
import { join, sql } from '../../../../../lambdas/core/sql/sql';
import { unload } from '../../../../../lambdas/core/sql/unload';
import { run } from '../../../../local/redshift/warehouse-fixture';
import { type Column, type LoadRig, openLoadRig, request } from '../../../../support/load-rig';

let rig: LoadRig;
beforeAll(async () => {
  rig = await openLoadRig();
});
afterAll(() => rig.close());

/** Unloads a table as the extract does; answers the files. */
const extract = async (table: string, columns: readonly Column[], to: string): Promise<ParquetFiles> => {
  const mapped = mapColumns(columns.map(([name, type]) => ({ name, type, nullable: true })));
  const select = join(
    mapped.map(({ name, unloadSelect }) => sql`${unloadSelect} AS ${identifier(name)}`),
    sql`, `,
  );
  const query = sql`SELECT ${select} FROM ${qualified('public', table)}`;
  await rig.admin.execute(
    unload({ query, to: { bucket: 'lake', key: to }, iamRole: 'default', maxFileSizeMb: 64 }).text,
  );
  const [[rows]] = (await rig.select(`select count(*) from public.${table}`)) as [[bigint]];
  return {
    manifest: { bucket: 'lake', key: `${to}manifest` },
    rows: Number(rows),
    columns: mapped.map(({ name, redshiftType, encoding }) => ({ name, redshiftType, ...(encoding && { encoding }) })),
  };
};

const whole = ([name, type]: Column, into = type): LoadColumn => ({
  name,
  type: into,
  from: name,
  fromType: type,
  take: 'all',
});
const apply = (columns: LoadColumn[], data: ParquetFiles, batch: string, more: Partial<ApplyRequest> = {}) => {
  const source = { format: 'parquet' as const, data, pos: batch.padStart(6, '0'), at: '2024-05-01 10:00:00.000000' };
  return rig.apply({
    ...request('copy', [], { batch: { id: batch, seq: batch }, writeMode: 'merge', source, key: ['id'] }),
    columns,
    ...more,
  });
};

const TYPES: readonly Column[] = [
  ['id', 'integer'],
  ['i2', 'smallint'],
  ['i8', 'bigint'],
  ['dec', 'numeric(12,3)'],
  ['f4', 'real'],
  ['f8', 'double precision'],
  ['b', 'boolean'],
  ['d', 'date'],
  ['ts', 'timestamp'],
  ['tz', 'timestamptz'],
  ['c', 'char(5)'],
  ['v', 'varchar(20)'],
  ['t', 'time'],
  ['tt', 'timetz'],
  ['doc', 'super'],
  ['bytes', 'varbyte(10)'],
];

describe('the files of an extract', () => {
  it('bring every type back as it was', async () => {
    await run(
      rig.admin,
      'drop table if exists src',
      `create table src (${TYPES.map(([name, type]) => `${name} ${type}`).join(', ')})`,
      `insert into src values (1, -32768, 9007199254740993, 123456789.125, 1.5, 0.1, true, '2024-02-29', '2024-02-29 01:02:03.000004',
         '2024-02-29 01:02:03+02', 'ab', 'é "x"', '01:02:03.5', '01:02:03+02', json_parse('{"n":[1,{"m":"x"}]}'), to_varbyte('00ff', 'hex'))`,
      'insert into src (id) values (2)',
    );
    await rig.target('copy', TYPES, { key: ['id'], writeMode: 'merge' });
    const data = await extract('src', TYPES, 'data/all/');
    expect(
      await apply(
        TYPES.map((column) => whole(column)),
        data,
        '1',
      ),
    ).toEqual({ upsert: 2 });
    const look = (table: string) =>
      rig.select(
        `select id, i2, i8, dec, f4, f8, b, d, ts, tz, c, v, t, tt, doc, to_hex(bytes) from ${table} order by id`,
      );
    expect(await look('copy')).toEqual(await look('src'));
  });

  const SOME: readonly Column[] = [
    ['id', 'integer'],
    ['v', 'varchar(20)'],
  ];
  const source = (rows: string) =>
    run(
      rig.admin,
      'drop table if exists src',
      'create table src (id int, v varchar(20))',
      `insert into src values ${rows}`,
    );
  const columns = SOME.map((column) => whole(column));

  it('come with the keys that are gone, and an older batch brings none back', async () => {
    await rig.target('copy', SOME, { key: ['id'], writeMode: 'merge' });
    await source("(1, 'a'), (2, 'b')");
    const first = await extract('src', SOME, 'data/b1/');
    await source("(1, 'new'), (3, 'c')");
    const second = await extract('src', SOME, 'data/b2/');
    await run(rig.admin, 'drop table if exists gone', 'create table gone (id int)', 'insert into gone values (2)');
    const deletes = await extract('gone', [['id', 'integer']], 'deletes/b2/');
    const withDeletes = {
      format: 'parquet' as const,
      data: second,
      deletes,
      pos: '000002',
      at: '2024-05-01 11:00:00.000000',
    };
    expect(await apply(columns, second, '2', { source: withDeletes })).toEqual({ upsert: 2, delete: 1 });
    expect(await apply(columns, first, '1')).toEqual({ stale: 2 });
    expect(await apply(columns, second, '2', { source: withDeletes })).toEqual({});
    expect(await rig.select('select * from copy order by id')).toEqual([
      [1n, 'new'],
      [3n, 'c'],
    ]);
  });

  it('of a new base end what it has not, once, and not what came after it', async () => {
    const soft = { mode: 'soft', column: 'gone' } as const;
    await rig.target('copy', [...SOME, ['gone', 'boolean']], { key: ['id'], writeMode: 'merge' });
    await run(
      rig.admin,
      "insert into copy values (1, 'old', null), (2, 'old', false), (3, 'x', true), (null, 'x', null)",
    );
    await source("(4, 'later')");
    await apply(columns, await extract('src', SOME, 'data/later/'), '3', { deletes: soft });
    await source("(1, 'new'), (5, 'c')");
    const data = await extract('src', SOME, 'data/base/');
    const base = { format: 'parquet' as const, data, isBase: true, pos: '000002', at: '2024-05-01 10:00:00.000000' };
    const expected = [
      [1n, 'new', false],
      [2n, 'old', true],
      [3n, 'x', true],
      [4n, 'later', false],
      [5n, 'c', false],
      [null, 'x', null],
    ];
    const load = () => apply(columns, data, '2', { source: base, deletes: soft });
    expect(await load()).toEqual({ gone: 2, upsert: 2, updated: 1, delete: 1, deleted: 1, stale: 1 });
    expect(await rig.select('select * from copy order by id')).toEqual(expected);
    expect(await load()).toEqual({ gone: 0 });
    expect(await rig.select('select * from copy order by id')).toEqual(expected);
  });

  it('of a new base end versions', async () => {
    const history = { validFrom: 'since', validTo: 'until', isCurrent: 'now' };
    const own = Object.values(history);
    const types = ['timestamp', 'timestamp', 'boolean'];
    const all: Column[] = [
      ...SOME,
      ...own.map((name, i): Column => [name, types[i] as string]),
      ['shuttle_pos', 'varchar(64)'],
    ];
    await rig.target('copy', all, { key: ['id'], writeMode: 'scd2', history });
    const scd2 = { writeMode: 'scd2', history } as const;
    await source("(1, 'a'), (2, 'b')");
    const first = await extract('src', SOME, 'data/v1/');
    expect(await apply(columns, first, '1', scd2)).toEqual({ upsert: 2 });
    await source("(1, 'new')");
    const data = await extract('src', SOME, 'data/v2/');
    const base = { format: 'parquet' as const, data, isBase: true, pos: '000002', at: '2024-05-01 11:00:00.000000' };
    expect(await apply(columns, data, '2', { ...scd2, source: base })).toEqual({ gone: 1, upsert: 1, delete: 1 });
    const next = { ...base, pos: '000003', at: '2024-05-01 12:00:00.000000' };
    expect(await apply(columns, data, '3', { ...scd2, source: next })).toEqual({ gone: 0, upsert: 1 });
    expect(await rig.select('select id, v, since, until, now from copy order by id, since')).toEqual([
      [1n, 'a', '2024-05-01 10:00:00', '2024-05-01 11:00:00', false],
      [1n, 'new', '2024-05-01 11:00:00', '2024-05-01 12:00:00', false],
      [1n, 'new', '2024-05-01 12:00:00', null, true],
      [2n, 'b', '2024-05-01 10:00:00', '2024-05-01 11:00:00', false],
    ]);
  });

  it.each(['merge', 'append'] as const)('read before a base change nothing after it (%s)', async (writeMode) => {
    await rig.target('copy', SOME, { key: ['id'], writeMode: 'merge' });
    await source("(1, 'base')");
    const data = await extract('src', SOME, `data/${writeMode}/`);
    const more = { writeMode, deletes: { mode: 'ignore' } } as const;
    await apply(columns, data, '1', more);
    expect(await apply(columns, data, '3', { ...more, writeMode: 'replace' })).toEqual({ upsert: 1 });
    await run(rig.admin, 'delete from copy');
    expect(Object.values(await apply(columns, data, '2', more)).filter((n) => n !== 0)).toEqual([]);
    expect(await rig.select('select * from copy')).toEqual([]);
    expect(await apply(columns, data, '4', more)).toMatchObject({ upsert: 1 });
  });

  it('may go into other types that hold them, and share out what does not fit', async () => {
    await rig.target(
      'copy',
      [
        ['id', 'integer'],
        ['v', 'integer'],
        ['v__varchar', 'varchar(32)'],
        ['b', 'varchar(9)'],
        ['n', 'numeric(20,2)'],
      ],
      { key: ['id'], writeMode: 'merge' },
    );
    await run(
      rig.admin,
      'drop table if exists src',
      'create table src (id int, v varchar(20), b boolean, n int)',
      "insert into src values (1, '7', true, 5), (2, 'x', false, null)",
    );
    const data = await extract('src', [...SOME, ['b', 'boolean'], ['n', 'integer']], 'data/b3/');
    const shared = [
      whole(['id', 'integer']),
      { name: 'v', type: 'integer', from: 'v', fromType: 'varchar(20)', take: 'fitting' as const },
      { name: 'v__varchar', type: 'varchar(32)', from: 'v', fromType: 'varchar(20)', take: 'rest' as const },
      whole(['b', 'boolean'], 'varchar(9)'),
      whole(['n', 'integer'], 'numeric(20,2)'),
    ];
    expect(await apply(shared, data, '1')).toEqual({ upsert: 2 });
    expect(await rig.select('select * from copy order by id')).toEqual([
      [1n, 7n, null, 'true', '5.00'],
      [2n, null, 'x', 'false', null],
    ]);
  });

  it('are nothing where an extract had no rows', async () => {
    await rig.target('copy', SOME, { key: ['id'], writeMode: 'merge' });
    const none = {
      manifest: { bucket: 'lake', key: 'none' },
      rows: 0,
      columns: [
        { name: 'id', redshiftType: 'integer' },
        { name: 'v', redshiftType: 'varchar(20)' },
      ],
    };
    expect(await apply(columns, none, '1')).toEqual({});
  });
});
