import type { LoadRecord } from '../../../lambdas/core/load-report/load-record';
import type { LoadUnit, PlannedStep } from '../../../lambdas/load/contract';
import { recordLoadFailure, recordLoadFailureInputSchema } from '../../../lambdas/load/record-load-failure';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { FakeS3 } from '../../support/fake-s3';
import { NOW, ROOT, RUN_ID, run, START } from '../../support/load-fixture';
import { changesStep, NAME, putUnit } from '../../support/load-unit-fixture';
import { appliedRecord, loadBatch } from '../core/load-report/load-records';

const PLAN = `${ROOT}runs/${RUN_ID}/applies/public!2Et/0-0-1.json`;
const recordAt = (name: string) => `${ROOT}runs/${RUN_ID}/tables/public.${name}.json`;
const named = (name: string) => ({ schema: 'public', name });

const planned: PlannedStep = {
  do: 'apply',
  label: 'public.t',
  table: 'public.t',
  batchId: 'b1',
  at: { bucket: 'lake', key: PLAN },
  statement: { step: 'apply', mode: 'TRANSACTION', sql: { sqls: ['x'] } },
};
const PLANNED_AT = '2026-01-05T03:05:00.000Z';
const plan = {
  do: 'apply',
  source: NAME,
  target: NAME,
  batchId: 'b1',
  batchSeq: '42',
  attempt: 1,
  writeMode: 'merge',
  key: ['id'],
  why: 'the key is known from the source',
  roles: ['lock', 'copy'],
  sqls: ['LOCK', 'COPY'],
  changes: [],
  told: [],
  evolveSqls: ['ALTER'],
  unwidenable: [],
  conflicts: [],
  warnings: ['the column stays as it is'],
  rows: 3,
  read: { rows: 4, bad: 1, parts: 1, sizeBytes: 30 },
  parts: [],
  setAside: 0,
  quarantine: { bucket: 'lake', key: 'q/' },
  startedAt: PLANNED_AT,
};
const statement = { statementId: 's1', startedAt: NOW, polls: 2, redshiftQueryId: 7, durationSeconds: 1.5 };
const ERROR = { Error: 'StatementFailed', Cause: 'ERROR: permission denied (statement apply, id s1)' };

const world = (unit: Partial<LoadUnit> = {}) => {
  const s3 = new FakeS3();
  const item = putUnit(s3, unit);
  s3.put(PLAN, plan);
  const record = (more: object = {}) =>
    recordLoadFailure(
      recordLoadFailureInputSchema.parse({
        run,
        item,
        index: 0,
        attempt: 1,
        planned: null,
        statement: null,
        error: ERROR,
        startedAt: START,
        now: NOW,
        ...more,
      }),
      { objects: s3.objects },
    );
  return { s3, item, record };
};
const recordOf = (s3: FakeS3, name = 't') => s3.json(recordAt(name)) as LoadRecord & { status: 'failed' };
const records = (s3: FakeS3) => s3.keys().filter((key) => key.includes('/tables/'));

