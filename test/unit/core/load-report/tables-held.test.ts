import { mostTablesHeld, tablesHeldWarnings } from '../../../../lambdas/core/load-report/tables-held';

const held = (tables: number, quota = 9_900) => ({ tables, quota });

describe('the tables that a warehouse holds', () => {
  it('are the most that a record tells, of those that do', () => {
    expect(mostTablesHeld([{}, { tablesHeld: held(3) }, { tablesHeld: held(7) }, { tablesHeld: held(5) }])).toEqual(
      held(7),
    );
    expect(mostTablesHeld([{ tablesHeld: held(0) }])).toEqual(held(0));
  });

  it('are not known where no record tells', () => {
    expect(mostTablesHeld([{}, {}])).toBeUndefined();
  });

  it.each([
    [undefined, []],
    [held(8_909), []],
    [held(8_910), [expect.stringContaining('8,910 of 9,900 tables')]],
    [held(179_999, 200_000), []],
    [held(200_001, 200_000), [expect.stringContaining('200,001 of 200,000 tables')]],
  ])('%j are warned of from 90 %% of the quota on', (found, warnings) => {
    expect(tablesHeldWarnings(found)).toEqual(warnings);
  });

  it.each(['source.segment.events', 'maxNewTables', 'another schema does not help', 'warehouse.tableQuota'])(
    'are told with what to do: %s',
    (words) => {
      expect(tablesHeldWarnings(held(9_900))[0]).toContain(words);
    },
  );
});
