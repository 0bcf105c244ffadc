import type { LoadBatch } from '../../../../lambdas/core/load-report/load-record';
import { addRows, FATES, noRows, rowsFault, rowsOfBatch } from '../../../../lambdas/core/load-report/row-counts';
import { loadBatch } from './load-records';

const good = loadBatch('b');
const counts = (more: Partial<LoadBatch['counts']>) => ({ ...good, counts: { ...good.counts, ...more } });

describe('the rows of a batch', () => {
  it('have one fate each', () => {
    const { read, ...fates } = rowsOfBatch(good);
    expect(Object.keys(fates).sort()).toEqual([...FATES].sort());
    expect(Object.values(fates).reduce((sum, rows) => sum + rows)).toBe(read);
  });

  it('have one fate each where keys are gone, too', () => {
    const { read, ...fates } = rowsOfBatch(counts({ gone: 7, deletes: 17 }));
    expect(Object.values(fates).reduce((sum, rows) => sum + rows)).toBe(read);
  });

  it('add up to those of the table', () => {
    const rows = rowsOfBatch(good);
    expect(addRows([rows, rows])).toMatchObject({ read: 200, applied: 150, bad: 8 });
    expect(addRows([])).toEqual(noRows());
  });
});

describe('rowsFault', () => {
  it.each([
    ['a batch with every fate', good, 96],
    ['a replay: all were there', counts({ ...emptyFates(), skipped: 95 }), undefined],
    [
      'nothing but bad rows',
      { ...counts({ ...emptyFates(), staged: 0 }), read: { ...good.read, rows: 4 }, setAside: 0 },
      0,
    ],
    ['a base with keys that its files have not', counts({ gone: 7, deletes: 17 }), 96],
    ['updated and deleted, which are parts of others', counts({ updated: 7, deleted: 3 }), undefined],
  ])('finds none in %s', (_, batch, planned) => {
    expect(rowsFault(batch, planned)).toBeUndefined();
  });

  it.each([
    [
      'a row that was shaped and not copied',
      { ...good, setAside: 0 },
      /96 rows were shaped, and 95 copied \+ 0 set aside = 95$/,
    ],
    ['a row that was read and not shaped', { ...good, read: { ...good.read, rows: 101 } }, /101 read - 4 bad = 97/],
    ['a row without a fate', counts({ stale: 4 }), /95 rows were copied, and .*4 stale.* = 94$/],
    ['a row with two fates', counts({ skipped: 1 }), /1 skipped.* = 96$/],
    [
      'a gone key without a fate',
      counts({ gone: 7, deletes: 16 }),
      /95 rows were copied and 7 gone keys staged, and .* = 101$/,
    ],
    ['no fates at all', counts(emptyFates()), /and none = 0$/],
  ])('finds %s', (_, batch, message) => {
    expect(rowsFault(batch)).toMatch(message);
  });
});

function emptyFates() {
  return { refused: 0, ignored: 0, superseded: 0, stale: 0, truncates: 0, filled: 0, upserts: 0, deletes: 0 };
}
