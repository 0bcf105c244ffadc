import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { Executions } from '../../../lambdas/clients/executions';
import { runIdOf } from '../../../lambdas/core/batch/run-id';
import { startLoad, startLoadInputSchema } from '../../../lambdas/load/start-load';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { lockOf } from '../../support/extract-fixture';
import { FakeS3 } from '../../support/fake-s3';
import { ARN, ROOT, START } from '../../support/load-fixture';
import { awsError } from '../../support/mocked-data-api';
import { loadOf, SOURCES } from '../core/config/load-file';

const OTHER = `${ARN}-other`;
const LOCK = `${ROOT}lock.json`;
const RUN = `${ROOT}runs/${runIdOf(ARN, START)}/run.json`;
const CONFIG = JSON.stringify(loadOf('attempts: 2\npollInterval: 1m\nstatementTimeout: 12h'));

type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT' | 'forgotten';

/** A store, in which another execution holds the lock where its status is given, and Step Functions. */
const world = (status?: Status) => {
  const s3 = new FakeS3();
  if (status) s3.put(LOCK, lockOf(OTHER));
  const client = new SFNClient({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
  const states = mockClient(client);
  if (status === 'forgotten') states.on(DescribeExecutionCommand).rejects(awsError('ExecutionDoesNotExist', 400));
  else if (status) states.on(DescribeExecutionCommand, { executionArn: OTHER }).resolves({ status });
  const executions = new Executions(client);
  const start = (more: object = {}, redriveCount = 0) =>
    startLoad(
      startLoadInputSchema.parse({
        config: CONFIG,
        input: {},
        resources: { bucket: 'lake', sourceBucket: 'landing', copyRole: 'arn:aws:iam::1:role/copy' },
        execution: { arn: ARN, startedAt: START, redriveCount },
        ...more,
      }),
      { objects: s3.objects, executions },
    );
  return { s3, client, states, start };
};

const configOf = (lines: string, source?: string, top?: string) => ({
  config: JSON.stringify(loadOf(lines, source, top)),
});

describe('startLoad', () => {
  it('takes the lock, writes run.json, and says what every step of the run needs', async () => {
    const { s3, start } = world();
    expect(await start()).toEqual({
      run: {
        pipeline: 'cdc',
        runId: runIdOf(ARN, START),
        executionArn: ARN,
        root: { bucket: 'lake', prefix: ROOT },
        source: { bucket: 'landing', prefix: 'cdc/' },
        target: { database: 'dev', workgroupName: 'demo' },
        copyRole: 'arn:aws:iam::1:role/copy',
        statementTimeoutSeconds: 43_200,
        pollIntervalSeconds: 60,
        maxAttempts: 2,
        keepRuns: { seconds: 7_776_000 },
        dryRun: false,
      },
      objects: true,
    });
    expect(s3.keys()).toEqual([LOCK, RUN]);
    expect(s3.json(LOCK)).toEqual(lockOf(ARN));
    expect(s3.json(RUN)).toEqual({
      formatVersion: 1,
      runId: runIdOf(ARN, START),
      executionArn: ARN,
      startedAt: START,
      config: JSON.parse(CONFIG),
      input: { dryRun: false },
    });
  });

  it.each<[keyof typeof SOURCES, boolean]>([
    ['rows', true],
    ['debezium', true],
    ['dms', true],
    ['extract', false],
  ])('tells whether objects are taken: %s', async (format, objects) => {
    expect(await world().start(configOf('', SOURCES[format]))).toMatchObject({ objects });
  });

  it.each([
    ['the prefix of storage', 'storage: {prefix: loads/raw}', { root: { bucket: 'lake', prefix: 'loads/raw/cdc/' } }],
    ['what stands at the pipeline', 'attempts: 5', { maxAttempts: 5, statementTimeoutSeconds: 86_400 }],
  ])('carries %s', async (_, lines, expected) => {
    expect((await world().start(configOf(lines))).run).toMatchObject(expected);
  });

  it.each<[string, object]>([
    ['{}', {}],
    ['null', { input: null }],
    ['what the console adds', { input: { Comment: 'by hand' } }],
  ])('takes everything with the input %s', async (_, more) => {
    const { s3, start } = world();
    await start(more);
    expect(s3.json(RUN)).toMatchObject({ input: { dryRun: false } });
  });

  it.each([
    [{ tables: ['public.*'] }],
    [{ reload: { from: 'cdc/a', to: 'cdc/b' } }],
    [{ retryFailedOf: '20260105T030000Z-1a2b3c4d5e6f' }],
  ])('keeps the input for the steps to come: %j', async (input) => {
    const { s3, start } = world();
    await start({ input });
    expect(s3.json(RUN)).toMatchObject({ input: { ...input, dryRun: false } });
  });

  it('reads a large config from S3, and refuses where it is gone', async () => {
    const { s3, start } = world();
    s3.put('config.json', CONFIG);
    const at = { config: undefined, configAt: { bucket: 'lake', key: 'config.json' } };
    expect(await start(at)).toEqual(await world().start());
    s3.remove('config.json');
    await expect(start(at)).rejects.toMatchObject({
      name: 'DocumentInvalid',
      message: 'the deployed config of the pipeline is gone from S3: deploy the stack again',
    });
  });

  it('takes no lock of a dry run, even beside a run', async () => {
    const { s3, start } = world('RUNNING');
    expect((await start({ input: { dryRun: true } })).run.dryRun).toBe(true);
    expect(s3.json(LOCK)).toEqual(lockOf(OTHER));
    expect(s3.json(RUN)).toMatchObject({ input: { dryRun: true } });
  });

  it.each<[string, object, string, RegExp]>([
    ['an unknown key', { input: { tabels: [] } }, 'InputInvalid', /tabels[\s\S]*tables/],
    ['no list of tables', { input: { tables: [] } }, 'InputInvalid', /is an empty list[\s\S]*name a table/],
    [
      'keys that exclude each other',
      { input: { tables: ['a.b'], retryFailedOf: 'r1' } },
      'InputInvalid',
      /excludes tables[\s\S]*remove one of the two/,
    ],
    [
      'a reload that ends before it begins',
      { input: { reload: { from: 'b', to: 'a' } } },
      'InputInvalid',
      /sorts before from[\s\S]*write the first key as from/,
    ],
    ['an unknown config', { config: '{"formatVersion":1}' }, 'ConfigInvalid', /the pipeline in the state machine/],
    [
      'the config of another release',
      { config: '{"formatVersion":2}' },
      'FormatVersionUnknown',
      /deploy the stack again/,
    ],
  ])('writes nothing with %s', async (_, more, name, message) => {
    const { s3, start } = world();
    await expect(start(more)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    expect(s3.keys()).toEqual([]);
  });

  it.each<Status>(['SUCCEEDED', 'FAILED', 'ABORTED', 'TIMED_OUT', 'forgotten'])(
    'takes over the lock of an execution that is %s',
    async (status) => {
      const { s3, start } = world(status);
      await start();
      expect(s3.json(LOCK)).toEqual(lockOf(ARN));
    },
  );

  it('refuses while another execution runs, names it, and leaves its lock', async () => {
    const { s3, start } = world('RUNNING');
    await expect(start()).rejects.toMatchObject({
      name: 'AlreadyRunning',
      message: `pipeline cdc is being run by ${OTHER} since ${START}: wait for its end, or stop it, then start again`,
    });
    expect(s3.keys()).toEqual([LOCK]);
    expect(s3.json(LOCK)).toEqual(lockOf(OTHER));
  });

  it('refuses while a lock goes from hand to hand', async () => {
    const { s3, states, start } = world('FAILED');
    states.on(DescribeExecutionCommand).resolves({ status: 'FAILED' });
    let hands = 0;
    s3.fault = ({ operation, key }) => {
      if (operation === 'Put' && key === LOCK) s3.put(LOCK, lockOf(`${OTHER}-${++hands}`));
      return undefined;
    };
    await expect(start()).rejects.toMatchObject({
      name: 'AlreadyRunning',
      message: 'pipeline cdc is being started by several executions at once: start it again',
    });
    expect(hands).toBe(5);
  });

  it('goes on with its own lock, and after a redrive', async () => {
    const { s3, start } = world();
    const first = await start();
    const state = s3.state();
    expect(await start()).toEqual(first);
    expect(await start({}, 1)).toEqual(first);
    expect(s3.state()).toEqual(state);
  });

  it.each<[string, Status | undefined, object]>([
    ['a free lock', undefined, {}],
    ['a lock that was left', 'ABORTED', {}],
    ['a run under way', 'RUNNING', {}],
    ['a dry run', undefined, { input: { dryRun: true } }],
  ])('leaves the same wherever it dies: %s', async (_, status, more) => {
    await expectSameEndWhereverItDies(() => {
      const { s3, client, start } = world(status);
      return { clients: [s3.client, client], step: () => start(more), state: () => s3.state() };
    });
  });

  it('carries little through the states, however large the config is', async () => {
    const tables = Array.from({ length: 2_000 }, (_, n) => `  public.a_table_of_a_long_name_${n}: {writeMode: append}`);
    const started = await world().start(configOf(['tables:', ...tables].join('\n')));
    expect(JSON.stringify(started).length).toBeLessThan(2 * 1024);
  });
});
