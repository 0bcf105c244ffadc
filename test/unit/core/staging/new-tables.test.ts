import { beyondNewTables } from '../../../../lambdas/core/staging/new-tables';
import { RowStager } from '../../../../lambdas/core/staging/row-stager';
import { badShare, mergeStages } from '../../../../lambdas/core/staging/staged-table';
import { change } from './staging-rig';

const table = (name: string, rows: number) => ({ table: { schema: 'segment', name }, rows });
const names = (tables: readonly { table: { name: string } }[]) => tables.map(({ table: { name } }) => name);

it('makes the new tables with most rows, of equal ones the first by name', () => {
  const tables = [table('c', 5), table('a', 5), table('b', 5), table('z', 9), table('old', 1)];
  const isNew = ({ table: { name } }: { table: { name: string } }) => name !== 'old';
  expect(names(beyondNewTables(tables, isNew, 2))).toEqual(['b', 'c']);
  expect(beyondNewTables(tables, isNew, 4)).toEqual([]);
});

it('makes the tables of types of events in any case', () => {
  expect(names(beyondNewTables([table('aliases', 1), table('x1', 2), table('x2', 2)], () => true, 1))).toEqual(['x2']);
});

describe('rows of a table that is not made', () => {
  const refused = { schema: 'segment', name: 'order_17' };
  const columns = {
    formatVersion: 1 as const,
    batchId: 'b',
    tables: [],
    beyond: { max: 100, tables: [{ table: refused, rows: 2 }] },
  };

  it('are bad for one reason, whatever their table', () => {
    const beyond = { max: 100, tables: [table('order_17', 2), table('order_18', 1)] };
    const stager = new RowStager({ ...columns, beyond }, 0);
    for (const { table: each } of beyond.tables) {
      expect(stager.add(change({ id: '1' }, { table: each }))).toBe(
        'its table would be new, beyond the 100 that a run makes (maxNewTables)',
      );
    }
  });

  it('are told, and do not count in the share of bad rows', () => {
    const stage = {
      ...{ formatVersion: 1 as const, group: 0, tables: [], badWithoutTable: 3, reasons: [], quarantine: [] },
      ...{ unread: [], unreadable: [], read: 1 },
    };
    const { all } = mergeStages([stage], columns, 1);
    expect(all.beyond).toEqual({ max: 100, count: 1, rows: 2, tables: [{ name: 'order_17', rows: 2 }] });
    expect(all.bad).toBe(3);
    expect(badShare({ ...all, rows: 1 })).toBe(0.25);
  });
});
