import type { Superseded } from '../../../../lambdas/core/progress/checkpoint';
import { keptBatches, retirable } from '../../../../lambdas/core/progress/retention';
import {
  batchOf,
  checkpointOf,
  EARLIER,
  FINGERPRINT,
  filesOf,
  incrementalCheckpoint,
  START,
} from '../../../support/extract-fixture';

const NOW = '2026-01-10T00:00:00.000Z';
const day = 86_400;
const of = (what: Superseded['what'], ...days: number[]): Superseded[] =>
  days.map((date) => ({
    what,
    at: `2026-01-${String(date).padStart(2, '0')}T00:00:00.000Z`,
    batchIds: [`${what}-${date}`],
  }));
const ids = (superseded: readonly Superseded[]) => superseded.flatMap(({ batchIds }) => batchIds);

describe('what may be deleted', () => {
  const snapshots = of('snapshot', 1, 5, 9);
  const tails = of('tail', 1, 8, 9);

  it.each<[string, Superseded[], Parameters<typeof retirable>[1], string[]]>([
    ['none is kept', snapshots, { count: 0 }, ['snapshot-1', 'snapshot-5', 'snapshot-9']],
    ['the newest is kept', snapshots, { count: 1 }, ['snapshot-1', 'snapshot-5']],
    ['as many as there are', snapshots, { count: 3 }, []],
    ['more than there are', snapshots, { count: 9 }, []],
    ['a time before all', snapshots, { seconds: 10 * day }, []],
    ['a time between', snapshots, { seconds: 3 * day }, ['snapshot-1', 'snapshot-5']],
    ['just the time of one', snapshots, { seconds: 5 * day }, ['snapshot-1', 'snapshot-5']],
    ['no time', snapshots, { seconds: 0 }, ['snapshot-1', 'snapshot-5', 'snapshot-9']],
    [
      'tails count by themselves',
      [...snapshots, ...tails],
      { count: 1 },
      ['snapshot-1', 'snapshot-5', 'tail-1', 'tail-8'],
    ],
    ['key sets have no readers', of('keys', 9), { count: 9 }, ['keys-9']],
    ['chunks that were never visible neither', of('unseen', 9), { seconds: 99 * day }, ['unseen-9']],
    ['nothing is superseded', [], { count: 0 }, []],
  ])('%s', (_, superseded, keep, expected) => {
    expect(ids(retirable(superseded, keep, NOW)).sort()).toEqual(expected);
  });
});

describe('what must stay', () => {
  const kept = (checkpoint: Parameters<typeof keptBatches>[0]) => {
    const { data, deletes, keys } = keptBatches(checkpoint);
    expect([...deletes].sort()).toEqual([...data].sort());
    return { rows: [...data].sort(), keys: [...keys].sort() };
  };
  const keySetOf = (batchId: string) => ({ ...filesOf(batchId, 'keys'), batchId });

  it('is a snapshot', () => {
    expect(kept(checkpointOf(EARLIER))).toEqual({ rows: [EARLIER], keys: [] });
  });

  it('is a tail and the key set', () => {
    expect(kept(incrementalCheckpoint(EARLIER, { keySet: keySetOf('k') }))).toEqual({
      rows: [EARLIER, `${EARLIER}-tail`],
      keys: ['k'],
    });
  });

  it('is an unfinished load with its key set, beside what is live', () => {
    const loading = {
      kind: 'load' as const,
      fingerprint: FINGERPRINT,
      schemaVersion: 'v',
      startedAt: START,
      settled: null,
      batches: [batchOf('chunk')],
      keySet: keySetOf('l'),
    };
    expect(kept(checkpointOf(EARLIER, { loading, keySet: keySetOf('k') }))).toEqual({
      rows: [EARLIER, 'chunk'],
      keys: ['k', 'l'],
    });
  });

  it('is what is superseded and still listed, but for key sets', () => {
    const superseded = [...of('snapshot', 1), ...of('tail', 2), ...of('unseen', 3), ...of('keys', 4)];
    expect(kept(checkpointOf(EARLIER, { superseded }))).toEqual({
      rows: [EARLIER, 'snapshot-1', 'tail-2', 'unseen-3'],
      keys: [],
    });
  });
});
