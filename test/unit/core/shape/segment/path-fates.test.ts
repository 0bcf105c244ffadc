import fc from 'fast-check';
import { PathFates } from '../../../../../lambdas/core/shape/segment/path-fates';

const fatesOf = (...hash: string[]) => new PathFates({ properties: {}, hash, drop: [] });

it.each<[string, string, boolean]>([
  ['traits.email', 'properties.products', false],
  ['properties.products.sku', 'properties.products', true],
  ['properties.products', 'properties.products', false],
  ['properties.product', 'properties.products', false],
  ['properties.products2.sku', 'properties.products', false],
  ['properties.*', 'properties.products', true],
  ['properties.p*', 'properties.products', true],
  ['properties.x*', 'properties.products', false],
  ['*.email', 'properties.products', true],
  ['*', 'a', true],
  ['properties.products.*.sku', 'properties.products', true],
  ['properties.products.a*', 'properties.products', true],
  ['traits.list.email', 'context.traits.list', true],
  ['context.traits.list.email', 'context.traits.list', true],
  ['context.traits.list.email', 'traits.list', false],
])('%s may name something within %s: %s', (glob, path, may) => {
  expect(fatesOf(glob).mayReachInto(path)).toBe(may);
});

it('looks at every kind of glob, and at all of a kind', () => {
  const sources = [
    { properties: { include: ['x', 'a.b'] }, hash: [], drop: [] },
    { properties: { exclude: ['x', 'a.b'] }, hash: [], drop: [] },
    { properties: {}, hash: ['x', 'a.b'], drop: [] },
    { properties: {}, hash: [], drop: ['x', 'a.b'] },
  ];
  for (const source of sources) {
    expect(new PathFates(source).mayReachInto('a')).toBe(true);
    expect(new PathFates(source).mayReachInto('b')).toBe(false);
  }
});

it('never says that nothing within is named where something is', () => {
  const text = (letters: string[]) =>
    fc.array(fc.constantFrom(...letters), { maxLength: 6 }).map((all) => all.join(''));
  let named = 0;
  fc.assert(
    fc.property(
      text(['a', 'b', '.', '*', 'context.traits']),
      text(['a', 'b', 'context.traits']),
      text(['a', 'b', '.']),
      (glob, path, within) => {
        const fates = fatesOf(glob);
        if (fates.of(`${path}.${within}`) !== 'hash') return;
        named++;
        expect(fates.mayReachInto(path)).toBe(true);
      },
    ),
    { numRuns: 20_000 },
  );
  expect(named).toBeGreaterThan(100);
});
