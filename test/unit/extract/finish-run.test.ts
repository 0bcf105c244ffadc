import { planKey, recordKey, reportKey, reportPageKey } from '../../../lambdas/core/batch/object-keys';
import { finishRun, finishRunInputSchema } from '../../../lambdas/extract/finish-run';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import {
  ARN,
  BATCH,
  batchOf,
  groupOf,
  itemOf,
  keys,
  lockOf,
  NOW,
  named,
  RUN_ID,
  run,
  START,
  unitOf,
} from '../../support/extract-fixture';
import { FakeS3 } from '../../support/fake-s3';

const PLAN = planKey(run.root, RUN_ID).key;
const REPORT = reportKey(run.root, RUN_ID).key;
const PAGE = reportPageKey(run.root, RUN_ID).key;
const recordAt = (name: string) => recordKey(run.root, RUN_ID, { schema: 'public', name }).key;
const committed = (name: string) => ({
  formatVersion: 1,
  status: 'committed',
  table: `public.${name}`,
  destination: { schema: 'public', name },
  why: 'large',
  batch: batchOf(BATCH),
  statementId: 'id',
  polls: 1,
  attempts: 1,
  startedAt: START,
  endedAt: NOW,
});
const failed = (name: string) => ({
  formatVersion: 1,
  status: 'failed',
  table: `public.${name}`,
  error: 'StatementFailed',
  cause: 'permission denied',
  attempts: 1,
  startedAt: START,
  endedAt: NOW,
});

/** A run at its end: the tables of its plan, and the records. */
const ended = (planned: string[], records: Record<string, object>, lock = ARN) => {
  const s3 = new FakeS3();
  s3.put(keys.lock, lockOf(lock));
  s3.put(
    PLAN,
    planned.map((name) => itemOf(unitOf(named(name)))),
  );
  for (const [name, record] of Object.entries(records)) s3.put(recordAt(name), record);
  return s3;
};
const finish = (s3: FakeS3, more: object = {}) =>
  finishRun(finishRunInputSchema.parse({ run, map: null, error: null, startedAt: START, now: NOW, ...more }), {
    objects: s3.objects,
  });

