import { recordKey } from '../../../lambdas/core/batch/object-keys';
import type { FinishedStatement } from '../../../lambdas/extract/contract';
import { recordFailure } from '../../../lambdas/extract/record-failure';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import {
  BATCH,
  batchOf,
  checkpointNamed,
  checkpointOf,
  EARLIER,
  groupCheckpoint,
  groupOf,
  incrementalCheckpoint,
  item,
  itemOf,
  keys,
  NOW,
  named,
  plan,
  RUN_ID,
  readPlan,
  run,
  START,
  TAIL,
  table,
  unit,
  windowRead,
} from '../../support/extract-fixture';
import { FakeS3 } from '../../support/fake-s3';

const input = {
  run,
  item,
  plan: null as typeof plan | null,
  attempt: 2,
  stage: null as 'register' | 'retire' | null,
  statement: null as FinishedStatement | null,
  error: { Error: 'StatementFailed', Cause: '{"errorMessage":"permission denied"}' },
  startedAt: START,
  now: NOW,
};
const record = (s3: FakeS3, more: Partial<typeof input> = {}) =>
  recordFailure({ ...input, ...more }, { objects: s3.objects });
const failed = {
  formatVersion: 2,
  status: 'failed',
  table: 'public.orders',
  mode: 'full',
  whyMode: 'mode: full',
  why: 'large',
  error: 'StatementFailed',
  cause: 'permission denied',
  attempts: 2,
  startedAt: START,
  endedAt: NOW,
  schemaChanges: [],
  warnings: [],
  sqls: [],
  timeline: {},
};
const planned = (s3: FakeS3) => s3.put(keys.read, readPlan);

describe('recordFailure', () => {
  it('records why, of a table that was not planned yet', async () => {
    const s3 = new FakeS3();
    expect(await record(s3)).toEqual({ error: 'StatementFailed', cause: 'permission denied' });
    expect(s3.json(keys.record)).toEqual(failed);
  });

  it('tells what was planned: how, why, and the SQL', async () => {
    const s3 = new FakeS3();
    const changes = [{ change: 'added' as const, column: 'note', to: 'text' }];
    s3.put(keys.read, { ...readPlan, reads: [{ ...windowRead, changes }] });
    await record(s3, { plan });
    expect(s3.json(keys.record)).toEqual({
      ...failed,
      kind: 'window',
      whyMode: windowRead.whyKind,
      method: 'unload',
      schemaChanges: changes,
      sqls: ['SET a'],
      timeline: { plannedAt: START },
    });
  });

  it('names no method while a count has yet to decide', async () => {
    const s3 = new FakeS3();
    s3.put(keys.read, { ...readPlan, method: 'count' });
    await record(s3, { plan });
    expect(s3.json(keys.record)).not.toHaveProperty('method');
  });

  it.each([
    ['of the machine itself', { Error: 'States.TaskFailed', Cause: 'words' }, 'States.TaskFailed', 'words'],
    ['without a cause', { Error: 'States.Timeout' }, 'States.Timeout', ''],
    ['with a cause of null', { Error: 'X', Cause: null }, 'X', ''],
    ['with a long cause', { Error: 'X', Cause: 'x'.repeat(20_000) }, 'X', 'x'.repeat(8_000)],
  ])('takes an error %s', async (_, error, name, cause) => {
    const s3 = new FakeS3();
    expect(await record(s3, { error: error as typeof input.error })).toEqual({ error: name, cause });
    expect(s3.json(keys.record)).toMatchObject({ error: name, cause });
  });

  it('records every table of a group', async () => {
    const s3 = new FakeS3();
    const group = itemOf(groupOf('sales', table, named('items')));
    await record(s3, { item: group });
    expect(s3.json(keys.record)).toEqual({ ...failed, group: 'sales' });
    expect(s3.json(recordKey(run.root, RUN_ID, { schema: 'public', name: 'items' }).key)).toEqual({
      ...failed,
      table: 'public.items',
      group: 'sales',
    });
  });

  it.each([
    ['another run', EARLIER],
    ['another attempt', `${RUN_ID}-0-2`],
    ['a run whose id begins alike', `${RUN_ID}0-0-1`],
  ])('does not count the commit of %s', async (_, batchId) => {
    const s3 = new FakeS3();
    planned(s3);
    s3.put(keys.current, checkpointOf(batchId));
    await record(s3, { plan });
    expect(s3.json(keys.record)).toMatchObject({ status: 'failed', error: 'StatementFailed' });
  });

  it('does not take an earlier chunk for the one that could not be planned', async () => {
    const s3 = new FakeS3();
    planned(s3);
    s3.put(keys.current, checkpointOf(BATCH));
    await record(s3, { plan: null });
    expect(s3.json(keys.record)).toMatchObject({ status: 'failed', error: 'StatementFailed' });
  });

  it('reads a unit that is too large for the state', async () => {
    const s3 = new FakeS3();
    const unitAt = { bucket: 'lake', key: 'unit.json' };
    const large = { item: { label: 'public.orders', tables: ['public.orders'], unitAt } };
    await expect(record(s3, large)).rejects.toMatchObject({ name: 'DocumentInvalid' });
    s3.put('unit.json', unit);
    await record(s3, large);
    expect(s3.json(keys.record)).toEqual(failed);
    s3.put('unit.json', '{"table":"public.orders"}');
    await expect(record(s3, large)).rejects.toMatchObject({ name: 'DocumentInvalid' });
  });
});

