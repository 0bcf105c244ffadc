import type { Change, Value } from '../../../../../lambdas/core/shape/change';
import { ColumnsSeen } from '../../../../../lambdas/core/shape/column/columns-seen';
import { jsonInference } from '../../../../../lambdas/core/shape/column/value-facts';
import { rowOf } from '../../../../../lambdas/core/shape/row';

const change = (row: Record<string, Value>, types?: Record<string, string>): Change => ({
  table: { schema: 's', name: 't' },
  op: 'U',
  key: null,
  row: rowOf(Object.entries(row)),
  absent: [],
  pos: '1',
  at: null,
  ...(types === undefined ? {} : { types }),
});
const seenIn = (...changes: Change[]) => {
  const seen = new ColumnsSeen(jsonInference);
  for (const each of changes) seen.add(each);
  return seen;
};

it('learns columns as they come, and passes those that are NULL throughout', () => {
  const seen = seenIn(
    change({ id: { number: '1' }, note: null }),
    change({ id: { number: '2.5' }, name: 'ann', constructor: true }),
  );
  expect(seen.columns()).toEqual([
    { name: 'id', type: 'numeric(38,6)', maxBytes: 3 },
    { name: 'name', type: 'varchar(64)', maxBytes: 3 },
    { name: 'constructor', type: 'boolean', maxBytes: 4 },
  ]);
});

it('prefers what is declared, and measures text', () => {
  const types = { id: 'integer', name: 'varchar', gone: 'date' };
  expect(seenIn(change({ id: { number: '1' }, name: 'é'.repeat(40) }, types)).columns()).toEqual([
    { name: 'id', type: 'integer', maxBytes: 1 },
    { name: 'name', type: 'varchar(256)', maxBytes: 80 },
    { name: 'gone', type: 'date', maxBytes: 0 },
  ]);
});

it('is the same whether parts are merged or read as one', () => {
  const changes = [
    change({ a: 'x', b: true }),
    change({ a: 'y'.repeat(70) }),
    change({ a: null, c: { json: '[]' } }, { b: 'boolean' }),
  ];
  const whole = seenIn(...changes);
  const merged = new ColumnsSeen(jsonInference);
  for (const each of changes) for (const [column, profile] of seenIn(each).entries()) merged.merge(column, profile);
  expect([...merged.entries()]).toEqual([...whole.entries()]);
});

it('goes on learning after it has taken in what others have seen', () => {
  const seen = seenIn(change({ name: 'ann' }));
  for (const [column, profile] of seenIn(change({ name: 'anna' })).entries()) seen.merge(column, profile);
  seen.add(change({ name: 'annabel' }));
  expect(seen.columns()).toEqual([{ name: 'name', type: 'varchar(64)', maxBytes: 7 }]);
});
