import { readBatchCounts } from '../../../../../lambdas/core/load/batch-counts';
import type { LoadColumn } from '../../../../../lambdas/core/load/load-column';
import { absentText } from '../../../../../lambdas/core/shape/absent-names';
import type { ApplyRequest } from '../../../../../lambdas/core/sql/load/apply-request';
import { type LoadRig, openLoadRig, request, type StagedChange } from '../../../../support/load-rig';

let rig: LoadRig;
beforeAll(async () => {
  rig = await openLoadRig();
});
afterAll(() => rig.close());

const whole = (name: string, type: string): LoadColumn => ({ name, type, from: name, fromType: type, take: 'all' });
const shared = (take: 'fitting' | 'rest', name: string, type: string): LoadColumn => ({
  name,
  type,
  from: 'amount',
  fromType: 'varchar(20)',
  take,
});
const upsert = (id: string | null, pos: string, amount: string | null, more: object = {}): StagedChange => ({
  shuttle_op: 'U',
  shuttle_pos: pos,
  ...(id !== null && { id }),
  ...(amount !== null && { amount }),
  ...more,
});

const apply = async (changes: StagedChange[], columns: LoadColumn[], more: Partial<ApplyRequest> = {}) => {
  const source = await rig.stage('c', changes);
  const base = request('t', [], { batch: { id: 'c', seq: '1' }, writeMode: 'merge', source, key: ['id'] });
  return rig.apply({ ...base, columns, ...more });
};
const refused = async (prefix: string) => {
  const keys = (await rig.objects.list('lake', prefix)).filter((key) => !key.endsWith('/'));
  const texts = await Promise.all(keys.map((key) => rig.objects.get('lake', key)));
  const lines = texts.flatMap((text) => Buffer.from(text).toString().split('\n'));
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
};

const KEY_AND_AMOUNT = [
  ['id', 'integer'],
  ['amount', 'integer'],
] as const;
const amounts: StagedChange[] = [
  upsert('1', '1', '5'),
  upsert('2', '2', 'many'),
  upsert('3', '3', '2147483648'),
  upsert('4', '4', null),
];

describe('values that do not fit their column', () => {
  it('go to the conflict column, and nothing is left of what was in the other', async () => {
    await rig.target('t', [...KEY_AND_AMOUNT, ['amount__varchar', 'varchar(20)']], { key: ['id'], writeMode: 'merge' });
    await rig.admin.execute("insert into t values (1, null, 'old'), (2, 7, null)");
    const columns = [
      whole('id', 'integer'),
      shared('fitting', 'amount', 'integer'),
      shared('rest', 'amount__varchar', 'varchar(20)'),
    ];
    expect(await apply(amounts, columns)).toEqual({ upsert: 4, updated: 2 });
    expect(await rig.select('select * from t order by 1')).toEqual([
      [1n, 5n, null],
      [2n, null, 'many'],
      [3n, null, '2147483648'],
      [4n, null, null],
    ]);
  });

  it('take their rows to the quarantine where there is no conflict column', async () => {
    await rig.target('t', [...KEY_AND_AMOUNT], { key: ['id'], writeMode: 'merge' });
    const columns = [whole('id', 'integer'), shared('fitting', 'amount', 'integer')];
    const quarantine = { bucket: 'lake', key: 'quarantine/a1/' };
    expect(await apply(amounts, columns, { quarantine })).toEqual({ upsert: 2, refused: 2 });
    expect(await rig.select('select * from t order by 1')).toEqual([
      [1n, 5n],
      [4n, null],
    ]);
    expect(await refused('quarantine/a1/type_')).toMatchObject([
      { id: 2, amount: 'many', shuttle_pos: '2' },
      { id: 3, amount: '2147483648', shuttle_pos: '3' },
    ]);
    // A replay refuses nothing.
    expect(await apply(amounts, columns)).toEqual({ refused: 0 });
  });

  it('do not keep a delete from being one', async () => {
    await rig.target('t', [...KEY_AND_AMOUNT], { key: ['id'], writeMode: 'merge' });
    await rig.admin.execute('insert into t values (1, 5)');
    const columns = [whole('id', 'integer'), shared('fitting', 'amount', 'integer')];
    const gone: StagedChange = { shuttle_op: 'D', shuttle_pos: '1', id: '1', amount: 'many' };
    expect(await apply([gone], columns)).toEqual({ delete: 1, deleted: 1, refused: 0 });
    expect(await rig.select('select * from t')).toEqual([]);
  });

  it('stay away with the column where it is unchanged', async () => {
    const columns = [
      whole('id', 'integer'),
      shared('fitting', 'amount', 'integer'),
      shared('rest', 'amount__varchar', 'varchar(20)'),
    ];
    const carried = ['amount', 'amount__varchar'];
    await rig.target('t', [...KEY_AND_AMOUNT, ['amount__varchar', 'varchar(20)']], {
      key: ['id'],
      writeMode: 'merge',
      carried,
    });
    const changes = [upsert('1', '1', 'many'), upsert('1', '2', null, { shuttle_absent: absentText(['amount']) })];
    await apply(changes, columns, { carried });
    expect(await rig.select('select * from t')).toEqual([[1n, null, 'many']]);
  });
});

