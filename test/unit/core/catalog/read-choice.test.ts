import { chooseRead } from '../../../../lambdas/core/catalog/read-choice';
import type { CatalogTable } from '../../../../lambdas/core/catalog/table';
import type { ResolvedTableOptions } from '../../../../lambdas/core/config/resolve-table-options';
import { ColumnNotFound, PrimaryKeyMissing, TypeNotSupported } from '../../../../lambdas/core/errors';

const orders: CatalogTable = {
  schema: 'public',
  name: 'orders',
  kind: 'table',
  columns: [
    { name: 'id', type: 'bigint', nullable: false },
    { name: 'line no', type: 'integer', nullable: false },
    { name: 'note', type: 'text', nullable: true },
  ],
  primaryKey: ['id'],
  rows: 10,
};
const options = (more: Partial<ResolvedTableOptions> = {}): ResolvedTableOptions => ({
  enabled: true,
  columns: {},
  method: 'auto',
  verify: 'auto',
  mode: 'full',
  fullRefreshEvery: { batches: 500 },
  onReset: 'refresh',
  deletes: 'ignore',
  maxDeletes: 0.5,
  checkKey: false,
  schemaDrift: 'evolve',
  from: {},
  ...more,
});
const choose = (table: Partial<CatalogTable>, more: Partial<ResolvedTableOptions> = {}, caseSensitive = false) =>
  chooseRead({ ...orders, ...table }, options(more), 'public.orders', caseSensitive);

describe('the columns', () => {
  it.each([
    [{}, ['id', 'line no', 'note']],
    [{ include: ['note', 'id'] }, ['id', 'note']],
    [{ exclude: ['note'] }, ['id', 'line no']],
    [{ include: ['id', 'note'], exclude: ['note'] }, ['id']],
    [{ include: ['ID'], exclude: ['NOTE'] }, ['id']],
  ])('with %j keep the order of the table', (columns, names) => {
    expect(choose({}, { columns }).columns.map(({ name }) => name)).toEqual(names);
  });

  it.each([
    [
      'an included one is missing',
      {},
      { columns: { include: ['gone'] } },
      /columns\.include names "gone".*id, line no, note/,
    ],
    ['an excluded one is missing', {}, { columns: { exclude: ['a', 'id', 'b'] } }, /columns\.exclude names "a", "b"/],
    ['a key is missing', {}, { primaryKey: ['id', 'nr'] }, /primaryKey names "nr"/],
    ['none is left', {}, { columns: { exclude: ['id', 'line no', 'note'] } }, /leave no column/],
    ['the catalog has none', { columns: [], primaryKey: [] }, {}, /late-binding view whose tables are gone/],
  ])('are refused when %s', (_, table, more, message) => {
    expect(() => choose(table, more)).toThrow(ColumnNotFound);
    expect(() => choose(table, more)).toThrow(message);
    expect(() => choose(table, more)).toThrow(/^public\.orders/);
  });

  it('are refused when a type cannot be read, unless they are excluded', () => {
    const columns = [...orders.columns, { name: 'list', type: 'integer[]', nullable: true }];
    expect(() => choose({ columns })).toThrow(TypeNotSupported);
    expect(choose({ columns }, { columns: { exclude: ['list'] } }).columns).toEqual(orders.columns);
  });

  it('are paged with a sketch, which UNLOAD cannot write to Parquet', () => {
    const columns = [...orders.columns, { name: 'sketch', type: 'hllsketch', nullable: true }];
    expect(choose({ columns, rows: 9e9 })).toMatchObject({ method: 'page', methodIsAuto: false });
    expect(choose({ columns }).why).toMatch(/sketch is hllsketch/);
    expect(() => choose({ columns }, { method: 'unload' })).toThrow(TypeNotSupported);
    expect(() => choose({ columns }, { method: 'unload' })).toThrow(/^public\.orders.*method: page/);
  });
});

describe('names in options', () => {
  const columns = [
    { name: 'ID', type: 'bigint', nullable: false },
    { name: 'id', type: 'bigint', nullable: false },
  ];

  it.each([
    [['ID'], ['ID']],
    [['id'], ['id']],
  ])('%j is %j where the case counts', (primaryKey, expected) => {
    expect(choose({ columns, primaryKey: [] }, { primaryKey }, true).primaryKey).toEqual(expected);
  });

  it('are folded where it does not', () => {
    expect(choose({}, { primaryKey: ['ID', 'Line No'] }).primaryKey).toEqual(['id', 'line no']);
    expect(() => choose({}, { primaryKey: ['ID'] }, true)).toThrow(ColumnNotFound);
  });
});

describe('the key', () => {
  it.each([
    ['the declared one', {}, ['id']],
    ['the one of the file', { primaryKey: ['line no', 'id'] }, ['line no', 'id']],
    ['none, by the file', { primaryKey: [] }, []],
  ])('is %s', (_, more, key) => {
    expect(choose({}, more).primaryKey).toEqual(key);
  });
});