describe('what fails after the commit', () => {
  /** A commit of this attempt, with the record of it or without. */
  const committed = (hasRecord: boolean) => {
    const s3 = new FakeS3();
    planned(s3);
    s3.put(keys.current, incrementalCheckpoint(BATCH, { tail: batchOf(TAIL, { kind: 'tail' }) }));
    if (hasRecord) s3.put(keys.record, committedRecord);
    return s3;
  };
  const committedRecord = {
    formatVersion: 2,
    status: 'committed',
    table: 'public.orders',
    destination: { schema: 'public', name: 'orders' },
    mode: 'incremental',
    kind: 'load',
    whyMode: 'the first incremental read',
    why: 'large',
    batches: [batchOf(BATCH, { kind: 'load' })],
    schemaChanges: [],
    warnings: [],
    sqls: ['SET a'],
    statementId: 'id',
    polls: 2,
    attempts: 1,
    startedAt: START,
    endedAt: NOW,
    timeline: { committedAt: NOW },
  };

  it('never makes a committed table a failed one: current.json decides', async () => {
    const s3 = committed(false);
    expect(await record(s3, { plan })).toEqual({ error: 'StatementFailed', cause: 'permission denied' });
    expect(s3.json(keys.record)).toMatchObject({
      status: 'committed',
      why: 'large',
      batches: [{ batchId: BATCH, rows: 3 }, { batchId: TAIL }],
      attempts: 2,
      statementId: '',
      timeline: { committedAt: START },
      warnings: ['after the commit: StatementFailed: permission denied'],
    });
  });

  it('in the Glue catalog is told beside the record', async () => {
    const s3 = committed(true);
    await record(s3, { plan, stage: 'register' });
    expect(s3.json(keys.record)).toEqual({
      ...committedRecord,
      unregistered: { error: 'StatementFailed', cause: 'permission denied' },
    });
  });

  it('in deleting old batches is a warning, once however often it is recorded', async () => {
    const s3 = committed(true);
    await record(s3, { plan, stage: 'retire' });
    await record(s3, { plan, stage: 'retire' });
    expect(s3.json(keys.record)).toEqual({
      ...committedRecord,
      warnings: ['old batches were not deleted: StatementFailed: permission denied'],
    });
  });

  it('concerns every table of a group', async () => {
    const s3 = new FakeS3();
    planned(s3);
    const other = checkpointNamed('items', checkpointOf(BATCH));
    s3.put(keys.group, groupCheckpoint(BATCH, checkpointOf(BATCH), other));
    await record(s3, { plan, stage: 'register', item: itemOf(groupOf('sales', table, named('items'))) });
    for (const name of ['orders', 'items']) {
      expect(s3.json(recordKey(run.root, RUN_ID, { schema: 'public', name }).key)).toMatchObject({
        status: 'committed',
        group: 'sales',
        unregistered: { error: 'StatementFailed' },
      });
    }
  });

  it.each([
    ['a failure', () => new FakeS3(), null],
    ['a failure after a commit', () => committed(false), null],
    ['a failure to register', () => committed(true), 'register'],
    ['a failure to retire', () => committed(true), 'retire'],
  ] as const)('ends the same wherever it dies: %s', async (_, make, stage) => {
    await expectSameEndWhereverItDies(() => {
      const s3 = make();
      planned(s3);
      return { clients: [s3.client], step: () => record(s3, { plan, stage }), state: () => s3.state() };
    });
  });
});
