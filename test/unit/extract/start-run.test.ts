import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { Executions } from '../../../lambdas/clients/executions';
import { runIdOf } from '../../../lambdas/core/batch/run-id';
import { startRun, startRunInputSchema } from '../../../lambdas/extract/start-run';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { ARN, keys, lockOf, START } from '../../support/extract-fixture';
import { FakeS3 } from '../../support/fake-s3';
import { awsError } from '../../support/mocked-data-api';
import { pipelineOf } from '../core/config/pipeline-of';

const OTHER = `${ARN}-other`;
const RUN = `shuttle/lake/runs/${runIdOf(ARN, START)}/run.json`;
const CONFIG = JSON.stringify(pipelineOf('attempts: 2\npollInterval: 1m\nstatementTimeout: 12h'));

/** A store and Step Functions, which knows the status of the other execution. */
const world = (status?: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT' | 'forgotten') => {
  const s3 = new FakeS3();
  const client = new SFNClient({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
  const states = mockClient(client);
  if (status === 'forgotten') states.on(DescribeExecutionCommand).rejects(awsError('ExecutionDoesNotExist', 400));
  else if (status) states.on(DescribeExecutionCommand, { executionArn: OTHER }).resolves({ status });
  const executions = new Executions(client);
  const start = (more: object = {}, arn = ARN) =>
    startRun(
      startRunInputSchema.parse({
        config: CONFIG,
        input: {},
        resources: { bucket: 'lake', unloadRole: 'arn:aws:iam::1:role/unload' },
        execution: { arn, startedAt: START, redriveCount: 0 },
        ...more,
      }),
      { objects: s3.objects, executions },
    );
  return { s3, client, states, start };
};

describe('startRun', () => {
  it('takes the lock, writes run.json, and says what every step of the run needs', async () => {
    const { s3, start } = world();
    const started = await start();
    expect(started).toEqual({
      run: {
        pipeline: 'lake',
        runId: runIdOf(ARN, START),
        executionArn: ARN,
        root: { bucket: 'lake', prefix: 'shuttle/lake/' },
        planRoot: { bucket: 'lake', prefix: 'shuttle/lake/' },
        target: { database: 'dev', workgroupName: 'demo' },
        unload: { iamRole: 'arn:aws:iam::1:role/unload', maxFileSizeMb: 256 },
        statementTimeoutSeconds: 43_200,
        pollIntervalSeconds: 60,
        maxAttempts: 2,
        caseSensitiveIdentifiers: false,
        dryRun: false,
        allowMassDeletes: false,
        keepSnapshots: { count: 1 },
        keepRuns: { seconds: 90 * 86_400 },
      },
      discover: true,
      catalogStatement: { step: 'catalog', mode: 'AUTO_COMMIT', sql: { sqls: expect.any(Array) } },
    });
    expect(started.catalogStatement.sql).toMatchObject({
      sqls: [/pg_class/, /late_binding/, /svv_table_info/, /current_user/].map((m) => expect.stringMatching(m)),
    });
    expect(s3.json(keys.lock)).toEqual(lockOf(ARN));
    expect(s3.json(RUN)).toMatchObject({
      runId: runIdOf(ARN, START),
      config: JSON.parse(CONFIG),
      input: { dryRun: false },
    });
  });

  it.each([
    [
      'a region and a key',
      'destination: { bucket: b-1, region: us-east-1 }',
      { kmsKeyArn: 'arn:aws:kms:k' },
      { unload: { region: 'us-east-1', kmsKeyArn: 'arn:aws:kms:k' } },
    ],
    ['case-sensitive names', 'caseSensitiveIdentifiers: true', {}, { caseSensitiveIdentifiers: true }],
    ['the Glue database', 'catalog: { database: lakehouse }', {}, { glueDatabase: 'lakehouse' }],
    [
      'what is kept',
      'keep: { snapshots: 3d, runs: 7 }',
      {},
      { keepSnapshots: { seconds: 3 * 86_400 }, keepRuns: { count: 7 } },
    ],
  ])('carries %s', async (_, lines, resources, expected) => {
    const { start } = world();
    const config = JSON.stringify(pipelineOf(lines));
    const { run } = await start({ config, resources: { bucket: 'lake', unloadRole: 'default', ...resources } });
    expect(run).toMatchObject(expected);
  });

  it('reads a large config from S3', async () => {
    const { s3, start } = world();
    s3.put('config.json', CONFIG);
    const at = { config: undefined, configAt: { bucket: 'lake', key: 'config.json' } };
    expect(await start(at)).toEqual(await world().start());
    s3.remove('config.json');
    await expect(start(at)).rejects.toMatchObject({ name: 'DocumentInvalid' });
  });

  it('lets any number of keys be gone where the input says so', async () => {
    expect((await world().start({ input: { allowMassDeletes: true } })).run.allowMassDeletes).toBe(true);
  });

  it('keeps the input for the steps to come', async () => {
    const { s3, start } = world();
    await start({ input: { tables: ['public.*'], Comment: 'by hand' } });
    expect(s3.json(RUN)).toMatchObject({ input: { tables: ['public.*'], dryRun: false } });
  });

  it.each([
    ['an unknown key', { input: { tabels: [] } }, 'InputInvalid'],
    ['an unknown config', { config: '{"formatVersion":1}' }, 'ConfigInvalid'],
    ['the config of another release', { config: '{"formatVersion":2}' }, 'FormatVersionUnknown'],
  ])('takes no lock with %s', async (_, more, name) => {
    const { s3, start } = world();
    await expect(start(more)).rejects.toMatchObject({ name });
    expect(s3.keys()).toEqual([]);
  });

  it('takes no lock for a dry run, and minds nobody else’s', async () => {
    const { s3, start } = world('RUNNING');
    s3.put(keys.lock, lockOf(OTHER));
    expect((await start({ input: { dryRun: true } })).run.dryRun).toBe(true);
    expect(s3.json(keys.lock)).toEqual(lockOf(OTHER));
  });
});

describe('the lock', () => {
  it.each([
    ['free', undefined, undefined, true],
    ['its own', ARN, undefined, true],
    ['held by one that runs', OTHER, 'RUNNING', false],
    ['held by one that succeeded', OTHER, 'SUCCEEDED', true],
    ['held by one that failed', OTHER, 'FAILED', true],
    ['held by one that was stopped', OTHER, 'ABORTED', true],
    ['held by one that timed out', OTHER, 'TIMED_OUT', true],
    ['held by one that is forgotten', OTHER, 'forgotten', true],
  ] as const)('%s', async (_, holder, status, taken) => {
    const { s3, start } = world(status);
    if (holder) s3.put(keys.lock, lockOf(holder));
    if (taken) await start();
    else {
      await expect(start()).rejects.toMatchObject({ name: 'AlreadyRunning', message: expect.stringContaining(OTHER) });
      expect(s3.keys()).toEqual([keys.lock]);
    }
    expect(s3.json(keys.lock)).toEqual(lockOf(taken ? ARN : OTHER));
  });

  it.each([
    ['free', undefined],
    ['left by an ended run', OTHER],
  ])('%s goes to exactly one of two that start at once, whatever the order of their calls', async (_, holder) => {
    for (let switchAt = 1; switchAt <= 6; switchAt++) {
      const { s3, states, start } = world('SUCCEEDED');
      const [a, b] = [`${ARN}-a`, `${ARN}-b`];
      states.on(DescribeExecutionCommand, { executionArn: a }).resolves({ status: 'RUNNING' });
      states.on(DescribeExecutionCommand, { executionArn: b }).resolves({ status: 'RUNNING' });
      if (holder) s3.put(keys.lock, lockOf(holder));
      // The second starter runs as a whole in the middle of the first one's calls.
      let second: Promise<PromiseSettledResult<unknown>[]> | undefined;
      const send = s3.client.send.bind(s3.client);
      let calls = 0;
      s3.client.send = (async (...args: Parameters<typeof send>) => {
        if (++calls === switchAt && second === undefined) {
          second = Promise.allSettled([start({}, b)]);
          await second;
        }
        return send(...args);
      }) as typeof s3.client.send;
      const [first] = await Promise.allSettled([start({}, a)]);
      second ??= Promise.allSettled([start({}, b)]);
      const [other] = await second;
      const results = [first, other];
      expect({ switchAt, won: results.filter((result) => result?.status === 'fulfilled').length }).toEqual({
        switchAt,
        won: 1,
      });
      const lost = results.find((result) => result?.status === 'rejected');
      expect(lost).toMatchObject({ reason: { name: 'AlreadyRunning' } });
      expect(s3.json(keys.lock)).toEqual(lockOf(first?.status === 'fulfilled' ? a : b));
    }
  });

  it('that is let go while it is looked at is taken', async () => {
    const { s3, start } = world('SUCCEEDED');
    s3.put(keys.lock, lockOf(OTHER));
    s3.fault = ({ operation, number }) => {
      if (operation === 'Put' && number === 2) s3.remove(keys.lock);
      return undefined;
    };
    await start();
    expect(s3.json(keys.lock)).toEqual(lockOf(ARN));
  });

  it('that changes hands without end is given up', async () => {
    const { s3, start } = world('SUCCEEDED');
    s3.put(keys.lock, lockOf(OTHER));
    s3.fault = ({ operation, number }) => {
      if (operation === 'Put') s3.put(keys.lock, { ...lockOf(OTHER), redriveCount: number });
      return undefined;
    };
    await expect(start()).rejects.toMatchObject({ name: 'AlreadyRunning', message: expect.stringMatching(/at once/) });
  });

  it('of a later release is refused', async () => {
    const { s3, start } = world();
    s3.put(keys.lock, { ...lockOf(OTHER), formatVersion: 2 });
    await expect(start()).rejects.toMatchObject({ name: 'FormatVersionUnknown' });
  });

  it('in a bucket that is gone is no lock of somebody else', async () => {
    const { start } = world();
    const resources = { bucket: 'gone', unloadRole: 'default' };
    await expect(start({ resources })).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it.each([
    ['free', undefined, undefined],
    ['its own', ARN, undefined],
    ['held by one that runs', OTHER, 'RUNNING'],
    ['held by one that has ended', OTHER, 'ABORTED'],
  ] as const)('ends the same wherever the step dies: %s', async (_, holder, status) => {
    await expectSameEndWhereverItDies(() => {
      const { s3, client, start } = world(status);
      if (holder) s3.put(keys.lock, lockOf(holder));
      return { clients: [s3.client, client], step: () => start(), state: () => s3.state() };
    });
  });
});
