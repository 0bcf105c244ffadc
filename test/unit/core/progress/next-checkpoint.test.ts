import type { Batch, Checkpoint } from '../../../../lambdas/core/progress/checkpoint';
import { liveBatches } from '../../../../lambdas/core/progress/checkpoint';
import { type CommittedRead, nextCheckpoint } from '../../../../lambdas/core/progress/next-checkpoint';
import {
  BATCH,
  batchOf,
  checkpointOf,
  EARLIER,
  FINGERPRINT,
  filesOf,
  incrementalCheckpoint,
  NOW,
  START,
  TAIL,
  table,
} from '../../../support/extract-fixture';

const SECOND = BATCH.replace(/1$/, '2');
const keySetOf = (batchId: string) => ({ ...filesOf(batchId, 'keys'), batchId });
const empty = { rows: 0, files: 0, sizeBytes: 0 };
const readOf = (kind: CommittedRead['decision']['kind'], more: Partial<CommittedRead> = {}): CommittedRead => ({
  table: table.source,
  destination: table.destination,
  primaryKey: ['id'],
  schema: { version: 'new', bucket: 'lake', key: 'new.json' },
  decision: {
    kind,
    replaces: kind === 'snapshot' || kind === 'load',
    resumes: false,
    ...(kind !== 'snapshot' && { fingerprint: FINGERPRINT }),
  },
  batch: batchOf(BATCH, { kind }),
  high: kind === 'snapshot' ? null : 'M',
  settled: kind === 'snapshot' ? null : 'S',
  more: false,
  now: NOW,
  ...more,
});
const resuming = (more: Partial<CommittedRead> = {}): CommittedRead => ({
  ...readOf('load', more),
  decision: { kind: 'load', replaces: true, resumes: true, fingerprint: FINGERPRINT },
});
const ids = (batches: readonly Batch[] | undefined) => batches?.map(({ batchId }) => batchId);
const tail = batchOf(TAIL, { kind: 'tail' });
const WATERMARK = { column: 'updated_at', type: 'timestamp without time zone', value: 'M', settled: 'S' };

describe('a snapshot', () => {
  it('is all there is, the first time', () => {
    expect(nextCheckpoint(undefined, readOf('snapshot'))).toEqual({
      formatVersion: 2,
      committedBy: BATCH,
      committedAt: NOW,
      table: table.source,
      destination: table.destination,
      mode: 'full',
      primaryKey: ['id'],
      schema: { version: 'new', bucket: 'lake', key: 'new.json' },
      batches: [batchOf(BATCH, { kind: 'snapshot' })],
      fullAt: NOW,
      superseded: [],
    });
  });

  it('takes the place of everything, and lists it in the order in which it was given up', () => {
    const before = incrementalCheckpoint(EARLIER, {
      keySet: keySetOf(EARLIER),
      superseded: [{ what: 'snapshot', at: START, batchIds: ['older'] }],
    });
    const next = nextCheckpoint(before, readOf('snapshot', { keySet: keySetOf(BATCH) }));
    expect(next).toMatchObject({ mode: 'full', batches: [{ batchId: BATCH }], keySet: { batchId: BATCH } });
    expect(next).not.toHaveProperty('tail');
    expect(next).not.toHaveProperty('watermark');
    expect(next).not.toHaveProperty('fingerprint');
    expect(next.superseded).toEqual([
      { what: 'snapshot', at: START, batchIds: ['older'] },
      { what: 'keys', at: NOW, batchIds: [EARLIER] },
      { what: 'snapshot', at: NOW, batchIds: [EARLIER, `${EARLIER}-tail`] },
    ]);
  });

  it('without rows is a batch all the same: the table is empty', () => {
    const next = nextCheckpoint(
      checkpointOf(EARLIER),
      readOf('snapshot', { batch: batchOf(BATCH, { kind: 'snapshot', ...empty }) }),
    );
    expect(ids(next.batches)).toEqual([BATCH]);
  });

  it('of a table whose key was dropped remembers the key, and has no watermark', () => {
    const read = readOf('snapshot');
    const next = nextCheckpoint(incrementalCheckpoint(EARLIER), {
      ...read,
      decision: { ...read.decision, fingerprint: FINGERPRINT },
    });
    expect(next).toMatchObject({ mode: 'full', fingerprint: FINGERPRINT });
    expect(next).not.toHaveProperty('watermark');
  });
});

