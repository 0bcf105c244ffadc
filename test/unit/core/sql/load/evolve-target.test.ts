import type { DataColumn, EvolutionRequest } from '../../../../../lambdas/core/load/evolution-plan';
import { absentText } from '../../../../../lambdas/core/shape/absent-names';
import { run } from '../../../../local/redshift/warehouse-fixture';
import { describeState, evolve } from '../../../../support/load-evolve';
import {
  request as apply,
  HISTORY_NAMES,
  type LoadRig,
  openLoadRig,
  type StagedChange,
} from '../../../../support/load-rig';

let rig: LoadRig;
beforeAll(async () => {
  rig = await openLoadRig();
});
afterAll(() => rig.close());
afterEach(() => run(rig.admin, 'drop schema if exists shop cascade'));

const target = { schema: 'shop', table: 'orders' };
const seen = (name: string, type: string): DataColumn => ({ name, type, isDeclared: false });
const declared = (name: string, type: string): DataColumn => ({ name, type, isDeclared: true });
const request = (columns: DataColumn[], more: Partial<EvolutionRequest> = {}): Omit<EvolutionRequest, 'state'> => ({
  target,
  columns,
  absent: [],
  policy: 'add',
  conflicts: 'column',
  writeMode: 'merge',
  key: ['id'],
  history: HISTORY_NAMES,
  ...more,
});
const state = () => describeState(rig.admin, target);
const types = async () => (await state()).target?.columns.map(({ name, type }) => `${name} ${type}`);

describe('a target that is not there', () => {
  it('is nothing at first, and then all that merge needs', async () => {
    expect(await state()).toEqual({ schemaExists: false, isFenced: false, lastBatchSeq: null });
    const columns = [
      declared('id', 'integer'),
      seen('name', 'varchar(20)'),
      seen('amount', 'numeric(9,2)'),
      seen('doc', 'super'),
    ];
    const { plan, rounds } = await evolve(rig.admin, request(columns, { distKey: 'id', sortKey: ['amount', 'id'] }));
    expect(rounds).toEqual([['createSchema', 'createTable', 'createLedger', 'seedFence', 'createPositions']]);
    expect(plan.columns.map(({ name, type, take }) => `${name} ${type} ${take}`)).toEqual([
      'id integer all',
      'name varchar(32) all',
      'amount numeric(38,2) all',
      'doc super all',
    ]);
    const found = await state();
    expect(found).toMatchObject({ schemaExists: true, isFenced: true, lastBatchSeq: null });
    expect(found.target?.columns).toMatchObject([
      { name: 'id', nullable: true, isDistKey: true, sortKey: 2, encoding: 'none' },
      { name: 'name', nullable: true, isDistKey: false, sortKey: 0 },
      { name: 'amount', sortKey: 1 },
      { name: 'doc' },
    ]);
    expect(found.positions?.columns.map(({ name, isDistKey }) => `${name} ${isDistKey}`)).toEqual([
      'id true',
      'shuttle_pos false',
    ]);
    expect(found.tombstones).toBeUndefined();
  });

  it('is the same for a plain user', async () => {
    await evolve(rig.admin, request([declared('id', 'integer')]));
    const reader = await rig.as('reader');
    const found = await describeState(reader, target);
    expect(found).toMatchObject({
      schemaExists: true,
      target: { columns: [{ name: 'id', type: 'integer' }] },
      isFenced: false,
    });
    expect(found.ledger).toBeDefined();
  });

  it('gets the columns of a history', async () => {
    const { plan } = await evolve(
      rig.admin,
      request([declared('id', 'integer'), declared('big', 'varchar(99)')], { writeMode: 'scd2', absent: ['big'] }),
    );
    expect(plan.carried).toEqual(['big']);
    expect(await types()).toEqual([
      'id integer',
      'big character varying(99)',
      'valid_from timestamp without time zone',
      'valid_to timestamp without time zone',
      'is_current boolean',
      'shuttle_pos character varying(64)',
      'shuttle_absent character varying(65535)',
    ]);
    expect((await state()).tombstones?.columns.map(({ name }) => name)).toEqual([
      'id',
      'shuttle_pos',
      'shuttle_at',
      'big',
    ]);
  });

  it('may be created by two runs: one fence, or two that do as well', async () => {
    const other = await rig.as('admin');
    await Promise.all([
      evolve(rig.admin, request([declared('id', 'integer')])),
      evolve(other, request([declared('id', 'integer')])),
    ]);
    expect(await state()).toMatchObject({ isFenced: true });
    await evolve(other, request([declared('id', 'integer')]));
    expect(await rig.select("select count(*) > 0 from shop.shuttle_ledger_orders where batch_id = 'fence'")).toEqual([
      [true],
    ]);
  });

  it.each(['none', 'fail'] as const)('is refused with policy %s', async (policy) => {
    await expect(evolve(rig.admin, request([declared('id', 'integer')], { policy }))).rejects.toThrow(
      `shop.orders does not exist, and evolve is ${policy}`,
    );
  });
});

