import { isConflictName, mainName } from '../../../../lambdas/core/load/conflict-name';

describe('The name of a conflict column', () => {
  it.each([
    ['amount__varchar', 'amount'],
    ['amount__double_precision', 'amount'],
    ['a__date__varchar', 'a__date'],
    ['a___date', 'a_'],
    ['__date', ''],
  ])('%s is beside %j', (name, main) => {
    expect(mainName(name)).toBe(main);
    expect(isConflictName(name)).toBe(true);
  });

  it.each([
    'amount',
    'varchar',
    'amount_varchar',
    'amount__',
    'amount__text',
    'amount__VARCHAR',
    'amount__varchar\n',
    '',
  ])('%j is beside none', (name) => {
    expect(mainName(name)).toBeUndefined();
    expect(isConflictName(name)).toBe(false);
  });
});