describe('a load', () => {
  it('takes the place of everything, and knows how far it came', () => {
    const next = nextCheckpoint(incrementalCheckpoint(EARLIER), readOf('load', { tail }));
    expect(next).toMatchObject({
      mode: 'incremental',
      fullAt: NOW,
      watermark: WATERMARK,
      fingerprint: FINGERPRINT,
      tail,
      superseded: [{ what: 'snapshot', batchIds: [EARLIER, `${EARLIER}-tail`] }],
    });
    expect(ids(liveBatches(next))).toEqual([BATCH, TAIL]);
  });
});

describe('a load in chunks', () => {
  const begun = (before?: Checkpoint) => nextCheckpoint(before, readOf('load', { more: true, settled: 'E' }));

  it('shows nothing of a table that had nothing, until it is complete', () => {
    const next = begun();
    expect(next).toEqual({
      formatVersion: 2,
      committedBy: BATCH,
      committedAt: NOW,
      table: table.source,
      destination: table.destination,
      mode: 'incremental',
      primaryKey: ['id'],
      schema: { version: 'new', bucket: 'lake', key: 'new.json' },
      batches: [],
      superseded: [],
      loading: {
        kind: 'load',
        high: 'M',
        startedAt: NOW,
        settled: 'E',
        fingerprint: FINGERPRINT,
        schemaVersion: 'new',
        batches: [batchOf(BATCH, { kind: 'load' })],
      },
    });
  });

  it('leaves what was live as it was: batches, tail, watermark, key set, schema', () => {
    const before = incrementalCheckpoint(EARLIER, { keySet: keySetOf(EARLIER) });
    const { loading, committedBy, committedAt, ...next } = begun(before);
    const { committedBy: _by, committedAt: _at, ...rest } = before;
    expect(next).toEqual(rest);
    expect([committedBy, committedAt]).toEqual([BATCH, NOW]);
    expect(ids(loading?.batches)).toEqual([BATCH]);
  });

  it('grows by each chunk', () => {
    const later = '2026-01-05T04:00:00.000Z';
    const batch = batchOf(SECOND, { kind: 'load' });
    const next = nextCheckpoint(begun(), resuming({ batch, more: true, settled: 'F', now: later }));
    expect(next.loading).toMatchObject({ startedAt: NOW, settled: 'F' });
    expect(ids(next.loading?.batches)).toEqual([BATCH, SECOND]);
    expect(next.batches).toEqual([]);
  });

  it('becomes visible with its last one, as a whole', () => {
    const before = incrementalCheckpoint(EARLIER);
    const batch = batchOf(SECOND, { kind: 'load' });
    const next = nextCheckpoint(begun(before), resuming({ batch, tail }));
    expect(ids(next.batches)).toEqual([BATCH, SECOND]);
    expect(next).toMatchObject({ tail, watermark: WATERMARK, fullAt: NOW });
    expect(next).not.toHaveProperty('loading');
    expect(next.superseded).toEqual([{ what: 'snapshot', at: NOW, batchIds: [EARLIER, `${EARLIER}-tail`] }]);
  });

  it('keeps one key set of its own, the newest, beside the live one', () => {
    const before = incrementalCheckpoint(EARLIER, { keySet: keySetOf(EARLIER) });
    const first = nextCheckpoint(before, readOf('load', { more: true, keySet: keySetOf(BATCH) }));
    expect(first).toMatchObject({
      keySet: { batchId: EARLIER },
      loading: { keySet: { batchId: BATCH } },
      superseded: [],
    });
    const batch = batchOf(SECOND, { kind: 'load' });
    const second = nextCheckpoint(first, resuming({ batch, more: true, keySet: keySetOf(SECOND) }));
    expect(second).toMatchObject({
      keySet: { batchId: EARLIER },
      loading: { keySet: { batchId: SECOND } },
      superseded: [{ what: 'keys', batchIds: [BATCH] }],
    });
    const last = nextCheckpoint(second, resuming({ batch: batchOf('last'), keySet: keySetOf('last') }));
    expect(last.keySet?.batchId).toBe('last');
    expect(last.superseded.filter(({ what }) => what === 'keys').map(({ batchIds }) => batchIds)).toEqual([
      [BATCH],
      [EARLIER],
      [SECOND],
    ]);
  });

  it.each(['load', 'snapshot'] as const)('that is given up for another %s was seen by nobody', (kind) => {
    const before = nextCheckpoint(undefined, readOf('load', { more: true, keySet: keySetOf(BATCH) }));
    const next = nextCheckpoint(before, readOf(kind, { batch: batchOf(SECOND, { kind }) }));
    expect(ids(next.batches)).toEqual([SECOND]);
    expect(next).not.toHaveProperty('loading');
    expect(next.superseded).toEqual([
      { what: 'unseen', at: NOW, batchIds: [BATCH] },
      { what: 'keys', at: NOW, batchIds: [BATCH] },
    ]);
  });

  it('that is given up for another one in chunks was seen by nobody either', () => {
    const next = nextCheckpoint(begun(), readOf('load', { batch: batchOf(SECOND, { kind: 'load' }), more: true }));
    expect(ids(next.loading?.batches)).toEqual([SECOND]);
    expect(next.superseded).toEqual([{ what: 'unseen', at: NOW, batchIds: [BATCH] }]);
  });
});