describe('a table that is there', () => {
  const create = (columns: string) => run(rig.admin, 'create schema shop', `create table shop.orders (${columns})`);

  it('gets new columns, and wider ones', async () => {
    await create('id int not null, name varchar(8)');
    const { plan, rounds } = await evolve(
      rig.admin,
      request([declared('id', 'integer'), seen('name', 'varchar(20)'), seen('more', 'boolean')]),
    );
    expect(rounds[0]?.slice(0, 2)).toEqual(['widen', 'addColumn']);
    expect(plan.columns.map(({ notNull }) => notNull)).toEqual([true, undefined, undefined]);
    expect(await types()).toEqual(['id integer', 'name character varying(32)', 'more boolean']);
  });

  it.each([
    ['of a fixed encoding', 'id int, name varchar(8) encode bytedict', []],
    ['with a default', "id int, name varchar(8) default 'x'", []],
    ['that is a key', 'id int, name varchar(8), primary key (name)', []],
    ['that a view shows', 'id int, name varchar(8)', ['create view shop.v as select name from shop.orders']],
  ])('keeps a VARCHAR as it is %s, and longer texts go beside it', async (_, columns, statements) => {
    await create(columns);
    await run(rig.admin, ...statements);
    const { plan } = await evolve(rig.admin, request([declared('id', 'integer'), seen('name', 'varchar(20)')]));
    expect(plan.columns.slice(1)).toMatchObject([
      { name: 'name', type: 'varchar(8)', from: 'name', fromType: 'varchar(20)', take: 'fitting' },
      { name: 'name__varchar', type: 'varchar(32)', from: 'name', fromType: 'varchar(20)', take: 'rest' },
    ]);
    expect(plan.conflicts).toEqual([
      { column: 'name', targetType: 'varchar(8)', dataType: 'varchar(20)', to: 'name__varchar' },
    ]);
    expect(await types()).toEqual(['id integer', 'name character varying(8)', 'name__varchar character varying(32)']);
  });

  it('is never retyped: values of another type go beside, and the column beside them grows', async () => {
    await create('id int, amount integer');
    const first = await evolve(rig.admin, request([declared('id', 'integer'), seen('amount', 'numeric(9,2)')]));
    expect(first.plan.conflicts).toMatchObject([{ column: 'amount', to: 'amount__numeric' }]);
    const second = await evolve(rig.admin, request([declared('id', 'integer'), seen('amount', 'varchar(9)')]));
    expect(second.plan.conflicts).toMatchObject([{ to: 'amount__varchar' }]);
    await evolve(rig.admin, request([declared('id', 'integer'), seen('amount', 'varchar(50)')]));
    // No room left for more decimals in what is there: they go to the texts.
    const last = await evolve(rig.admin, request([declared('id', 'integer'), seen('amount', 'numeric(9,4)')]));
    expect(last.plan.conflicts).toMatchObject([{ to: 'amount__varchar' }]);
    expect(await types()).toEqual([
      'id integer',
      'amount integer',
      'amount__numeric numeric(38,2)',
      'amount__varchar character varying(64)',
    ]);
  });

  it('gains more columns than a batch holds', async () => {
    await create('id int');
    const columns = Array.from({ length: 38 }, (_, i) => seen(`c${i}`, 'integer'));
    const { rounds } = await evolve(rig.admin, request([declared('id', 'integer'), ...columns]));
    expect(rounds.length).toBe(2);
    expect(await types()).toHaveLength(39);
  });

  it('remembers a column that the source leaves out', async () => {
    await create('id int, big varchar(99)');
    const columns = [declared('id', 'integer'), declared('big', 'varchar(99)')];
    await evolve(rig.admin, request(columns));
    const { rounds } = await evolve(rig.admin, request(columns, { absent: ['big'] }));
    expect(rounds).toEqual([['addCarried']]);
    expect((await evolve(rig.admin, request([declared('id', 'integer')]))).plan.carried).toEqual(['big']);
  });

  it.each([
    ['fail', [declared('id', 'integer'), seen('more', 'integer')], '"more" (integer) is not in the table'],
    [
      'fail',
      [declared('id', 'integer'), seen('name', 'varchar(20)')],
      '"name" is varchar(8), and the data has varchar(20)',
    ],
    ['add', [declared('id', 'integer')], '"must" is NOT NULL and not in the data'],
  ] as const)('is refused with policy %s', async (policy, columns, message) => {
    await create(`id int, name varchar(8)${policy === 'add' ? ', must int not null' : ''}`);
    await expect(evolve(rig.admin, request([...columns], { policy }))).rejects.toThrow(message);
  });

  it('stays as it is with policy none', async () => {
    await create('id int, name varchar(8)');
    const { plan, rounds } = await evolve(
      rig.admin,
      request([declared('id', 'integer'), seen('name', 'varchar(20)'), seen('more', 'integer')], { policy: 'none' }),
    );
    expect(rounds).toEqual([['createLedger', 'seedFence', 'createPositions']]);
    expect(plan.left).toEqual(['more']);
    expect(plan.conflicts).toEqual([{ column: 'name', targetType: 'varchar(8)', dataType: 'varchar(20)' }]);
  });

  it('widens a key in all its tables, and has no other key', async () => {
    await create('id varchar(4)');
    const keyed = (type: string) => evolve(rig.admin, request([declared('id', type)]));
    await keyed('varchar(4)');
    const { rounds } = await keyed('varchar(9)');
    expect(rounds).toEqual([['widen', 'widenKey']]);
    expect((await state()).positions?.columns[0]?.type).toBe('character varying(16)');
    await expect(
      evolve(rig.admin, request([declared('id', 'varchar(9)'), declared('b', 'integer')], { key: ['b'] })),
    ).rejects.toThrow('the key is (b), and its positions table was made for (id)');
  });

  it('has a column of the load in another type', async () => {
    await create('id int, gone integer');
    const soft = request([declared('id', 'integer')], { softDelete: 'gone' });
    await expect(evolve(rig.admin, soft)).rejects.toThrow('gone is not boolean');
  });

  it('must be a table', async () => {
    await create('id int');
    await run(rig.admin, 'create view shop.v as select id from shop.orders');
    await expect(
      evolve(rig.admin, request([declared('id', 'integer')], { target: { schema: 'shop', table: 'v' } })),
    ).rejects.toThrow('is a view');
  });
});

