import { commitTable } from '../../../lambdas/extract/commit-table';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { FakeS3, s3Error } from '../../support/fake-s3';
import {
  ARN,
  BATCH,
  batch,
  checkpointOf,
  item,
  keys,
  lockOf,
  NOW,
  plan,
  RUN_ID,
  run,
  START,
  statement,
} from './fixture';

const input = {
  run,
  item,
  plan,
  method: 'unload' as const,
  why: null as string | null,
  statement,
  batch,
  startedAt: START,
  now: NOW,
};
const OTHER = '20260104T030000Z-99999999-0-1';

/** A store in which this run holds the lock. */
const locked = (before?: object): { s3: FakeS3; etag: string | null } => {
  const s3 = new FakeS3();
  s3.put(keys.lock, lockOf(ARN));
  return { s3, etag: before ? s3.put(keys.current, before) : null };
};
const commit = (s3: FakeS3, more: Partial<typeof input> = {}) =>
  commitTable({ ...input, ...more }, { objects: s3.objects });

describe('commitTable', () => {
  it('writes the schema, then current.json, then the record', async () => {
    const { s3 } = locked();
    expect(await commit(s3)).toEqual({ table: 'public.orders', batchId: BATCH, rows: 3, sizeBytes: 30 });
    const written = s3.calls.filter(({ operation }) => operation === 'Put').map(({ key }) => key);
    expect(written).toEqual([expect.stringMatching(/schemas\/[0-9a-f]{12}\.json$/), keys.current, keys.record]);
    const [schema = ''] = written;
    const version = schema.slice(-17, -5);
    const committed = {
      batchId: BATCH,
      runId: RUN_ID,
      method: 'unload',
      manifest: batch.manifest,
      schemaVersion: version,
      rows: 3,
      files: 2,
      sizeBytes: 30,
      quarantined: 0,
      committedAt: NOW,
    };
    expect(s3.json(keys.current)).toEqual({
      formatVersion: 1,
      table: { schema: 'public', name: 'orders' },
      destination: { schema: 'public', name: 'orders' },
      mode: 'full',
      schema: { version, bucket: 'lake', key: schema },
      batches: [committed],
    });
    expect(s3.json(keys.record)).toEqual({
      formatVersion: 1,
      status: 'committed',
      table: 'public.orders',
      destination: { schema: 'public', name: 'orders' },
      why: 'large',
      batch: committed,
      statementId: 'id',
      redshiftQueryId: 9,
      statementSeconds: 1.5,
      polls: 2,
      attempts: 1,
      startedAt: START,
      endedAt: NOW,
    });
    expect(s3.json(schema)).toMatchObject({ primaryKey: ['id'], columns: [{ name: 'id' }, { name: 'note' }] });
  });

  it('replaces the batches of an earlier run', async () => {
    const { s3, etag } = locked(checkpointOf(OTHER, 'earlier'));
    await commit(s3, { plan: { ...plan, currentEtag: etag } });
    expect(s3.json(keys.current)).toMatchObject({ batches: [{ batchId: BATCH }] });
  });

  it('keeps the reason of a choice made in between', async () => {
    const { s3 } = locked();
    await commit(s3, { why: 'the result passes what the Data API holds' });
    expect(s3.json(keys.record)).toMatchObject({ why: 'the result passes what the Data API holds' });
  });

  it.each([
    ['somebody committed where nothing was', null],
    ['somebody committed over what was planned', '"planned"'],
  ])('refuses when %s', async (_, currentEtag) => {
    const { s3 } = locked(checkpointOf(OTHER, 'other'));
    const before = s3.state();
    await expect(commit(s3, { plan: { ...plan, currentEtag } })).rejects.toMatchObject({
      name: 'CommitConflict',
      message: expect.stringContaining('public.orders was committed by somebody else'),
    });
    expect(s3.json(keys.current)).toEqual(JSON.parse(before[keys.current] ?? ''));
    expect(s3.keys()).not.toContain(keys.record);
  });

  it('refuses when current.json is gone since', async () => {
    const { s3 } = locked();
    await expect(commit(s3, { plan: { ...plan, currentEtag: '"gone"' } })).rejects.toMatchObject({
      name: 'CommitConflict',
    });
  });

  it.each([
    ['another execution holds the lock', lockOf(`${ARN}2`), /held by .*:e12/],
    ['the lock is gone', undefined, /is gone/],
  ])('changes nothing when %s', async (_, lock, message) => {
    const s3 = new FakeS3();
    if (lock) s3.put(keys.lock, lock);
    const before = s3.state();
    await expect(commit(s3)).rejects.toMatchObject({ name: 'LockLost', message: expect.stringMatching(message) });
    expect(s3.state()).toEqual(before);
  });

  it('leaves it to the retry whether a write beside another one was done', async () => {
    const { s3 } = locked();
    s3.fault = ({ operation, key }) =>
      operation === 'Put' && key === keys.current ? { before: s3Error('ConditionalRequestConflict', 409) } : undefined;
    await expect(commit(s3)).rejects.toMatchObject({ name: 'StorageUnavailable' });
    s3.fault = () => undefined;
    expect(await commit(s3)).toMatchObject({ batchId: BATCH });
  });

  it('refuses a current.json of a later release', async () => {
    const { s3 } = locked({ ...checkpointOf(OTHER), formatVersion: 2 });
    await expect(commit(s3)).rejects.toMatchObject({ name: 'FormatVersionUnknown' });
  });

  it.each([
    ['the first commit', undefined],
    ['a later commit', checkpointOf(OTHER, 'earlier')],
  ])('ends the same wherever it dies: %s', async (_, before) => {
    await expectSameEndWhereverItDies(() => {
      const { s3, etag } = locked(before);
      return {
        clients: [s3.client],
        step: () => commit(s3, { plan: { ...plan, currentEtag: etag } }),
        state: () => s3.state(),
      };
    });
  });

  it('ends the same wherever it dies: a conflict', async () => {
    await expectSameEndWhereverItDies(() => {
      const { s3 } = locked(checkpointOf(OTHER, 'other'));
      return { clients: [s3.client], step: () => commit(s3), state: () => s3.state() };
    });
  });
});
