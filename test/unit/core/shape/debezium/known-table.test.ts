import { knownTable } from '../../../../../lambdas/core/shape/debezium/known-table';

it('gives the same object for the same names, and no other one', () => {
  const table = knownTable('a', 'b');
  expect(table).toEqual({ schema: 'a', name: 'b' });
  expect(knownTable('a', 'b')).toBe(table);
  expect(knownTable('b', 'a')).toEqual({ schema: 'b', name: 'a' });
  expect(knownTable('c', 'b')).toEqual({ schema: 'c', name: 'b' });
  expect(knownTable('a', 'c')).toEqual({ schema: 'a', name: 'c' });
});

it('forgets some where they are many, and stays right', () => {
  for (let i = 0; i < 10_001; i++) expect(knownTable('s', `t${i}`).name).toBe(`t${i}`);
  expect(knownTable('a', 'b')).toEqual({ schema: 'a', name: 'b' });
});
