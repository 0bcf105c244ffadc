import type { Change } from '../../../../lambdas/core/shape/change';
import { INSERTED, MAX_LOADED_COLUMNS } from '../../../../lambdas/core/staging/column-room';
import type { GivenNames } from '../../../../lambdas/core/staging/give-names';
import { RowStager } from '../../../../lambdas/core/staging/row-stager';
import { columnsOf, MergedScans, type TableColumns } from '../../../../lambdas/core/staging/staged-columns';
import { change, scanOf, TABLE } from './staging-rig';

const columnsFor = (changes: readonly Change[], known = new Map<string, string>()): TableColumns => {
  const [merged] = new MergedScans().add(scanOf(changes)).tables;
  if (merged === undefined) throw new Error('no table');
  return columnsOf(merged, { names: known }).columns;
};
const rowOf = (columns: TableColumns, each: Change): unknown => {
  const stager = new RowStager({ formatVersion: 1, batchId: 'b', tables: [columns] }, 0);
  const reason = stager.add(each);
  return reason ?? JSON.parse(Buffer.concat(stager.rest()?.chunks ?? []).toString());
};

describe('columns without a value', () => {
  const changes = [change({ id: '1', Note: null }), change({ id: '2' }, { absent: ['Big'] })];

  it('keep their names, so that a NULL for a column of the target is not lost', () => {
    const columns = columnsFor(changes);
    expect(columns.columns.map(({ name }) => name)).toEqual(['id']);
    expect(columns.untyped).toEqual([
      { source: 'Note', name: 'note' },
      { source: 'Big', name: 'big' },
    ]);
    expect(columns.absent).toEqual(['big']);
  });

  it('are none of those that have a value in another row', () => {
    const columns = columnsFor([...changes, change({ id: '3', Note: 'x', Big: 'y' })]);
    expect(columns.untyped).toEqual([]);
    expect(columns.absent).toEqual(['big']);
  });

  it('are told absent by the names of the target', () => {
    const columns = columnsFor(changes, new Map([['Big', 'big_1']]));
    expect(rowOf(columns, changes[1] as Change)).toMatchObject({ id: '2', shuttle_absent: ',"big_1",' });
    expect(rowOf(columns, changes[0] as Change)).not.toHaveProperty('note');
  });

  it('take no value that the scan has not seen', () => {
    expect(rowOf(columnsFor(changes), change({ id: '4', Note: 'new' }))).toBe(
      'column "Note": no such column in the target',
    );
  });
});

it('is of the tables that were scanned', () => {
  expect(columnsFor([change({ id: '1' })])).toMatchObject({ table: TABLE, key: ['id'] });
});

