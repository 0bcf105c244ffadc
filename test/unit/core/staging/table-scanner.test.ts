import type { Change } from '../../../../lambdas/core/shape/change';
import { jsonInference } from '../../../../lambdas/core/shape/column/value-facts';
import { TableScanner } from '../../../../lambdas/core/staging/table-scanner';

const change = (pos: string, key: readonly string[] | null, more: Partial<Change> = {}): Change => ({
  table: { schema: 's', name: 't' },
  op: 'U',
  key,
  row: {},
  absent: [],
  pos,
  at: null,
  ...more,
});

const keyOf = (...changes: Change[]) => {
  const scanner = new TableScanner(jsonInference);
  for (const each of changes) scanner.add(each);
  return scanner.result()[0]?.key;
};

it('has the key of the latest change that tells one', () => {
  expect(keyOf(change('1', ['a']), change('3', ['b']), change('2', ['c']), change('4', null))).toEqual({
    columns: ['b'],
    pos: '3',
  });
});

it('asks no position of changes whose key is fixed', () => {
  const fixed = change('1', ['id'], { keyIsFixed: true });
  Object.defineProperty(fixed, 'pos', {
    get: () => {
      throw new Error('asked');
    },
  });
  expect(keyOf(fixed, fixed)).toEqual({ columns: ['id'], pos: '' });
});

it('has no key where no change tells one', () => {
  expect(keyOf(change('1', null), change('2', []))).toBeUndefined();
});
