import { recordFailure } from '../../../lambdas/extract/record-failure';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { FakeS3 } from '../../support/fake-s3';
import { BATCH, checkpointOf, item, keys, NOW, RUN_ID, run, START } from './fixture';

const input = {
  run,
  item,
  attempt: 2,
  error: { Error: 'StatementFailed', Cause: '{"errorMessage":"permission denied"}' },
  startedAt: START,
  now: NOW,
};
const record = (s3: FakeS3, more: object = {}) => recordFailure({ ...input, ...more }, { objects: s3.objects });
const failed = {
  formatVersion: 1,
  status: 'failed',
  table: 'public.orders',
  error: 'StatementFailed',
  cause: 'permission denied',
  attempts: 2,
  startedAt: START,
  endedAt: NOW,
};

describe('recordFailure', () => {
  it('records why', async () => {
    const s3 = new FakeS3();
    expect(await record(s3)).toEqual({ error: 'StatementFailed', cause: 'permission denied' });
    expect(s3.json(keys.record)).toEqual(failed);
  });

  it.each([
    ['of the machine itself', { Error: 'States.TaskFailed', Cause: 'words' }, 'States.TaskFailed', 'words'],
    ['without a cause', { Error: 'States.Timeout' }, 'States.Timeout', ''],
    ['with a cause of null', { Error: 'X', Cause: null }, 'X', ''],
    ['with a long cause', { Error: 'X', Cause: 'x'.repeat(20_000) }, 'X', 'x'.repeat(8_000)],
  ])('takes an error %s', async (_, error, name, cause) => {
    const s3 = new FakeS3();
    expect(await record(s3, { error })).toEqual({ error: name, cause });
    expect(s3.json(keys.record)).toMatchObject({ error: name, cause });
  });

  it('never calls a table failed that was committed, by this run', async () => {
    const s3 = new FakeS3();
    s3.put(keys.current, checkpointOf(BATCH));
    expect(await record(s3)).toEqual({ error: 'StatementFailed', cause: 'permission denied' });
    expect(s3.json(keys.record)).toMatchObject({
      status: 'committed',
      why: 'large',
      batch: { batchId: BATCH, rows: 3 },
      attempts: 2,
    });
  });

  it.each([
    ['another run', '20260104T030000Z-99999999-0-1'],
    ['a run whose id begins alike', `${RUN_ID}0-0-1`],
  ])('does not count the commit of %s', async (_, batchId) => {
    const s3 = new FakeS3();
    s3.put(keys.current, checkpointOf(batchId));
    await record(s3);
    expect(s3.json(keys.record)).toEqual(failed);
  });

  it('reads a unit that is too large for the state', async () => {
    const s3 = new FakeS3();
    const unitAt = { bucket: 'lake', key: 'unit.json' };
    const large = { item: { table: 'public.orders', unitAt } };
    await expect(record(s3, large)).rejects.toMatchObject({ name: 'DocumentInvalid' });
    s3.put('unit.json', 'unit' in item ? item.unit : {});
    await record(s3, large);
    expect(s3.json(keys.record)).toEqual(failed);
    s3.put('unit.json', '{"table":"public.orders"}');
    await expect(record(s3, large)).rejects.toMatchObject({ name: 'DocumentInvalid' });
  });

  it.each([
    ['a failure', undefined],
    ['a failure after a commit', BATCH],
  ])('ends the same wherever it dies: %s', async (_, committed) => {
    await expectSameEndWhereverItDies(() => {
      const s3 = new FakeS3();
      if (committed) s3.put(keys.current, checkpointOf(committed));
      return { clients: [s3.client], step: () => record(s3), state: () => s3.state() };
    });
  });
});
