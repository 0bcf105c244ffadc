import { loadWarnings, type WarnedOf } from '../../../../lambdas/core/load-report/load-warnings';

const table: WarnedOf = {
  format: 'debezium',
  source: 'inventory.customers',
  writeMode: 'auto',
  write: { writeMode: 'merge', key: ['id'] },
  evolves: true,
  told: [],
  conflicts: [],
  isVoid: false,
};
const appended = { writeMode: 'append', key: [] } as const;

describe('changes without a key', () => {
  it('are told with the option that names it', () => {
    const [warning, ...others] = loadWarnings({ ...table, write: appended });
    expect(others).toEqual([]);
    expect(warning).toContain('every change is added as a row, and deletes are ignored');
    expect(warning).toContain('tables: {inventory.customers: {key: [...]}}');
  });

  it('are not, but that nothing was done, where there is no table and nothing to make it of', () => {
    expect(loadWarnings({ ...table, write: appended, isVoid: true })).toEqual([
      expect.stringMatching(/tells no column .* nothing was done\. It is made when/),
    ]);
  });

  it.each<[string, Partial<WarnedOf>]>([
    ['a key is known', {}],
    ['append is what was asked for', { writeMode: 'append', write: appended }],
    ['rows are no changes', { format: 'rows', write: appended }],
    ['events are told apart by their ids', { format: 'segment', write: { writeMode: 'append', key: ['id'] } }],
  ])('are not where %s', (_, more) => {
    expect(loadWarnings({ ...table, ...more })).toEqual([]);
  });
});

describe('a VARCHAR column that is not widened', () => {
  const conflict = { column: 'note', targetType: 'varchar(64)', dataType: 'varchar(90)' };

  it.each([
    ['to the quarantine, with their rows', conflict],
    ['to column "note__varchar"', { ...conflict, to: 'note__varchar' }],
  ])('says that its values go %s', (where, one) => {
    expect(loadWarnings({ ...table, conflicts: [one] })).toEqual([
      expect.stringMatching(new RegExp(`^column "note" stays varchar\\(64\\).*longer values go ${where}\\. `)),
    ]);
  });

  it('reads the same whatever the length of its values, so that a record has it once', () => {
    const [first, second] = ['varchar(90)', 'varchar(9000)'].map((dataType) =>
      loadWarnings({ ...table, conflicts: [{ ...conflict, dataType }] }),
    );
    expect(second).toEqual(first);
  });

  it('is told of no table whose columns are not to be changed', () => {
    expect(loadWarnings({ ...table, evolves: false, conflicts: [conflict] })).toEqual([]);
  });
});

describe('a column for values that do not fit', () => {
  const conflict = { column: 'n', targetType: 'bigint', dataType: 'varchar(4)', to: 'n__varchar' };

  it('is told when it is made', () => {
    const told = [{ what: 'column added' as const, name: 'n__varchar', type: 'varchar(64)' }];
    expect(loadWarnings({ ...table, told, conflicts: [conflict] })).toEqual([
      expect.stringMatching(
        /^column "n__varchar" is new: values that do not fit column "n", which is bigint, go there/,
      ),
    ]);
  });

  it.each<[string, WarnedOf['told']]>([
    ['was there before', []],
    ['is another one', [{ what: 'column added', name: 'm', type: 'bigint' }]],
    ['was widened', [{ what: 'column widened', name: 'n__varchar', type: 'varchar(128)' }]],
  ])('is not when it %s', (_, told) => {
    expect(loadWarnings({ ...table, told, conflicts: [conflict] })).toEqual([]);
  });
});