describe('recordLoadFailure', () => {
  it('tells what failed before the step was planned', async () => {
    const { s3, record } = world();
    expect(await record()).toEqual({ error: 'StatementFailed', cause: ERROR.Cause });
    expect(recordOf(s3)).toEqual({
      formatVersion: 1,
      status: 'failed',
      source: NAME,
      target: NAME,
      warnings: [],
      batches: [],
      startedAt: START,
      endedAt: NOW,
      timeline: {},
      error: 'StatementFailed',
      cause: ERROR.Cause,
      failedBatch: 'b1',
      attempts: 1,
      sqls: [],
    });
  });

  it('tells how the table was to be written, by which SQL, and how far it came', async () => {
    const { s3, record } = world();
    await record({ planned, statement, attempt: 3 });
    expect(recordOf(s3)).toMatchObject({
      writeMode: 'merge',
      key: ['id'],
      why: 'the key is known from the source',
      attempts: 3,
      statementId: 's1',
      redshiftQueryId: 7,
      sqls: ['ALTER', 'LOCK', 'COPY'],
      timeline: { preparedAt: PLANNED_AT, statementAt: NOW },
    });
  });

  it('tells no query where Redshift gave the statement none', async () => {
    const { s3, record } = world();
    const { redshiftQueryId: _, ...without } = statement;
    await record({ planned, statement: without });
    expect(recordOf(s3)).not.toHaveProperty('redshiftQueryId');
  });

  it.each<[string, object, string, string]>([
    ['as it is', { Error: 'A', Cause: 'plain text' }, 'A', 'plain text'],
    [
      'the message of a function',
      { Error: 'A', Cause: JSON.stringify({ errorMessage: 'the message', trace: ['x'] }) },
      'A',
      'the message',
    ],
    ['other JSON as it is', { Error: 'A', Cause: '{"other":1}' }, 'A', '{"other":1}'],
    ['none', { Error: 'States.Timeout' }, 'States.Timeout', ''],
    ['null', { Error: 'States.Timeout', Cause: null }, 'States.Timeout', ''],
    ['at most 8,000 characters', { Error: 'A', Cause: 'x'.repeat(20_000) }, 'A', 'x'.repeat(8_000)],
  ])('takes the cause: %s', async (_, error, name, cause) => {
    const { s3, record } = world();
    expect(await record({ error })).toEqual({ error: name, cause });
    expect(recordOf(s3)).toMatchObject({ error: name, cause });
  });

  it('keeps the batches that are in the table, and when its turn began', async () => {
    const { s3, record } = world({ steps: [changesStep('b0'), changesStep('b1')] });
    const before = { ...appliedRecord('t', [loadBatch('b0')]), source: NAME, target: NAME, warnings: ['mind'] };
    s3.put(recordAt('t'), before);
    await record({ index: 1 });
    expect(recordOf(s3)).toMatchObject({
      status: 'failed',
      batches: [{ batchId: 'b0' }],
      warnings: ['mind'],
      failedBatch: 'b1',
      startedAt: before.startedAt,
      endedAt: NOW,
    });
  });

  it('tells tables of a group that wait behind, and leaves alone what is done', async () => {
    const group = {
      label: 'group sales',
      tables: ['t', 'u', 'done'].map((name) => ({ source: named(name), target: named(name) })),
      steps: [changesStep('b1', 'done'), changesStep('b1', 't'), changesStep('b1', 'u')],
    };
    const { s3, record } = world(group);
    await record({ index: 1, planned, statement });
    expect(records(s3)).toEqual([recordAt('t'), recordAt('u')]);
    expect(recordOf(s3, 't')).toMatchObject({
      cause: ERROR.Cause,
      failedBatch: 'b1',
      sqls: plan.evolveSqls.concat(plan.sqls),
    });
    const behind = recordOf(s3, 'u');
    expect(behind).toMatchObject({
      error: 'StatementFailed',
      cause: 'it is loaded together with public.t, which failed',
      batches: [],
      sqls: [],
    });
    for (const key of ['failedBatch', 'statementId', 'writeMode']) expect(behind).not.toHaveProperty(key);
  });

  it('tells a table that has a later batch in the group by the step that failed', async () => {
    const tables = ['t', 'u'].map((name) => ({ source: named(name), target: named(name) }));
    const steps = [changesStep('b1', 't'), changesStep('b1', 'u'), changesStep('b2', 't')];
    const { s3, record } = world({ label: 'group sales', tables, steps });
    s3.put(recordAt('t'), { ...appliedRecord('t', [loadBatch('b1')]), source: NAME, target: NAME });
    await record({ index: 1 });
    expect(recordOf(s3, 't')).toMatchObject({
      cause: 'it is loaded together with public.u, which failed',
      batches: [{ batchId: 'b1' }],
    });
    expect(recordOf(s3, 'u')).toMatchObject({ cause: ERROR.Cause });
  });

  it('tells all tables of a unit that was refused when it was planned', async () => {
    const tables = ['t', 'u'].map((name) => ({ source: named(name), target: named(name) }));
    const refusal = { error: 'PrimaryKeyMissing', cause: 'why' };
    const { s3, record } = world({ label: 'group sales', tables, steps: [], refusal });
    await record({ error: { Error: 'PrimaryKeyMissing', Cause: 'why' } });
    for (const name of ['t', 'u']) {
      expect(recordOf(s3, name)).toMatchObject({ error: 'PrimaryKeyMissing', cause: 'why' });
      expect(recordOf(s3, name)).not.toHaveProperty('failedBatch');
    }
  });

  it('writes the same again', async () => {
    const { s3, record } = world();
    await record({ planned, statement });
    const state = s3.state();
    await record({ planned, statement });
    expect(s3.state()).toEqual(state);
  });

  it.each(['the unit', 'the plan'])('refuses where %s is gone', async (what) => {
    const { s3, item, record } = world();
    s3.remove(what === 'the unit' ? item.unitAt.key : PLAN);
    await expect(record({ planned })).rejects.toMatchObject({
      name: 'DocumentInvalid',
      message: expect.stringContaining('is gone: start the pipeline again'),
    });
    expect(records(s3)).toEqual([]);
  });

  it('leaves the same wherever it dies', async () => {
    const tables = ['t', 'u'].map((name) => ({ source: named(name), target: named(name) }));
    await expectSameEndWhereverItDies(() => {
      const { s3, record } = world({ tables, steps: [changesStep(), changesStep('b1', 'u')] });
      return { clients: [s3.client], step: () => record({ planned, statement }), state: () => s3.state() };
    });
  });
});
