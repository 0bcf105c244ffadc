import { emptyCollectState } from '../../../../lambdas/core/collect/collect-state';
import { settledBatches } from '../../../../lambdas/core/collect/settled-batches';

const RUN = '20260105T030000Z-1a2b';
const OWN = `${RUN}-200`;
const OLD = '20260104T030000Z-aaaa-100';
const state = emptyCollectState({ bucket: 'lake', prefix: 'in/' });
const pending = (batchId: string) => ({
  ...state,
  pending: { batchId, batchSeq: 1, runId: RUN, document: { bucket: 'lake', key: 'k' }, objects: 1, sizeBytes: 1 },
});
const owed = (batchId: string) => ({
  ...state,
  owed: [
    {
      table: { schema: 'public', name: 't' },
      batchId,
      batchSeq: 1,
      staged: { bucket: 'lake', prefix: 'p/' },
      runId: RUN,
      reason: 'it failed',
    },
  ],
});

it.each([
  ['an old one', OLD, state, true, true],
  ['an old one that is pending', OLD, pending(OLD), false, false],
  ['an old one that is owed', OLD, owed(OLD), false, true],
  ['that of this run', OWN, state, true, true],
  ['that of this run, pending', OWN, pending(OWN), false, false],
  ['that of this run, owed', OWN, owed(OWN), false, true],
  ['another of this run', `${RUN}-201`, state, false, false],
  ['one of another run of that second', '20260105T030000Z-9999-200', state, true, true],
  ['one of a later run', '20260105T030001Z-aaaa-300', state, false, false],
  ['no batch', 'notes', state, false, false],
  ['no batch, with a number', 'notes-5', state, false, false],
])('tells whether a batch is settled: %s', (_, batchId, of, staged, listed) => {
  const { isStaged, isListed } = settledBatches(of, { runId: RUN, batchId: OWN });
  expect({ staged: isStaged(batchId), listed: isListed(batchId) }).toEqual({ staged, listed });
});

it('leaves what a run took that worked on no batch', () => {
  const { isStaged, isListed } = settledBatches(state, { runId: RUN });
  expect([isStaged(OWN), isListed(OWN), isStaged(OLD)]).toEqual([false, false, true]);
});