describe('more columns than a table takes', () => {
  const wide = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => [`p${String(from + i).padStart(6, '0')}`, 'v'] as const);
  const batchOf = (changes: readonly Change[], known: GivenNames) => {
    const [merged] = new MergedScans().add(scanOf(changes)).tables;
    if (merged === undefined) throw new Error('no table');
    return columnsOf(merged, known, INSERTED);
  };

  it('go into one SUPER column, and every value is found again', () => {
    const changes = Array.from({ length: 100 }, (_, i) =>
      change({ id: String(i), ...Object.fromEntries(wide(i * 100, 100)) }),
    );
    const { columns } = batchOf(changes, { names: new Map() });
    expect(columns.columns).toHaveLength(MAX_LOADED_COLUMNS - 1);
    expect(columns.overflow).toBe('_overflow');
    for (const each of changes) {
      const { id, _overflow = {}, ...row } = rowOf(columns, each) as Record<string, object>;
      const own = Object.entries(row).filter(([name]) => !name.startsWith('shuttle_'));
      expect({ id, ...Object.fromEntries(own), ..._overflow }).toEqual({ ...each.row });
    }
  });

  it('leave the names of before where they are, whatever comes later', () => {
    const first = batchOf([change({ id: '1', ...Object.fromEntries(wide(5_000, 1_500)) })], { names: new Map() });
    const later = batchOf([change({ id: '2', ...Object.fromEntries(wide(0, 10)) })], first.given);
    expect(later.columns.columns.map(({ name }) => name)).toEqual(['id']);
    expect(later.columns.overflow).toBe('_overflow');
    expect([...later.given.names]).toEqual([...first.given.names]);
    // The batch has nothing of it, and yet the column is there to be emptied.
    expect(batchOf([change({ id: '3' })], later.given).columns.overflow).toBe('_overflow');
  });

  it('are chosen alike from groups in any order', () => {
    const changes = wide(0, 3_000).map(([name], i) => change({ id: String(i), [name]: 'v' }));
    const backwards = batchOf([...changes].reverse(), { names: new Map() });
    expect(new Map(backwards.given.names)).toEqual(new Map(batchOf(changes, { names: new Map() }).given.names));
  });

  it('leave room for what the source declares', () => {
    const event = change({ id: '1', ...Object.fromEntries(wide(0, 2_000)), time: 'x' }, { types: { time: 'varchar' } });
    expect(batchOf([event], { names: new Map() }).columns.columns.map(({ name }) => name)).toContain('time');
  });

  it('are bounded by what a statement takes, too', () => {
    const long = Array.from({ length: 1_000 }, (_, i) => [`${i}`.padStart(127, 'n'), 'v'] as const);
    const { columns } = batchOf([change({ id: '1', ...Object.fromEntries(long) })], { names: new Map() });
    expect(columns.columns.length).toBeGreaterThan(300);
    expect(columns.columns.reduce((sum, { name }) => sum + 2 * (name.length + 2), 0)).toBeLessThan(90_000);
  });

  it('meet a property of the same name', () => {
    const { columns } = batchOf([change({ _overflow: 'mine', ...Object.fromEntries(wide(0, 2_000)) })], {
      names: new Map([['_overflow', '_overflow']]),
    });
    expect(columns.overflow).toBe('__overflow');
    expect(
      batchOf([change({ _overflow: 'mine' })], { names: new Map(), overflow: '_overflow' }).columns.columns,
    ).toEqual([
      expect.objectContaining({ source: '_overflow', name: expect.stringMatching(/^_overflow_[0-9a-f]{8}$/) }),
    ]);
  });

  it('are none of a delete or of NULL', () => {
    const { columns } = batchOf([change({ id: '1', ...Object.fromEntries(wide(0, 1_500)) })], { names: new Map() });
    expect(rowOf(columns, change({ id: '1', unknown: null }))).not.toHaveProperty('_overflow');
  });

  it('hold values of every kind, and refuse what SUPER cannot hold', () => {
    const { columns } = batchOf([change({ id: '1', ...Object.fromEntries(wide(0, 1_500)) })], { names: new Map() });
    const row = { id: '1', z1: { number: '1234567.5' }, z2: true, __proto__z: { json: '[1,{"a":null}]' } };
    expect(rowOf(columns, change(row))).toMatchObject({
      _overflow: { z1: 1234567.5, z2: true, __proto__z: [1, { a: null }] },
    });
    expect(rowOf(columns, change({ id: '1', z: 'x'.repeat(65_536) }))).toBe(
      'column "z": a string of 65536 bytes in super',
    );
  });
});

it('knows a table whose changes tell only some columns', () => {
  expect(columnsFor([change({ id: '1' }), change({ id: '2' }, { partial: true })]).partial).toBe(true);
  expect(columnsFor([change({ id: '1' })])).not.toHaveProperty('partial');
});

it('adds up the rows of a table', () => {
  const scans = new MergedScans()
    .add(scanOf([change({ id: '1' })]))
    .add(scanOf([change({ id: '2' }), change({ id: '3' })], 1));
  expect(scans.tables).toMatchObject([{ table: TABLE, rows: 3 }]);
});
