import { type CollectState, emptyCollectState } from '../../../../lambdas/core/collect/collect-state';
import { loadsOf, settleRun } from '../../../../lambdas/core/collect/take-batch';

const [A, B] = [
  { schema: 's', name: 'a' },
  { schema: 's', name: 'b' },
];
const pendingState = (n: number, owed: CollectState['owed'] = []): CollectState => ({
  ...emptyCollectState({ bucket: 'b', prefix: 'in/' }),
  owed,
  pending: {
    batchId: `b${n}`,
    batchSeq: n,
    runId: `r${n}`,
    document: { bucket: 'b', key: 'k' },
    objects: 1,
    sizeBytes: 1,
  },
});
const staged = (n: number) => ({ bucket: 'b', prefix: `staging/b${n}/` });
const shaped = (n: number) => ({ batchId: `b${n}`, staged: staged(n), tables: [A, B], unread: [], quarantined: [] });
const failed = [{ table: B, reason: 'no grant' }];

describe('a table that fails', () => {
  const first = settleRun(pendingState(1), {
    runId: 'r1',
    shaped: shaped(1),
    applied: [{ table: A, batchId: 'b1' }],
    failed,
  });

  it('owes the batch, while the batch is settled for the others', () => {
    expect(first.pending).toBeUndefined();
    expect(first.owed).toEqual([
      { table: B, batchId: 'b1', batchSeq: 1, staged: staged(1), runId: 'r1', reason: 'no grant' },
    ]);
  });

  it('gets what it owes before what is newer', () => {
    expect(loadsOf(pendingState(2, first.owed), [A, B])).toEqual([
      {
        table: B,
        batches: [
          { batchId: 'b1', batchSeq: 1, staged: staged(1) },
          { batchId: 'b2', batchSeq: 2 },
        ],
      },
      { table: A, batches: [{ batchId: 'b2', batchSeq: 2 }] },
    ]);
    expect(loadsOf(first, [])).toEqual([{ table: B, batches: [{ batchId: 'b1', batchSeq: 1, staged: staged(1) }] }]);
    expect(loadsOf(first, [], ({ name }) => name === 'a')).toEqual([]);
  });

  it('owes both where it fails again, and what is left where it gets one', () => {
    const state = pendingState(2, first.owed);
    const run = { runId: 'r2', shaped: shaped(2), failed };
    const again = settleRun(state, { ...run, applied: [{ table: A, batchId: 'b2' }] });
    expect(again.owed.map(({ batchId, runId }) => [batchId, runId])).toEqual([
      ['b1', 'r2'],
      ['b2', 'r2'],
    ]);
    const one = settleRun(state, {
      ...run,
      applied: [
        { table: A, batchId: 'b2' },
        { table: B, batchId: 'b1' },
      ],
    });
    expect(one.owed.map(({ batchId }) => batchId)).toEqual(['b2']);
  });
});

describe('a run', () => {
  it('that leaves a table out makes it owe the batch', () => {
    const state = settleRun(pendingState(1), {
      runId: 'r1',
      shaped: shaped(1),
      applied: [{ table: A, batchId: 'b1' }],
      failed: [],
    });
    expect(state.owed).toEqual([
      {
        table: B,
        batchId: 'b1',
        batchSeq: 1,
        staged: staged(1),
        runId: 'r1',
        reason: 'the run did not load this table',
      },
    ]);
  });

  it('that did not shape the batch leaves it pending', () => {
    const state = settleRun(pendingState(1), { runId: 'r1', applied: [], failed: [] });
    expect(state).toEqual(pendingState(1));
  });

  it('settles once', () => {
    const outcome = { runId: 'r1', shaped: shaped(1), applied: [{ table: A, batchId: 'b1' }], failed };
    const state = settleRun(pendingState(1), outcome);
    expect(settleRun(state, outcome)).toEqual(state);
  });
});
