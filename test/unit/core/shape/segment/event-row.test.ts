import { columnSlot, EventRow } from '../../../../../lambdas/core/shape/segment/event-row';

const [a, b, c] = ['a', 'b', 'c'].map(columnSlot) as [
  ReturnType<typeof columnSlot>,
  ReturnType<typeof columnSlot>,
  ReturnType<typeof columnSlot>,
];

const begun = (): EventRow => {
  const row = new EventRow();
  row.begin();
  return row;
};

it('has what was put into it, in that order', () => {
  const row = begun();
  row.add(b, '1', 4);
  row.add(a, null, 5);
  expect([row.has(a), row.has(b), row.has(c)]).toEqual([true, true, false]);
  const { cells, origins } = row.cells(true);
  expect(Object.entries(cells.toRow())).toEqual([
    ['b', '1'],
    ['a', null],
  ]);
  expect(origins).toEqual([4, 5]);
  expect(row.cells(true).cells.columns).toBe(cells.columns);
});

it('has columns of its own where none like it is expected', () => {
  const row = begun();
  row.add(b, '1', 0);
  const { cells } = row.cells(false);
  expect([cells.columns.isAlone, cells.names]).toEqual([true, ['b']]);
});

it('has nothing of the row before it', () => {
  const row = begun();
  row.add(a, 'old', 0);
  row.begin();
  row.add(b, 'new', 0);
  expect([row.has(a), row.cells(true).cells.toRow()]).toEqual([false, { b: 'new' }]);
});

it('has not what was taken back, whatever comes in its place', () => {
  const row = begun();
  row.add(a, '1', 0);
  row.add(b, '2', 0);
  row.cut(1);
  expect([row.has(a), row.has(b), row.length]).toEqual([true, false, 1]);
  row.add(c, '3', 0);
  expect([row.has(b), row.cells(true).cells.toRow()]).toEqual([false, { a: '1', c: '3' }]);
});
