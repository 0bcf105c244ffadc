import type { InputProblems } from '../../../../lambdas/core/config/execution-input';
import { groupTables } from '../../../../lambdas/core/config/group-tables';
import { selectTables } from '../../../../lambdas/core/config/select-tables';
import { formatTableName } from '../../../../lambdas/core/config/table-name';
import { TablesMissing } from '../../../../lambdas/core/config/tables-missing';
import { InputInvalid, TableNotFound } from '../../../../lambdas/core/errors';
import { pipelineOf, tablesOf } from './pipeline-of';

const VISIBLE = ['a.airports', 'a.items', 'a.orders', 'a.users', 'b.logins', 'b.users'];
const GROUPS = 'consistentGroups: {sales: [a.orders, a.items], people: [b.users, B.Logins, a.users]}';

const group = (lines: string, tables?: string[], visible = VISIBLE) => {
  const pipeline = pipelineOf(lines);
  const input = tables === undefined ? {} : { tables };
  return groupTables(selectTables(pipeline, tablesOf(...visible), input), pipeline, input).map((unit) => [
    unit.group,
    ...unit.tables.map(({ table }) => formatTableName(table.schema, table.name)),
  ]);
};

const failure = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('grouped');
};

describe('groupTables', () => {
  it('makes a unit of each table without groups', () => {
    expect(group('')).toEqual(VISIBLE.map((name) => [undefined, name]));
  });

  it('puts groups where their first table stands, in the order of the group', () => {
    expect(group(GROUPS)).toEqual([
      [undefined, 'a.airports'],
      ['sales', 'a.orders', 'a.items'],
      ['people', 'b.users', 'b.logins', 'a.users'],
    ]);
  });

  it.each<[string, string[], unknown[][]]>([
    ['no member', ['a.airports'], [[undefined, 'a.airports']]],
    ['one group', ['a.orders', 'A.ITEMS'], [['sales', 'a.orders', 'a.items']]],
    ['a group by globs', ['b.*', 'a.us*'], [['people', 'b.users', 'b.logins', 'a.users']]],
  ])('reads the groups that the input names: %s', (_, tables, expected) => {
    expect(group(GROUPS, tables)).toEqual(expected);
  });

  it('refuses an input that names some members of a group, naming the others', () => {
    const error = failure(() => group(GROUPS, ['a.orders', 'b.*']));
    expect(error).toBeInstanceOf(InputInvalid);
    expect((error as InputProblems).problems).toEqual([
      {
        path: 'tables',
        value: 'a list',
        message: 'names tables of the consistent group sales, but not a.items',
        fix: 'add a.items: a group is read as a whole',
      },
      {
        path: 'tables',
        value: 'a list',
        message: 'names tables of the consistent group people, but not a.users',
        fix: 'add a.users: a group is read as a whole',
      },
    ]);
  });

  it('refuses a member that is not there, with what is most like it', () => {
    const error = failure(() => group('consistentGroups: {sales: [a.order, a.items]}'));
    expect(error).toBeInstanceOf(TableNotFound);
    expect((error as TablesMissing).missing).toEqual([
      { text: 'a.order', list: 'consistentGroups', nearest: ['a.orders'] },
    ]);
    expect((error as Error).message).toContain('a.order (consistentGroups); did you mean a.orders?');
  });

  it('refuses a member that is not there, though the input names the group', () => {
    const visible = VISIBLE.filter((name) => name !== 'a.items');
    expect(failure(() => group(GROUPS, ['a.orders', 'a.*'], visible))).toBeInstanceOf(TablesMissing);
    expect(group(GROUPS, ['a.airports'], visible)).toEqual([[undefined, 'a.airports']]);
  });

  it.each<[string, object, string]>([
    ['excluded', { exclude: ['a.it*'] }, 'is excluded by a.it*'],
    ['disabled', { tables: [{ pattern: '*.items', isGlob: true, options: { enabled: false } }] }, 'is not enabled'],
    ['not included', { include: ['a.orders'] }, 'is not selected by include'],
    [
      'of another schema',
      { schemas: ['b'], tables: [{ pattern: 'a.orders', isGlob: false, options: {} }] },
      'is not selected by schemas',
    ],
  ])('says of a member why it is not selected: %s', (_, change, reason) => {
    // The file is refused already; a deployed pipeline may be of another hand.
    const pipeline = { ...pipelineOf('consistentGroups: {sales: [a.orders, a.items]}'), ...change };
    const selected = selectTables(pipeline, tablesOf(...VISIBLE));
    const error = failure(() => groupTables(selected, pipeline)) as TablesMissing;
    expect(error.missing).toEqual([{ text: 'a.items', list: 'consistentGroups', reason, nearest: [] }]);
  });

  it('keeps both of two tables that differ in letter case alone', () => {
    const visible = ['a.orders', 'a."Orders"', 'a.items'];
    expect(group('consistentGroups: {sales: [a.orders, a.items]}', undefined, visible)).toEqual([
      ['sales', 'a.orders', 'a."Orders"', 'a.items'],
    ]);
    expect(
      group('caseSensitiveIdentifiers: true\nconsistentGroups: {sales: [a.Orders, a.items]}', undefined, visible),
    ).toEqual([
      [undefined, 'a.orders'],
      ['sales', 'a."Orders"', 'a.items'],
    ]);
  });
});