describe('a window', () => {
  const before = incrementalCheckpoint(EARLIER, { keySet: keySetOf(EARLIER), fullAt: START });

  it('is appended; tail and key set take the place of the last ones', () => {
    const next = nextCheckpoint(before, readOf('window', { tail, keySet: keySetOf(BATCH) }));
    expect(ids(liveBatches(next))).toEqual([EARLIER, BATCH, TAIL]);
    expect(next).toMatchObject({ watermark: WATERMARK, fullAt: START, keySet: { batchId: BATCH } });
    expect(next.superseded).toEqual([
      { what: 'keys', at: NOW, batchIds: [EARLIER] },
      { what: 'tail', at: NOW, batchIds: [`${EARLIER}-tail`] },
    ]);
  });

  it.each([
    ['no rows', empty, []],
    ['no rows, but gone keys', { ...empty, deletes: filesOf(BATCH, 'deletes') }, [BATCH]],
    [
      'no rows, and a list of gone keys without any',
      { ...empty, deletes: { ...filesOf(BATCH, 'deletes'), rows: 0 } },
      [],
    ],
    ['rows put aside alone', { ...empty, quarantined: 1 }, [BATCH]],
  ])('with %s', (_, files, appended) => {
    const next = nextCheckpoint(before, readOf('window', { batch: batchOf(BATCH, { kind: 'window', ...files }) }));
    expect(ids(next.batches)).toEqual([EARLIER, ...appended]);
    expect(next.committedBy).toBe(BATCH);
  });

  it('without a tail leaves none: the rows of the last one are settled, or gone', () => {
    expect(nextCheckpoint(before, readOf('window'))).not.toHaveProperty('tail');
  });

  it('without deletes: detect gives the key set up', () => {
    const next = nextCheckpoint(before, readOf('window'));
    expect(next).not.toHaveProperty('keySet');
    expect(next.superseded).toContainEqual({ what: 'keys', at: NOW, batchIds: [EARLIER] });
  });
});

describe('a backfill', () => {
  const before = nextCheckpoint(
    incrementalCheckpoint(EARLIER, { keySet: keySetOf(EARLIER) }),
    readOf('load', { batch: batchOf(SECOND, { kind: 'load' }), more: true }),
  );

  it('is appended and changes nothing else', () => {
    const next = nextCheckpoint(before, readOf('backfill', { high: 'Z', settled: 'Z' }));
    expect(next).toEqual({
      ...before,
      committedBy: BATCH,
      schema: { version: 'new', bucket: 'lake', key: 'new.json' },
      batches: [...before.batches, batchOf(BATCH, { kind: 'backfill' })],
    });
  });

  it('without rows leaves no batch', () => {
    const batch = batchOf(BATCH, { kind: 'backfill', ...empty });
    expect(ids(nextCheckpoint(before, readOf('backfill', { batch })).batches)).toEqual([EARLIER]);
  });
});
