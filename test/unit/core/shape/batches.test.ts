import { batches } from '../../../../lambdas/core/shape/batches';

const failing = function* () {
  yield 1;
  yield 2;
  yield 3;
  throw new Error('broken');
};

it.each([
  [[], 2, []],
  [[1], 2, [[1]]],
  [[1, 2], 2, [[1, 2]]],
  [[1, 2, 3, 4, 5], 2, [[1, 2], [3, 4], [5]]],
])('%j by %i', (items, limit, expected) => {
  expect([...batches(items, limit)]).toEqual(expected);
});

it('gives what came before an error', () => {
  const given: number[][] = [];
  expect(() => {
    for (const batch of batches(failing(), 2)) given.push(batch);
  }).toThrow('broken');
  expect(given).toEqual([[1, 2], [3]]);
});

it('reads no further than it is read', () => {
  let read = 0;
  const counted = function* () {
    for (;;) yield ++read;
  };
  const [first] = batches(counted(), 3);
  expect([first, read]).toEqual([[1, 2, 3], 3]);
});