it.each(['merge', 'scd2'] as const)(
  'a column without a value in a batch is NULL, or as it was (%s)',
  async (writeMode) => {
    const types = [declared('id', 'integer'), declared('v', 'integer'), declared('big', 'varchar(9)')];
    const load = async (
      batch: string,
      columns: DataColumn[],
      changes: StagedChange[],
      absent: string[],
      nulls: string[],
    ) => {
      const { plan } = await evolve(rig.admin, request(columns, { writeMode, absent, nulls }));
      const source = await rig.stage(batch, changes);
      const base = apply('orders', [], { batch: { id: batch, seq: batch }, writeMode, source, key: ['id'] });
      await rig.apply({ ...base, target, columns: plan.columns, carried: plan.carried });
    };
    const u = (pos: string, row: object): StagedChange => ({ shuttle_op: 'U', shuttle_pos: pos, id: '1', ...row });
    await load('1', types, [u('1', { v: '5', big: 'kept' })], [], []);
    await load('2', types.slice(0, 1), [u('2', { shuttle_absent: absentText(['big']) })], ['big'], ['v', 'unknown']);
    const last = [1n, null, 'kept'];
    const versions = writeMode === 'merge' ? [last] : [[1n, 5n, 'kept'], last];
    const order = writeMode === 'merge' ? '' : ' order by shuttle_pos';
    expect(await rig.select(`select id, v, big from shop.orders${order}`)).toEqual(versions);
  },
);

