import fc from 'fast-check';
import { Sequence, Sequences } from '../../../../lambdas/core/shape/sequence';

const codeOf = (name: string): number => name.charCodeAt(0);

it('the same things in the same order are the same object, and others are others', () => {
  const names = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 5 });
  const sequences = new Sequences<string>(codeOf);
  fc.assert(
    fc.property(names, names, (one, other) => {
      const [first, second] = [sequences.of(one), sequences.of(other)];
      expect(first === second).toBe(JSON.stringify(one) === JSON.stringify(other));
      expect(first.items).toEqual(one);
      expect(second.items).toEqual(other);
      expect(first.isAlone).toBe(false);
    }),
    { numRuns: 500, seed: 4 },
  );
});

it('takes the first things of a longer list', () => {
  const sequences = new Sequences<string>(codeOf);
  expect(sequences.of(['a', 'b', 'c'], 2)).toBe(sequences.of(['a', 'b']));
});

const limits = { held: 100, length: 5, trial: 10, pause: 20 };

it('begins anew beyond its limit; what was made before stays what it is', () => {
  const sequences = new Sequences<number>(Number, limits);
  const first = sequences.of([1, 2]);
  // With this one it counts 3 of 100.
  for (let n = 0; n < 48; n++) sequences.of([100 + n]);
  expect(sequences.of([1, 2])).toBe(first);
  sequences.of([200, 201, 202]);
  const again = sequences.of([1, 2]);
  expect(again).not.toBe(first);
  expect([first.items, again.items]).toEqual([
    [1, 2],
    [1, 2],
  ]);
});

it('keeps a copy of its own', () => {
  const sequences = new Sequences<number>(Number);
  const items = [1, 2];
  const sequence = sequences.of(items);
  items[0] = 3;
  expect(sequence.items).toEqual([1, 2]);
  expect(sequences.of(items)).not.toBe(sequence);
});

it('tells those apart whose things have the same numbers, and remembers some of them', () => {
  const sequences = new Sequences<string>(() => 7);
  const made = Array.from({ length: 20 }, (_, n) => sequences.of([`n${n}`]));
  expect(made.map(({ items }) => items)).toEqual(made.map((_, n) => [`n${n}`]));
  expect(made.map(({ isAlone }) => isAlone)).toEqual(made.map((_, n) => n >= 8));
  expect(sequences.of(['n3'])).toBe(made[3]);
});

it('remembers nothing of long ones, and of those that are alone', () => {
  const sequences = new Sequences<number>(Number, limits);
  const long = sequences.of([1, 2, 3, 4, 5, 6]);
  expect([long.isAlone, long.items]).toEqual([true, [1, 2, 3, 4, 5, 6]]);
  expect(new Sequence(['x']).isAlone).toBe(true);
  expect(sequences.ifItPays([1, 2, 3, 4, 5, 6])).toBeUndefined();
});

it('remembers nothing for a while where nothing comes again, and tries again later', () => {
  const sequences = new Sequences<number>(Number, limits);
  let next = 0;
  const remembered = (count: number, item: () => number) =>
    Array.from({ length: count }, () => sequences.ifItPays([item()]) !== undefined).filter(Boolean).length;
  expect(remembered(limits.trial, () => next++)).toBe(limits.trial);
  expect(remembered(limits.pause, () => next++)).toBe(0);
  expect(remembered(limits.trial, () => next++)).toBe(limits.trial);
  expect(remembered(limits.pause, () => 1)).toBe(0);
  // From now on they come again.
  expect(remembered(100, () => 1)).toBe(100);
});

it('goes on where half of them come again', () => {
  const sequences = new Sequences<number>(Number, limits);
  sequences.of([0]);
  for (let n = 0; n < 100; n++) expect(sequences.ifItPays([n % 2 === 0 ? 0 : 1_000 + n])).toBeDefined();
});
