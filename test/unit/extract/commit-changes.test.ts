import { currentKey, manifestKey, recordKey } from '../../../lambdas/core/batch/object-keys';
import type { TableRead } from '../../../lambdas/extract/read-plan';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import {
  BATCH,
  checkpointNamed,
  checkpointOf,
  EARLIER,
  filesOf,
  groupCheckpoint,
  groupOf,
  incrementalCheckpoint,
  itemOf,
  keys,
  named,
  RUN_ID,
  readPlan,
  run,
  statement,
  TAIL,
  table,
  tableRead,
  windowRead,
} from '../../support/extract-fixture';
import { type FakeS3, s3Error } from '../../support/fake-s3';
import { commit, currentOf, locked, M, S, type Stored, verifiedOf, windowed, written } from './committing';

describe('a window', () => {
  it('is appended, its tail takes the place of the last one, the watermark moves on', async () => {
    const s3 = locked({ current: incrementalCheckpoint(EARLIER), reads: [windowRead] });
    await commit(s3, windowed());
    expect(currentOf(s3)).toMatchObject({
      mode: 'incremental',
      batches: [
        { batchId: EARLIER, kind: 'load' },
        { batchId: BATCH, kind: 'window', low: windowRead.low, high: S },
      ],
      tail: { batchId: TAIL, kind: 'tail', low: S, high: M },
      watermark: { column: 'updated_at', value: M, settled: S },
      superseded: [{ what: 'tail', batchIds: [`${EARLIER}-tail`] }],
    });
    expect(s3.json(keys.record)).toMatchObject({
      mode: 'incremental',
      kind: 'window',
      batches: [{ batchId: BATCH }, { batchId: TAIL }],
      watermark: { column: 'updated_at', from: windowRead.low, to: M },
    });
  });

  it('keeps what is gone, and the key set for the next run', async () => {
    const s3 = locked({ current: incrementalCheckpoint(EARLIER), reads: [windowRead] });
    const files = { deletes: filesOf(BATCH, 'deletes'), keySet: filesOf(BATCH, 'keys') };
    await commit(s3, windowed({ ...files, gone: 3, lastKeys: 9, keys: { nulls: 1, duplicates: 2 } }));
    expect(currentOf(s3)).toMatchObject({
      batches: [{}, { deletes: { manifest: { key: keys.deletesManifest } } }],
      keySet: { batchId: BATCH, manifest: { key: keys.keysManifest } },
    });
    expect(s3.json(keys.record)).toMatchObject({
      deletes: { gone: 3, last: 9 },
      keys: { nulls: 1, duplicates: 2 },
    });
  });

  it('without rows leaves no batch behind', async () => {
    const s3 = locked({ current: incrementalCheckpoint(EARLIER), reads: [windowRead] });
    await commit(s3, windowed({ rows: { ...filesOf(BATCH), rows: 0, files: 0, sizeBytes: 0, quarantined: 0 } }));
    expect(currentOf(s3).batches.map(({ batchId }) => batchId)).toEqual([EARLIER]);
    expect(currentOf(s3).committedBy).toBe(BATCH);
    expect(s3.json(keys.record)).toMatchObject({ batches: [{ batchId: TAIL }] });
  });
});

describe('a backfill', () => {
  it('is a batch more, by the ends that were asked for, and moves no watermark', async () => {
    const backfill = { from: '2026-01-01 00:00:00.000000', to: '2026-01-02 00:00:00.000000' };
    const before = incrementalCheckpoint(EARLIER);
    const read: TableRead = { ...windowRead, kind: 'backfill', unit: { ...windowRead.unit, backfill }, low: null };
    const s3 = locked({ current: before, reads: [read] });
    await commit(s3, { ...windowed(), verified: { tables: [verifiedOf()], resets: [] } });
    expect(currentOf(s3)).toMatchObject({
      batches: [{ batchId: EARLIER }, { batchId: BATCH, kind: 'backfill', low: backfill.from, high: backfill.to }],
      tail: before.tail,
      watermark: before.watermark,
    });
    expect(s3.json(keys.record)).not.toHaveProperty('watermark');
  });
});

describe('a load in chunks', () => {
  const load: TableRead = { ...windowRead, kind: 'load', low: null, reached: null, replaces: true };
  const second = `${RUN_ID}-0-2`;
  const END = '2026-01-02 00:00:00.000000';

  it('is unseen until its last chunk, and its record tells of all of them', async () => {
    const s3 = locked({ reads: [load] });
    const { tail: _tail, ...chunk } = verifiedOf({ high: M, settled: END, more: true });
    expect(await commit(s3, { ...windowed(), verified: { tables: [chunk], resets: [] } })).toMatchObject({
      more: true,
    });
    expect(currentOf(s3)).toMatchObject({ batches: [], loading: { settled: END, batches: [{ batchId: BATCH }] } });
    expect(currentOf(s3)).not.toHaveProperty('watermark');
    expect(s3.json(keys.record)).toMatchObject({ batches: [{ batchId: BATCH }] });

    s3.put(keys.read, {
      ...readPlan,
      batchId: second,
      attempt: 2,
      currentEtag: s3.etag(keys.current),
      reads: [{ ...load, low: END, resumes: true }],
    });
    await commit(s3, {
      ...windowed({ rows: { ...filesOf(second), quarantined: 0 } }),
      statement: { ...statement, statementId: 'id2' },
    });
    expect(currentOf(s3)).toMatchObject({
      batches: [
        { batchId: BATCH, low: null, high: END },
        { batchId: second, low: END, high: S },
      ],
      tail: { batchId: `${second}-tail` },
      watermark: { value: M, settled: S },
    });
    expect(currentOf(s3)).not.toHaveProperty('loading');
    expect(s3.json(keys.record)).toMatchObject({
      kind: 'load',
      batches: [{ batchId: BATCH }, { batchId: second }, { batchId: `${second}-tail` }],
      statementId: 'id2',
      statementSeconds: 3,
      polls: 4,
      attempts: 2,
      watermark: { from: null, to: M },
    });
  });
});