describe('the method', () => {
  it.each([
    ['auto', {}, 'page', true, 'small'],
    ['auto', { rows: 1e9 }, 'unload', true, 'large'],
    ['page', { rows: 1e9 }, 'page', false, 'by config'],
    ['unload', { rows: 1 }, 'unload', false, 'by config'],
  ] as const)('%s of %j is %s', (method, table, expected, isAuto, why) => {
    const choice = choose(table, { method });
    expect(choice).toMatchObject({ method: expected, methodIsAuto: isAuto });
    expect(choice.why).toContain(why);
  });

  it('auto goes by the limit', () => {
    expect(choose({ rows: 1e9 }, { limit: 5 })).toMatchObject({ method: 'page', methodIsAuto: true });
  });
});

describe('the check', () => {
  it.each([
    ['table', {}, 'snapshot'],
    ['view', {}, 'manifest'],
    ['late-binding view', {}, 'manifest'],
    ['table', { verify: 'manifest', from: { verify: 'pipeline' } }, 'manifest'],
    ['view', { verify: 'snapshot', from: { verify: 'public.*' } }, 'snapshot'],
    ['view', { verify: 'manifest', from: { verify: 'pipeline' } }, 'manifest'],
  ] as const)('of a %s with %j is %s', (kind, more, verify) => {
    expect(choose({ kind }, more).verify).toBe(verify);
  });
});

describe('columns that are personal', () => {
  const drop = (names: string[], more: object = {}) => choose({}, { columns: { drop: names, ...more } });

  it.each([
    [['note'], ['id', 'line no']],
    [['NOTE'], ['id', 'line no']],
    [['email'], ['id', 'line no', 'note']],
    [
      ['email', 'Line No'],
      ['id', 'note'],
    ],
  ])('%j are dropped where the table has them', (names, left) => {
    expect(drop(names).columns.map(({ name }) => name)).toEqual(left);
  });

  it.each([
    [['note'], ['note']],
    [['NOTE', 'email'], ['note']],
    [['email'], []],
  ])('%j are hashed where the table has them', (names, hashed) => {
    const { columns } = choose({}, { columns: { hash: names } });
    expect(columns.filter(({ hash }) => hash).map(({ name }) => name)).toEqual(hashed);
    expect(columns).toHaveLength(3);
  });

  it.each(['drop', 'hash'] as const)('must be there where the table itself lists them: %s', (list) => {
    const columns = { [list]: ['email', 'note'], mustExist: ['email'] };
    expect(() => choose({}, { columns })).toThrow(ColumnNotFound);
    expect(() => choose({}, { columns })).toThrow(new RegExp(`columns\\.${list} names "email"`));
    expect(() => choose({}, { columns: { ...columns, mustExist: ['note'] } })).not.toThrow();
  });

  it('must leave one', () => {
    expect(() => drop(['id', 'line no', 'note'])).toThrow(/leave no column/);
  });

  it('need no type that can be read, once dropped', () => {
    const columns = [...orders.columns, { name: 'list', type: 'integer[]', nullable: true }];
    expect(choose({ columns }, { columns: { drop: ['list'] } }).columns).toEqual(orders.columns);
  });

  it('keep their case where it counts', () => {
    const columns = [{ name: 'Note', type: 'text', nullable: true }, ...orders.columns];
    expect(choose({ columns }, { columns: { drop: ['Note'] } }, true).columns.map(({ name }) => name)).toEqual([
      'id',
      'line no',
      'note',
    ]);
  });
});

describe('the digest of the choice of columns', () => {
  const digest = (columns: ResolvedTableOptions['columns']) => choose({}, { columns }).columnsDigest;

  it('is the same whatever the order, and whatever the table', () => {
    expect(digest({ exclude: ['id', 'note'] })).toBe(digest({ exclude: ['note', 'id'] }));
    expect(choose({ rows: 1e9, columns: [orders.columns[0]!] }).columnsDigest).toBe(digest({}));
  });

  it('differs between choices', () => {
    const all = [{}, { include: ['id'] }, { exclude: ['id'] }, { hash: ['id'] }, { drop: ['id'] }, { drop: ['note'] }];
    expect(new Set(all.map(digest)).size).toBe(all.length);
  });
});

describe('what is chosen of keys', () => {
  const updated = { name: 'updated_at', type: 'timestamp without time zone', nullable: true };

  it('is told with the rest', () => {
    expect(
      choose({ columns: [...orders.columns, updated] }, { mode: 'auto', deletes: 'detect', checkKey: true }),
    ).toMatchObject({
      mode: 'incremental',
      replicationKey: updated,
      detectDeletes: true,
      checkKey: true,
    });
  });

  it.each([
    ['pipeline', false],
    ['public.*', false],
    ['public.orders', true],
  ])('is an error for %s without a primary key: %s', (from, refused) => {
    const chosen = () => choose({ primaryKey: [] }, { deletes: 'detect', from: { deletes: from } });
    if (refused) expect(chosen).toThrow(PrimaryKeyMissing);
    else expect(chosen()).toMatchObject({ detectDeletes: false });
  });
});
