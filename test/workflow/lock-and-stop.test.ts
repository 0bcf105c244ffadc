import { CreateMultipartUploadCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import type { FlowTable } from '../support/flow-catalog';
import { Flow } from '../support/flow-rig';

const HOUR = 3_600_000;
const TABLES: FlowTable[] = ['a', 'b', 'c'].map((name) => ({ name: `public.${name}`, rows: 20, known: 1_000_000 }));

interface Lock {
  executionArn: string;
}

let flow: Flow;
let s3: S3Client;
beforeAll(async () => {
  flow = await Flow.start();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  s3 = new S3Client({ endpoint: flow.environment.s3.endpoint, region: 'eu-west-1', forcePathStyle: true, credentials });
});
afterAll(() => flow?.close());

const lock = () => flow.read<Lock>('lock.json');
const statusOf = (arn: string) => flow.environment.states.describeExecution(arn).status;
const batches = (table: string) => flow.current(`public.${table}`)?.batches.map(({ batchId }) => batchId) ?? [];

/** Starts a run whose tables each take an hour, and lets ten minutes pass. */
const startSlowRun = async (pipeline = 'lake'): Promise<string> => {
  flow.reset(TABLES);
  flow.latency = ({ kind }) => (kind === 'unload' ? { startedMs: HOUR } : 0);
  const arn = flow.environment.start(pipeline);
  await flow.clock.sleep(600_000);
  expect(statusOf(arn)).toBe('RUNNING');
  return arn;
};

const committedAll = () => TABLES.every(({ name }) => flow.current(name)?.batches.length === 1);

describe('the lock', () => {
  it('refuses an overlapping run with AlreadyRunning, which disturbs the first in nothing and notifies nobody', async () => {
    const first = await startSlowRun();
    const second = flow.environment.start('lake');
    const { status, error, cause } = await flow.environment.states.waitFor(second);
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'AlreadyRunning' });
    expect(cause).toContain(first);
    // The second's clean-up goes by, and the first has its lock and its statements still.
    await flow.clock.sleep(600_000);
    expect(statusOf(first)).toBe('RUNNING');
    expect(lock()?.executionArn).toBe(first);
    expect(flow.called('CancelStatement')).toEqual([]);
    const ended = await flow.ended(first);
    expect(ended.status).toBe('SUCCEEDED');
    expect(flow.environment.notifications).toEqual([]);
    expect(lock()).toBeUndefined();
  });

  it('is held by pipeline: another one runs beside it', async () => {
    const first = await startSlowRun();
    const other = await flow.environment.states.waitFor(flow.environment.start('paged'));
    expect(other.status).toBe('SUCCEEDED');
    expect((await flow.ended(first)).status).toBe('SUCCEEDED');
  });

  it.each([
    ['an execution that has ended', async () => (await flow.run()).arn],
    [
      'an execution that Step Functions has forgotten',
      async () => 'arn:aws:states:eu-west-1:123456789012:execution:flow_lake:forgotten',
    ],
  ])('left by %s is taken over', async (_, holder) => {
    flow.reset(TABLES);
    const executionArn = await holder();
    const left = { formatVersion: 1, executionArn, redriveCount: 0, startedAt: '2020-01-01T00:00:00.000Z' };
    await flow.environment.s3.store.put(flow.bucket, `${flow.root('lake')}lock.json`, JSON.stringify(left));
    const ended = await flow.run();
    expect(ended.status).toBe('SUCCEEDED');
    expect(lock()).toBeUndefined();
  });

  it('of two runs started at once, one wins', async () => {
    flow.reset(TABLES);
    const arns = [flow.environment.start('lake'), flow.environment.start('lake')];
    await flow.settle();
    const ends = arns.map((arn) => flow.environment.states.describeExecution(arn));
    expect(ends.map(({ status }) => status).sort()).toEqual(['FAILED', 'SUCCEEDED']);
    expect(ends.find(({ status }) => status === 'FAILED')?.error).toBe('AlreadyRunning');
    expect(committedAll()).toBe(true);
  });
});

