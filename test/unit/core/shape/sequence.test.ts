import fc from 'fast-check';
import { Sequences } from '../../../../lambdas/core/shape/sequence';

it('the same things in the same order are the same object, and others are others', () => {
  const names = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 5 });
  const sequences = new Sequences<string>();
  fc.assert(
    fc.property(names, names, (one, other) => {
      const [first, second] = [sequences.of(one), sequences.of(other)];
      expect(first === second).toBe(JSON.stringify(one) === JSON.stringify(other));
      expect(first.items).toEqual(one);
      expect(second.items).toEqual(other);
    }),
    { numRuns: 500, seed: 4 },
  );
});

it('knows its last item, and nothing of nothing', () => {
  const sequences = new Sequences<string>();
  expect(sequences.begin().items).toEqual([]);
  expect(sequences.begin().item).toBeUndefined();
  expect(sequences.of(['a', 'b']).item).toBe('b');
});

it('begins anew beyond its limit; what was made before stays what it is', () => {
  const sequences = new Sequences<number>(10);
  const first = sequences.of([1, 2]);
  for (let n = 0; n < 9; n++) sequences.of([100 + n]);
  expect(sequences.count).toBe(11);
  const again = sequences.of([1, 2]);
  expect(again).not.toBe(first);
  expect(sequences.count).toBe(2);
  expect(first.with(3).items).toEqual([1, 2, 3]);
  expect(again.items).toEqual(first.items);
});
