import { nearest } from '../../../../lambdas/core/config/nearest';

describe('nearest', () => {
  it.each([
    ['flihgts', ['flights', 'airports'], ['flights']],
    ['flight', ['lights', 'flights', 'fights'], ['flights', 'fights', 'lights']],
    ['max_concurrency', ['maxConcurrency', 'method'], ['maxConcurrency']],
    ['LIMIT', ['limit'], ['limit']],
    ['zzz', ['limit', 'where'], []],
    ['', ['ab', 'abc'], ['ab']],
    ['limit', [], []],
  ])('%s among %j', (name, known, expected) => {
    expect(nearest(name, known, 3)).toEqual(expected);
  });

  it('gives the best first, and no more than asked for', () => {
    expect(nearest('abcdefxx', ['abcdefgh', 'abcdefxy', 'abcdefx'], 2)).toEqual(['abcdefx', 'abcdefxy']);
  });
});