describe('a run that is stopped', () => {
  it('is cleaned up by the rule: statements cancelled, own uploads aborted, lock freed; the next run works', async () => {
    const arn = await startSlowRun();
    const runId = flow.keys('runs/').map((key) => key.split('/')[1])[0] ?? '';
    const own = `${flow.root('lake')}data/public/a/batch=${runId}-0-1/part-00000.parquet`;
    const foreign = `${flow.root('lake')}data/public/a/batch=20200101T000000Z-00000000-0-1/part-00000.parquet`;
    for (const Key of [own, foreign]) {
      await flow.clock.busy(() => s3.send(new CreateMultipartUploadCommand({ Bucket: flow.bucket, Key })));
    }
    flow.environment.states.stopExecution(arn, { error: 'Stopped', cause: 'by hand' });
    const ended = await flow.ended(arn);
    expect(ended.status).toBe('ABORTED');
    expect(flow.called('CancelStatement')).toHaveLength(TABLES.length);
    expect(flow.engine.ran('unload')).toEqual([]);
    const { Uploads: uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: flow.bucket }));
    expect(uploads.map(({ Key }) => Key)).toEqual([foreign]);
    expect(lock()).toBeUndefined();
    expect(flow.environment.notifications).toHaveLength(1);

    flow.latency = () => 0;
    expect((await flow.run()).status).toBe('SUCCEEDED');
    expect(committedAll()).toBe(true);
  });

  it('leaves its lock to the run that has taken it over in the meantime', async () => {
    const stopped = await startSlowRun();
    flow.environment.states.stopExecution(stopped);
    await flow.clock.sleep(5_000); // the clean-up waits for a minute before its last pass
    const next = flow.environment.start('lake');
    await flow.clock.sleep(600_000);
    expect(lock()?.executionArn).toBe(next);
    expect((await flow.ended(next)).status).toBe('SUCCEEDED');
    // The next run's statements carry another run's name: none of them was cancelled.
    expect(flow.called('CancelStatement')).toHaveLength(TABLES.length);
  });

  it('commits nothing afterwards, even when a step was under way', async () => {
    flow.reset(TABLES);
    let stopped = '';
    const forget = flow.on((event) => {
      if (event.kind !== 'progress' || event.step !== 'entered' || event.state !== 'Read: Submit' || stopped) return;
      stopped = arn;
      queueMicrotask(() => flow.environment.states.stopExecution(arn));
    });
    const arn = flow.environment.start('lake');
    await flow.ended(arn);
    forget();
    expect(stopped).toBe(arn);
    expect(statusOf(arn)).toBe('ABORTED');
    expect(flow.keys('tables/').filter((key) => key.endsWith('current.json'))).toEqual([]);
    expect(lock()).toBeUndefined();
  });
});

describe('redrive', () => {
  it('of a stopped run after its clean-up: tables under way end in StatementAborted, the others in LockLost; nothing is committed', async () => {
    flow.reset(TABLES);
    flow.latency = ({ kind }) => (kind === 'unload' ? { startedMs: HOUR } : 0);
    const arn = flow.environment.start('narrow'); // one table at a time
    await flow.clock.sleep(600_000);
    flow.environment.states.stopExecution(arn);
    await flow.settle();
    expect(flow.read('lock.json', 'narrow')).toBeUndefined();

    flow.latency = () => 0;
    flow.environment.states.redriveExecution(arn);
    const ended = await flow.ended(arn);
    expect(ended.error).toBe('TablesFailed');
    expect(flow.report(ended, 'narrow').tables.map(({ table, error }) => [table, error])).toEqual([
      ['public.a', 'StatementAborted'],
      ['public.b', 'LockLost'],
      ['public.c', 'LockLost'],
    ]);
    expect(flow.keys('tables/', 'narrow').filter((key) => key.endsWith('current.json'))).toEqual([]);

    // What the message says to do.
    const again = await flow.run('narrow', { retryFailedOf: ended.output?.runId });
    expect(again.status).toBe('SUCCEEDED');
    expect(flow.report(again, 'narrow').tables).toHaveLength(3);
  });

  it('of a stopped run while another one runs: LockLost, and the other is not disturbed', async () => {
    const stopped = await startSlowRun();
    flow.environment.states.stopExecution(stopped);
    await flow.settle();
    const other = flow.environment.start('lake');
    await flow.clock.sleep(60_000);
    flow.environment.states.redriveExecution(stopped);
    const ended = await flow.ended(stopped);
    expect(ended.error).toBe('TablesFailed');
    expect(statusOf(other)).toBe('SUCCEEDED');
    const runIds = TABLES.map(({ name }) => flow.current(name)?.batches[0]?.runId);
    expect(new Set(runIds).size).toBe(1);
    expect(runIds[0]).not.toBe(ended.output?.runId);
  });

  it('of a run that ended in TablesFailed fails again in the same words and reads nothing', async () => {
    flow.reset(TABLES);
    flow.engine.script = ({ kind, table }) =>
      kind === 'unload' && table === 'public.b' ? { error: 'ERROR: permission denied for relation b' } : undefined;
    const first = await flow.run();
    expect(first.error).toBe('TablesFailed');
    flow.engine.script = () => undefined;
    const statements = flow.engine.log.length;
    flow.environment.states.redriveExecution(first.arn);
    const again = await flow.ended(first.arn);
    expect({ error: again.error, cause: again.cause }).toEqual({ error: first.error, cause: first.cause });
    expect(flow.engine.log).toHaveLength(statements);
    expect(batches('b')).toEqual([]);
  });
});
