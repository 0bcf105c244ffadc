import { destinationName, findCollisions } from '../../../../lambdas/core/config/destination-name';
import { NameCollision } from '../../../../lambdas/core/errors';
import { tablesOf } from './pipeline-of';

describe('destinationName', () => {
  it.each([
    [undefined, { schema: 'Sales', name: 'orders' }],
    ['raw', { schema: 'Sales', name: 'raw' }],
    ['lake.raw', { schema: 'lake', name: 'raw' }],
  ])('as %s', (as, expected) => {
    expect(destinationName(as === undefined ? {} : { as }, { schema: 'Sales', name: 'orders' })).toEqual(expected);
  });
});

describe('findCollisions', () => {
  const selected = (...entries: [name: string, as?: string][]) =>
    entries.map(([name, as]) => ({ table: tablesOf(name)[0]!, options: as === undefined ? {} : { as } }));

  it.each([
    ['other names', selected(['a.x'], ['a.y'], ['b.x'])],
    ['a name that moved away', selected(['a.x', 'y'], ['b.x', 'a.x'])],
    ['parts that only join alike', selected(['a."b.c"'], ['"a.b".c'])],
    ['nothing', []],
  ])('lets pass %s', (_, tables) => {
    expect(() => findCollisions(tables)).not.toThrow();
  });

  it.each([
    ['as the name of another', selected(['a.x'], ['a.y', 'x']), 'a.x and a.y would both be a.x'],
    ['as in two places', selected(['a.x', 's.z'], ['b.y', 's.z']), 'a.x and b.y would both be s.z'],
    ['letter case', selected(['a.x'], ['a."X"']), 'a.x and a."X" would both be a."X"'],
    ['blanks at the ends', selected(['a.x'], ['a." x "']), 'a.x and a." x " would both be'],
  ])('refuses %s', (_, tables, text) => {
    expect(() => findCollisions(tables)).toThrow(NameCollision);
    expect(() => findCollisions(tables)).toThrow(text);
  });

  it('names every pair', () => {
    const tables = selected(['a.x'], ['a.y', 'x'], ['b.x'], ['b.y', 'x']);
    expect(() => findCollisions(tables)).toThrow(/a\.x and a\.y .*\n.*b\.x and b\.y /);
  });
});
