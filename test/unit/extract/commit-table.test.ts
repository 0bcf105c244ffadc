import { expectSameEndWhereverItDies } from '../../support/dying-step';
import {
  ARN,
  BATCH,
  checkpointOf,
  EARLIER,
  incrementalCheckpoint,
  keys,
  lockOf,
  NOW,
  RUN_ID,
  START,
  windowRead,
} from '../../support/extract-fixture';
import { s3Error } from '../../support/fake-s3';
import { commit, currentOf, type Input, locked, type Stored, windowed, written } from './committing';

describe('commitTable', () => {
  it('writes the schema, then current.json, then the record', async () => {
    const s3 = locked();
    expect(await commit(s3)).toEqual({
      label: 'public.orders',
      batchId: BATCH,
      rows: 3,
      sizeBytes: 30,
      more: false,
    });
    expect(written(s3)).toEqual([expect.stringMatching(/schemas\/[0-9a-f]{12}\.json$/), keys.current, keys.record]);
    const [schema = ''] = written(s3);
    const version = schema.slice(-17, -5);
    const committed = {
      batchId: BATCH,
      runId: RUN_ID,
      method: 'unload',
      kind: 'snapshot',
      manifest: { bucket: 'lake', key: keys.manifest },
      schemaVersion: version,
      rows: 3,
      files: 2,
      sizeBytes: 30,
      quarantined: 0,
      committedAt: NOW,
    };
    expect(currentOf(s3)).toEqual({
      formatVersion: 2,
      committedBy: BATCH,
      committedAt: NOW,
      table: { schema: 'public', name: 'orders' },
      destination: { schema: 'public', name: 'orders' },
      mode: 'full',
      primaryKey: ['id'],
      schema: { version, bucket: 'lake', key: schema },
      batches: [committed],
      fullAt: NOW,
      superseded: [],
    });
    expect(s3.json(keys.record)).toEqual({
      formatVersion: 2,
      status: 'committed',
      table: 'public.orders',
      destination: { schema: 'public', name: 'orders' },
      mode: 'full',
      kind: 'snapshot',
      whyMode: 'mode: full',
      why: 'large',
      batches: [committed],
      schemaChanges: [],
      warnings: [],
      sqls: ['SET a'],
      statementId: 'id',
      redshiftQueryId: 9,
      statementSeconds: 1.5,
      polls: 2,
      attempts: 1,
      startedAt: START,
      endedAt: NOW,
      timeline: { plannedAt: START, statementAt: START, verifiedAt: START, committedAt: NOW },
    });
    expect(s3.json(schema)).toMatchObject({ primaryKey: ['id'], columns: [{ name: 'id' }, { name: 'note' }] });
  });

  it('replaces the batches of an earlier run, and remembers what they were', async () => {
    const s3 = locked({ current: checkpointOf(EARLIER) });
    await commit(s3);
    expect(currentOf(s3)).toMatchObject({
      batches: [{ batchId: BATCH }],
      superseded: [{ what: 'snapshot', at: NOW, batchIds: [EARLIER] }],
    });
  });

  it('takes up what an earlier release wrote', async () => {
    const {
      committedBy: _by,
      committedAt: _at,
      fullAt: _full,
      superseded: _old,
      primaryKey: _key,
      ...first
    } = checkpointOf(EARLIER);
    const s3 = locked({ current: { ...first, formatVersion: 1 } });
    await commit(s3);
    expect(currentOf(s3)).toMatchObject({ formatVersion: 2, superseded: [{ batchIds: [EARLIER] }] });
  });

  it('keeps the reason of a choice made in between', async () => {
    const s3 = locked();
    await commit(s3, { why: 'the result passes what the Data API holds' });
    expect(s3.json(keys.record)).toMatchObject({ why: 'the result passes what the Data API holds' });
  });

  it.each([
    ['somebody committed where nothing was', null],
    ['somebody committed over what was planned', '"planned"'],
  ])('refuses when %s', async (_, currentEtag) => {
    const s3 = locked({ current: checkpointOf(EARLIER), plan: { currentEtag } });
    const before = s3.state();
    await expect(commit(s3)).rejects.toMatchObject({
      name: 'CommitConflict',
      message: expect.stringContaining('public.orders was committed by somebody else'),
    });
    expect(currentOf(s3)).toEqual(JSON.parse(before[keys.current] ?? ''));
    expect(s3.keys()).not.toContain(keys.record);
  });

  it('refuses when somebody commits right before the write', async () => {
    const s3 = locked({ current: checkpointOf(EARLIER) });
    s3.fault = ({ operation, key }) => {
      if (operation === 'Put' && key === keys.current) s3.put(keys.current, checkpointOf(`${EARLIER}9`));
      return undefined;
    };
    await expect(commit(s3)).rejects.toMatchObject({ name: 'CommitConflict' });
    expect(currentOf(s3).committedBy).toBe(`${EARLIER}9`);
  });

  it('refuses when current.json is gone since', async () => {
    await expect(commit(locked({ plan: { currentEtag: '"gone"' } }))).rejects.toMatchObject({ name: 'CommitConflict' });
  });

  it.each([
    ['another execution holds the lock', lockOf(`${ARN}2`), /held by .*:e12/],
    ['the lock is gone', undefined, /is gone/],
  ])('changes nothing when %s', async (_, lock, message) => {
    const s3 = locked();
    s3.remove(keys.lock);
    if (lock) s3.put(keys.lock, lock);
    const before = s3.state();
    await expect(commit(s3)).rejects.toMatchObject({ name: 'LockLost', message: expect.stringMatching(message) });
    expect(s3.state()).toEqual(before);
  });

  it('leaves it to the retry whether a write beside another one was done', async () => {
    const s3 = locked();
    s3.fault = ({ operation, key }) =>
      operation === 'Put' && key === keys.current ? { before: s3Error('ConditionalRequestConflict', 409) } : undefined;
    await expect(commit(s3)).rejects.toMatchObject({ name: 'StorageUnavailable' });
    s3.fault = () => undefined;
    expect(await commit(s3)).toMatchObject({ batchId: BATCH });
  });

  it('finds its own commit after a lost answer, and writes the record that is missing', async () => {
    const s3 = locked({ current: checkpointOf(EARLIER) });
    await commit(s3);
    const committed = currentOf(s3);
    s3.remove(keys.record);
    // Later, as a retry is: what is committed stays as it was.
    expect(await commit(s3, { now: '2026-01-05T04:00:00.000Z' })).toMatchObject({ batchId: BATCH, rows: 3 });
    expect(currentOf(s3)).toEqual(committed);
    expect(s3.json(keys.record)).toMatchObject({ status: 'committed', batches: [{ batchId: BATCH }] });
  });

  it('refuses a current.json of a later release', async () => {
    const s3 = locked({ current: { ...checkpointOf(EARLIER), formatVersion: 3 } });
    await expect(commit(s3)).rejects.toMatchObject({ name: 'FormatVersionUnknown' });
  });

  it('refuses what was not verified', async () => {
    await expect(commit(locked(), { verified: { tables: [], resets: [] } })).rejects.toThrow('was not verified');
  });
});

describe('wherever it dies, it ends the same', () => {
  it.each<[string, Stored, Partial<Input>]>([
    ['the first commit', {}, {}],
    ['a later commit', { current: checkpointOf(EARLIER) }, {}],
    ['a window', { current: incrementalCheckpoint(EARLIER), reads: [windowRead] }, windowed()],
    ['a chunk', { reads: [{ ...windowRead, kind: 'load', low: null, replaces: true }] }, windowed({ more: true })],
    ['a conflict', { current: checkpointOf(EARLIER), plan: { currentEtag: null } }, {}],
  ])('%s', async (_, stored, more) => {
    await expectSameEndWhereverItDies(() => {
      const s3 = locked(stored);
      return { clients: [s3.client], step: () => commit(s3, more), state: () => s3.state() };
    });
  });
});