describe('a column that is left out', () => {
  const columns = [whole('id', 'integer'), whole('amount', 'integer')];
  const carried = ['amount'];
  const gone: StagedChange = { shuttle_op: 'D', shuttle_pos: '2', id: '1' };
  const kept = (pos: string) => upsert('1', pos, null, { shuttle_absent: absentText(['amount']) });
  beforeEach(() => rig.target('t', [...KEY_AND_AMOUNT], { key: ['id'], writeMode: 'merge', carried }));

  it('has no value from before a delete, until the insert behind it arrives', async () => {
    expect(await apply([upsert('1', '1', '5'), gone, kept('4')], columns, { carried })).toEqual({
      upsert: 1,
      superseded: 2,
    });
    expect(await rig.select('select * from t')).toEqual([[1n, null]]);
    expect(await apply([upsert('1', '3', '7')], columns, { carried, batch: { id: 'late', seq: '2' } })).toEqual({
      filled: 1,
      updated: 1,
    });
    expect(await rig.select('select * from t')).toEqual([[1n, 7n]]);
  });

  it('keeps the value of a row that was there before the load', async () => {
    await rig.admin.execute('insert into t values (1, 9)');
    await apply([kept('1')], columns, { carried });
    expect(await rig.select('select * from t')).toEqual([[1n, 9n]]);
  });

  it('is unchanged by a batch that has not the column at all', async () => {
    await apply([upsert('1', '1', '5')], columns, { carried });
    await apply([upsert('1', '4', null)], columns.slice(0, 1), { carried, batch: { id: 'x', seq: '2' } });
    await apply([upsert('1', '3', '7')], columns, { carried, batch: { id: 'late', seq: '3' } });
    expect(await rig.select('select * from t')).toEqual([[1n, 7n]]);
  });
});

describe('a key with a NULL', () => {
  it('is refused, counted and kept in the quarantine', async () => {
    await rig.target('t', [...KEY_AND_AMOUNT], { key: ['id'], writeMode: 'merge' });
    const columns = [whole('id', 'integer'), whole('amount', 'integer')];
    const changes = [upsert('1', '1', '5'), upsert(null, '2', '6'), { shuttle_op: 'D' as const, shuttle_pos: '3' }];
    const counts = await apply(changes, columns, { quarantine: { bucket: 'lake', key: 'quarantine/a2/' } });
    expect(counts).toEqual({ upsert: 1, refused: 2 });
    expect(await refused('quarantine/a2/key_')).toMatchObject([{ amount: 6 }, { shuttle_op: 'D' }]);
    expect(await rig.select('select * from t')).toEqual([[1n, 5n]]);
  });
});

it('a NULL where the target takes none is refused, unless the column is left out as unchanged', async () => {
  await rig.target(
    't',
    [
      ['id', 'integer'],
      ['amount', 'integer not null'],
    ],
    {
      key: ['id'],
      writeMode: 'merge',
      carried: ['amount'],
    },
  );
  await rig.admin.execute('insert into t values (1, 5), (2, 6)');
  const columns = [whole('id', 'integer'), { ...whole('amount', 'integer'), notNull: true as const }];
  const changes = [
    upsert('1', '1', null, { shuttle_absent: absentText(['amount']) }),
    upsert('2', '2', null),
    upsert('3', '3', '7'),
    { shuttle_op: 'T' as const, shuttle_pos: '0' },
  ];
  const counts = await apply(changes, columns, {
    carried: ['amount'],
    truncates: 'ignore',
    quarantine: { bucket: 'lake', key: 'quarantine/a4/' },
  });
  expect(counts).toEqual({ upsert: 2, updated: 1, refused: 1, ignored: 1 });
  expect(await refused('quarantine/a4/type_')).toMatchObject([{ id: 2, shuttle_pos: '2' }]);
  expect(await rig.select('select * from t order by 1')).toEqual([
    [1n, 5n],
    [2n, 6n],
    [3n, 7n],
  ]);
});