it('what is planned is what is applied', async () => {
  const place = { schema: 'shop', table: 'orders' };
  const load = async (batch: string, columns: DataColumn[], changes: StagedChange[], absent: string[] = []) => {
    const { plan } = await evolve(rig.admin, request(columns, { absent }));
    const source = await rig.stage(batch, changes);
    const base = apply('orders', [], { batch: { id: batch, seq: batch }, writeMode: 'merge', source, key: ['id'] });
    return rig.apply({ ...base, target: place, columns: plan.columns, carried: plan.carried });
  };
  const id = declared('id', 'integer');
  const u = (pos: string, row: object): StagedChange => ({ shuttle_op: 'U', shuttle_pos: pos, id: '1', ...row });
  await load('1', [id, seen('n', 'integer'), seen('big', 'varchar(9)')], [u('1', { n: '5', big: 'kept' })]);
  await load(
    '2',
    [id, seen('n', 'varchar(7)'), seen('more', 'date')],
    [u('2', { n: 'seven', more: '2024-02-29', shuttle_absent: absentText(['big']) })],
    ['big'],
  );
  expect(await rig.select('select * from shop.orders')).toEqual([[1n, null, 'kept', 'seven', '2024-02-29']]);
  await load('3', [id, seen('n', 'integer'), seen('big', 'varchar(200)')], [u('3', { n: '8', big: 'x'.repeat(200) })]);
  // The value fits again: the one beside it is gone.
  expect(await rig.select('select id, n, len(big), n__varchar from shop.orders')).toEqual([[1n, 8n, 200n, null]]);
  await load('4', [id, seen('n', 'varchar(7)')], [u('4', { n: 'nine' })]);
  await load('5', [id, seen('n', 'numeric(9,2)')], [u('5', { n: '1.50' }), u('6', { id: '2', n: '2' })]);
  expect(await rig.select('select id, n, n__varchar, n__numeric from shop.orders order by 1')).toEqual([
    [1n, null, null, '1.50'],
    [2n, 2n, null, null],
  ]);
  expect(await state()).toMatchObject({ lastBatchSeq: '5' });
});

it('a column of the data that is named like one beside another is its own, with a value or without', async () => {
  const place = { schema: 'shop', table: 'orders' };
  const load = async (
    batch: string,
    columns: DataColumn[],
    changes: StagedChange[],
    more: Partial<EvolutionRequest>,
  ) => {
    const { plan } = await evolve(rig.admin, request(columns, more));
    const names = plan.columns.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    const source = await rig.stage(batch, changes);
    const base = apply('orders', [], { batch: { id: batch, seq: batch }, writeMode: 'merge', source, key: ['id'] });
    return rig.apply({ ...base, target: place, columns: plan.columns, carried: plan.carried });
  };
  const u = (pos: string, row: object): StagedChange => ({ shuttle_op: 'U', shuttle_pos: pos, id: '1', ...row });
  const id = declared('id', 'integer');
  const rows = () => rig.select('select id, paid, paid__date from shop.orders');
  const both = [id, seen('paid', 'integer'), seen('paid__date', 'date')];
  await load('1', both, [u('1', { paid: '5', paid__date: '2024-02-29' })], {});
  const absent = { shuttle_absent: absentText(['paid__date']) };
  await load('2', [id, seen('paid', 'integer')], [u('2', { paid: '6', ...absent })], { absent: ['paid__date'] });
  expect(await rows()).toEqual([[1n, 6n, '2024-02-29']]);
  // A date in the column of numbers goes to another one beside it, not into the data's own.
  const dates = [id, seen('paid', 'date')];
  await load('3', dates, [u('3', { paid: '2024-03-01', ...absent })], { absent: ['paid__date'] });
  expect(await rig.select('select id, paid, paid__date, paid__varchar from shop.orders')).toEqual([
    [1n, null, '2024-02-29', '2024-03-01'],
  ]);
  await load('4', [id, seen('paid', 'integer')], [u('4', { paid: '7' })], { nulls: ['paid__date'] });
  expect(await rows()).toEqual([[1n, 7n, null]]);
  await load('5', [id], [u('5', {})], { nulls: ['paid', 'paid__date'] });
  expect(await rows()).toEqual([[1n, null, null]]);
});
