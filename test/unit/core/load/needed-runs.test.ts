import { emptyCollectState } from '../../../../lambdas/core/collect/collect-state';
import { neededRuns } from '../../../../lambdas/core/load/needed-runs';

const EMPTY = emptyCollectState({ bucket: 'lake', prefix: 'in/' });
const DOCUMENT = { bucket: 'lake', key: 'collect/batches/b-1.json' };
const pending = { batchId: 'b', batchSeq: 3, runId: 'taker', document: DOCUMENT, objects: 1, sizeBytes: 1 };
const owed = (runId: string, name: string) => ({
  table: { schema: 'public', name },
  batchId: 'b',
  batchSeq: 2,
  staged: { bucket: 'lake', prefix: 'staging/b/x/' },
  runId,
  reason: 'it failed',
});

describe('neededRuns', () => {
  it.each([
    ['none without a state', undefined, []],
    ['none where nothing is pending or owed', EMPTY, []],
    ['the run that took the pending batch', { ...EMPTY, pending }, ['taker']],
    ['the runs that tried what is owed', { ...EMPTY, owed: [owed('r1', 't'), owed('r2', 'u')] }, ['r1', 'r2']],
    ['each once', { ...EMPTY, pending, owed: [owed('taker', 't'), owed('r2', 'u')] }, ['taker', 'r2']],
  ])('are %s', (_, state, expected) => {
    expect([...neededRuns(state)]).toEqual(expected);
  });
});