it('rows of types that UNLOAD takes as text only are refused all the same', async () => {
  const types = [
    ['id', 'integer'],
    ['at', 'time'],
    ['bytes', 'varbyte(4)'],
  ] as const;
  await rig.target('t', types, { key: ['id'], writeMode: 'merge' });
  const columns = types.filter(([name]) => name !== 'at').map(([name, type]) => whole(name, type));
  const changes: StagedChange[] = [{ shuttle_op: 'U', shuttle_pos: '1', bytes: '00ff' }];
  await apply(changes, columns, { quarantine: { bucket: 'lake', key: 'quarantine/a3/' } });
  expect(await refused('quarantine/a3/key_')).toMatchObject([{ bytes: '00ff' }]);
});

describe('soft deletes', () => {
  const columns = [whole('id', 'integer'), whole('amount', 'integer')];
  const deletes = { mode: 'soft', column: 'gone' } as const;
  beforeEach(() => rig.target('t', [...KEY_AND_AMOUNT, ['gone', 'boolean']], { key: ['id'], writeMode: 'merge' }));

  it('mark rows and keep their values, and a row that comes back is no longer marked', async () => {
    await rig.admin.execute('insert into t values (1, 5, false), (2, 6, true)');
    const changes: StagedChange[] = [
      { shuttle_op: 'D', shuttle_pos: '1', id: '1' },
      upsert('2', '2', '7'),
      { shuttle_op: 'D', shuttle_pos: '3', id: '3', amount: '8' },
    ];
    expect(await apply(changes, columns, { deletes })).toEqual({ upsert: 1, delete: 2, updated: 1, deleted: 1 });
    expect(await rig.select('select * from t order by 1')).toEqual([
      [1n, 5n, true],
      [2n, 7n, false],
      // Known only by its delete: with what that tells.
      [3n, 8n, true],
    ]);
  });

  it('mark every row of a truncate', async () => {
    await rig.admin.execute('insert into t values (1, 5, false), (2, 6, null)');
    await apply([{ shuttle_op: 'T', shuttle_pos: '1' }, upsert('2', '2', '7')], columns, { deletes });
    expect(await rig.select('select * from t order by 1')).toEqual([
      [1n, 5n, true],
      [2n, 7n, false],
    ]);
  });
});

describe('types that cannot be compared or need care', () => {
  it('are merged by whole columns', async () => {
    const types = [
      ['id', 'varbyte(8)'],
      ['doc', 'super'],
      ['at', 'timestamptz'],
      ['bytes', 'varbyte(9)'],
      ['ok', 'boolean'],
    ] as const;
    await rig.target('t', types, { key: ['id'], writeMode: 'merge' });
    const columns = types.map(([name, type]) => whole(name, type));
    const row = {
      shuttle_op: 'U' as const,
      id: 'ab01',
      doc: { n: [1, 'x'] },
      at: '2024-03-01 10:00:00+02',
      bytes: 'ff00',
      ok: 'true',
    };
    await apply([{ ...row, shuttle_pos: '1' }], columns);
    await apply(
      [
        { ...row, shuttle_pos: '2', doc: 'text', ok: 'false' },
        { ...row, id: 'ab02', shuttle_pos: '3' },
      ],
      columns,
      { batch: { id: 'd', seq: '2' } },
    );
    expect(await rig.select('select to_hex(id), doc, at, to_hex(bytes), ok from t order by 1')).toEqual([
      ['ab01', '"text"', '2024-03-01 08:00:00+00', 'ff00', false],
      ['ab02', '{"n":[1,"x"]}', '2024-03-01 08:00:00+00', 'ff00', true],
    ]);
  });
});

describe('readBatchCounts', () => {
  const rows = (counts: Record<string, number>) =>
    Object.entries(counts).map(([fate, n]) => [{ stringValue: fate }, { longValue: n }]);

  it('names what became of the rows, and what of them was skipped', () => {
    const counts = readBatchCounts(rows({ upsert: 4, delete: 2, updated: 1, refused: 1, stale: 2 }), 10, 'merge');
    expect(counts).toMatchObject({
      staged: 10,
      upserts: 4,
      deletes: 2,
      updated: 1,
      deleted: 0,
      refused: 1,
      stale: 2,
      skipped: 1,
    });
    expect(readBatchCounts([], 3, 'append')).toMatchObject({ staged: 3, skipped: 3 });
  });

  it.each([
    [{ other: 1 }, 'counts rows as "other"'],
    [{ upsert: 11 }, '11 rows of 10'],
  ])('refuses %j', (counts, message) => {
    expect(() => readBatchCounts(rows(counts as Record<string, number>), 10, 'merge')).toThrow(message);
  });
});