describe('finishRun', () => {
  it('reports a success and frees the lock', async () => {
    const s3 = ended(['a', 'b'], { a: committed('a'), b: committed('b') });
    const totals = { planned: 2, committed: 2, failed: 0, unaccounted: 0, rows: 6, quarantined: 0, sizeBytes: 60 };
    expect(await finish(s3)).toEqual({
      runId: RUN_ID,
      status: 'succeeded',
      totals,
      report: { bucket: 'lake', key: REPORT },
      error: null,
      cause: null,
    });
    expect(s3.keys()).not.toContain(keys.lock);
    const report = s3.json(REPORT);
    expect(report).toMatchObject({ status: 'succeeded', totals, startedAt: START, endedAt: NOW, executionArn: ARN });
    expect(report).not.toHaveProperty('error');
  });

  it.each([
    [
      'a failed table beside good ones',
      ['a', 'b'],
      { a: committed('a'), b: failed('b') },
      'TablesFailed',
      /^1 of 2 tables failed.*retryFailedOf.*\npublic\.b: StatementFailed: permission denied$/s,
    ],
    [
      'a table without a record',
      ['a', 'b'],
      { a: committed('a') },
      'TableUnaccounted',
      /public\.b: TableUnaccounted: neither/,
    ],
    ['both', ['a', 'b', 'c'], { a: failed('a'), c: committed('c') }, 'TablesFailed', /^2 of 3 tables failed/],
    ['no record at all', ['a'], {}, 'TableUnaccounted', /^1 of 1/],
  ])('fails with %s', async (_, planned, records, error, cause) => {
    const s3 = ended(planned, records);
    expect(await finish(s3)).toMatchObject({ status: 'failed', error, cause: expect.stringMatching(cause) });
    expect(s3.json(REPORT)).toMatchObject({ status: 'failed', error, cause: expect.stringMatching(cause) });
    expect(s3.keys()).not.toContain(keys.lock);
  });

  it('writes the report for people beside it, of a failed run, too', async () => {
    const s3 = ended(['a', 'b'], { a: committed('a'), b: failed('b') });
    await finish(s3);
    const page = s3.bytes(PAGE).toString();
    expect(s3.contentType(PAGE)).toBe('text/html; charset=utf-8');
    expect(page).toContain('permission denied');
    expect(page).toContain('public.a');
    expect(s3.json(REPORT)).toMatchObject({ formatVersion: 2, cost: { currency: 'USD' } });
  });

  it('leaves a lock that is not its own', async () => {
    const s3 = ended(['a'], { a: committed('a') }, `${ARN}2`);
    await finish(s3);
    expect(s3.json(keys.lock)).toEqual(lockOf(`${ARN}2`));
  });

  it.each([
    ['before there was a plan', false, {}, 'permission denied'],
    ['after tables were committed', true, { a: committed('a'), b: committed('b') }, 'permission denied'],
    ['before all tables were', true, { a: committed('a') }, 'permission denied\n1 of 2 tables failed'],
  ])('ends with the error that ended the run early, %s', async (_, hasPlan, records, cause) => {
    const s3 = ended(['a', 'b'], records);
    if (!hasPlan) s3.remove(PLAN);
    const error = { Error: 'StatementFailed', Cause: '{"errorMessage":"permission denied"}' };
    const finished = await finish(s3, { error });
    expect(finished).toMatchObject({ status: 'failed', error: 'StatementFailed' });
    expect(finished.cause?.startsWith(cause)).toBe(true);
    expect(finished.totals.planned).toBe(hasPlan ? 2 : 0);
  });

  it.each([{ Error: 'States.Timeout' }, { Error: 'States.Timeout', Cause: null }])('takes %j', async (error) => {
    expect(await finish(ended([], {}), { error })).toMatchObject({ error: 'States.Timeout', cause: '' });
  });

  it('cuts the cause to what a Fail state holds', async () => {
    const s3 = ended(['a'], {});
    const { cause } = await finish(s3, { error: { Error: 'X', Cause: 'x'.repeat(40_000) } });
    expect(cause).toHaveLength(32_768);
  });

  it('reads records by the hundred, over all pages', async () => {
    const names = Array.from({ length: 100 }, (_, i) => `t${i}`);
    const s3 = ended(names, Object.fromEntries(names.map((name) => [name, committed(name)])));
    expect((await finish(s3)).totals).toMatchObject({ planned: 100, committed: 100, rows: 300 });
  });

  it('of an empty plan succeeds', async () => {
    expect(await finish(ended([], {}))).toMatchObject({ status: 'succeeded', totals: { planned: 0 } });
  });

  it('refuses a plan that is broken', async () => {
    const s3 = ended([], {});
    s3.put(PLAN, '[{"table":1}]');
    await expect(finish(s3)).rejects.toMatchObject({ name: 'DocumentInvalid' });
  });

  it('of a dry run reports the SQL, and nothing as failed', async () => {
    const s3 = ended(['a'], {}, `${ARN}2`);
    expect(await finish(s3, { run: { ...run, dryRun: true } })).toMatchObject({ status: 'dry run', error: null });
    expect(s3.json(REPORT)).toMatchObject({
      status: 'dry run',
      tables: [
        {
          table: 'public.a',
          status: 'planned',
          method: 'unload',
          why: 'large',
          sqls: [
            'SET statement_timeout TO 3600000',
            'SELECT COUNT(*) AS row_count FROM "public"."a"',
            expect.stringContaining(`TO 's3://lake/shuttle/lake/data/public/a/batch=${BATCH}/'`),
          ],
        },
      ],
    });
    expect(s3.json(keys.lock)).toEqual(lockOf(`${ARN}2`));
  });

  it('of a dry run says of each table how it would be read, or why it cannot be', async () => {
    const s3 = ended([], {});
    const refusal = { error: 'TypeNotSupported', cause: 'public.bad: hllsketch' };
    s3.put(PLAN, [itemOf(groupOf('sales', named('a'), named('b'))), itemOf(unitOf({ ...named('bad'), refusal }))]);
    expect(await finish(s3, { run: { ...run, dryRun: true } })).toMatchObject({
      status: 'dry run',
      totals: { planned: 3 },
    });
    expect(s3.json(REPORT)).toMatchObject({
      tables: [
        { table: 'public.a', status: 'planned', group: 'sales', kind: 'snapshot', whyMode: 'mode: full' },
        { table: 'public.b', status: 'planned', group: 'sales' },
        { table: 'public.bad', status: 'failed', ...refusal },
      ],
    });
    expect(s3.keys().filter((key) => key.includes('/reads/'))).toEqual([]);
  });

  it('accounts for each table of a group', async () => {
    const s3 = ended([], { a: committed('a'), b: failed('b') });
    s3.put(PLAN, [itemOf(groupOf('sales', named('a'), named('b')))]);
    expect((await finish(s3)).totals).toMatchObject({ planned: 2, committed: 1, failed: 1 });
  });

  it('leaves a report for people beside the one for programs', async () => {
    const s3 = ended(['a'], { a: committed('a') });
    await finish(s3);
    expect(s3.bytes(reportPageKey(run.root, RUN_ID).key).toString('utf8')).toMatch(/^<!doctype html>[\s\S]*public\.a/i);
  });

  it.each<[string, () => FakeS3]>([
    ['a success', () => ended(['a', 'b'], { a: committed('a'), b: committed('b') })],
    ['a failure', () => ended(['a', 'b'], { a: committed('a'), b: failed('b') })],
  ])('ends the same wherever it dies: %s', async (_, make) => {
    await expectSameEndWhereverItDies(() => {
      const s3 = make();
      return { clients: [s3.client], step: () => finish(s3), state: () => s3.state() };
    });
  });

  describe('children that left no record', () => {
    const map = { MapRunArn: 'arn', ResultWriterDetails: { Bucket: 'lake', Key: 'map/manifest.json' } };
    const withResults = (files: Record<string, unknown>) => {
      const s3 = ended(['a'], {});
      s3.put('map/manifest.json', {
        DestinationBucket: 'lake',
        MapRunArn: 'arn',
        ResultFiles: { FAILED: Object.keys(files).map((Key) => ({ Key, Size: 1 })), PENDING: [], SUCCEEDED: [] },
      });
      for (const [key, content] of Object.entries(files)) if (content !== undefined) s3.put(key, content);
      return s3;
    };
    const child = (name: string, more: object) => ({
      ExecutionArn: 'arn',
      Input: JSON.stringify({ run: {}, item: { label: name, tables: [`public.${name}`] } }),
      Status: 'FAILED',
      ...more,
    });

    it.each<[string, Record<string, unknown>, string]>([
      [
        'with an error that no Catch sees',
        { f0: [child('a', { Error: 'States.DataLimitExceeded', Cause: 'too much' })] },
        'its execution ended without a record: States.DataLimitExceeded: too much',
      ],
      [
        'that were stopped',
        { f0: [child('a', { Status: 'ABORTED' })] },
        'its execution ended without a record: ABORTED: ',
      ],
      [
        'in the second file',
        { f0: [child('z', { Error: 'X' })], f1: [child('a', { Error: 'Y', Cause: 'c' })] },
        'its execution ended without a record: Y: c',
      ],
      [
        'whose input is another',
        { f0: [{ Input: '{}', Error: 'X' }, { Error: 'X' }] },
        'neither a commit nor a failure',
      ],
      ['whose file is gone', { f0: undefined }, 'neither a commit nor a failure'],
    ])('%s are explained', async (_, files, cause) => {
      const s3 = withResults(files);
      await finish(s3, { map });
      expect(s3.json(REPORT)).toMatchObject({
        tables: [{ status: 'unaccounted', cause: expect.stringContaining(cause) }],
      });
    });

    it.each([[undefined], [{}], [[]], [map]])('are unexplained without results: %j', async (output) => {
      const s3 = ended(['a'], {});
      expect(await finish(s3, { map: output })).toMatchObject({ error: 'TableUnaccounted' });
    });
  });
});