describe('a group', () => {
  const items = named('items');
  const group = itemOf(groupOf('sales', table, items));
  const itemsRecord = recordKey(run.root, RUN_ID, items.destination).key;
  const itemsCurrent = currentKey(run.root, items.destination).key;
  const verified = {
    tables: [
      verifiedOf(),
      verifiedOf({ table: 'public.items', rows: { ...filesOf(BATCH, 'data', 'items'), rows: 4, quarantined: 0 } }),
    ],
    resets: [],
  };
  const reads = [tableRead, { ...tableRead, unit: items }];
  const commitGroup = (s3: FakeS3) => commit(s3, { item: group, verified });
  const grouped = (stored: Stored = {}) =>
    locked({ ...stored, reads, plan: { label: 'group sales', group: 'sales', ...stored.plan } });

  it('becomes visible by one write', async () => {
    const s3 = grouped();
    expect(await commitGroup(s3)).toMatchObject({ label: 'group sales', batchId: BATCH, rows: 7, sizeBytes: 60 });
    expect(written(s3).filter((key) => key.endsWith('current.json'))).toEqual([keys.group]);
    expect(s3.json(keys.group)).toMatchObject({
      formatVersion: 1,
      group: 'sales',
      committedBy: BATCH,
      tables: [
        { destination: { name: 'orders' }, committedBy: BATCH, batches: [{ rows: 3 }] },
        {
          destination: { name: 'items' },
          committedBy: BATCH,
          batches: [{ rows: 4, manifest: manifestKey(run.root, items.destination, BATCH) }],
        },
      ],
    });
    expect(s3.json(keys.record)).toMatchObject({ status: 'committed', group: 'sales', table: 'public.orders' });
    expect(s3.json(itemsRecord)).toMatchObject({ status: 'committed', group: 'sales', table: 'public.items' });
  });

  it('goes on from what the group had, table by table', async () => {
    const before = groupCheckpoint(EARLIER, checkpointOf(EARLIER), checkpointNamed('items', checkpointOf(EARLIER)));
    const s3 = grouped({ group: before });
    await commitGroup(s3);
    expect(s3.json(keys.group)).toMatchObject({
      tables: [{ superseded: [{ batchIds: [EARLIER] }] }, { superseded: [{ batchIds: [EARLIER] }] }],
    });
  });

  it('takes the own current.json of its members away, which nobody would write any more', async () => {
    const s3 = grouped();
    s3.put(keys.current, checkpointOf(EARLIER));
    s3.put(itemsCurrent, checkpointNamed('items', checkpointOf(EARLIER)));
    await commitGroup(s3);
    expect(s3.keys()).toContain(keys.group);
    expect(s3.keys()).not.toContain(keys.current);
    expect(s3.keys()).not.toContain(itemsCurrent);
  });

  it('takes them away also when only the answer to the commit was lost', async () => {
    const s3 = grouped();
    s3.put(itemsCurrent, checkpointNamed('items', checkpointOf(EARLIER)));
    s3.fault = ({ operation, key }) =>
      operation === 'Put' && key === keys.group ? { after: s3Error('InternalError', 500) } : undefined;
    await expect(commitGroup(s3)).rejects.toMatchObject({ name: 'StorageUnavailable' });
    s3.fault = () => undefined;
    expect(await commitGroup(s3)).toMatchObject({ batchId: BATCH });
    expect(s3.keys()).not.toContain(itemsCurrent);
    expect(s3.keys()).toEqual(expect.arrayContaining([keys.record, itemsRecord]));
  });

  it('refuses when the group was committed by somebody else, and takes nothing away', async () => {
    const s3 = grouped({ group: groupCheckpoint(EARLIER, checkpointOf(EARLIER)), plan: { currentEtag: null } });
    s3.put(itemsCurrent, checkpointNamed('items', checkpointOf(EARLIER)));
    await expect(commitGroup(s3)).rejects.toMatchObject({
      name: 'CommitConflict',
      message: expect.stringContaining('group sales was committed by somebody else'),
    });
    expect(s3.keys()).toContain(itemsCurrent);
    expect(s3.keys()).not.toContain(keys.record);
  });

  it('ends the same wherever it dies', async () => {
    await expectSameEndWhereverItDies(() => {
      const s3 = grouped();
      s3.put(itemsCurrent, checkpointNamed('items', checkpointOf(EARLIER)));
      return { clients: [s3.client], step: () => commitGroup(s3), state: () => s3.state() };
    });
  });
});
