import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { Executions } from '../../../lambdas/clients/executions';
import { startOnObjects, startOnObjectsInputSchema } from '../../../lambdas/load/start-on-objects';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { lockOf } from '../../support/extract-fixture';
import { FakeS3 } from '../../support/fake-s3';
import { awsError } from '../../support/mocked-data-api';

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:shuttle_cdc';
const HOLDER = 'arn:aws:states:eu-west-1:123456789012:execution:shuttle_cdc:one';
const LOCK = 'shuttle/cdc/lock.json';
const BODY = { stateMachineArn: MACHINE, root: { bucket: 'lake', prefix: 'shuttle/cdc/' }, key: 'in/cdc/a.json' };

type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT' | 'forgotten';

/** Step Functions, which starts one execution of a name, and a store, in which the lock is held by an execution. */
const world = (holder?: Status) => {
  const s3 = new FakeS3();
  if (holder) s3.put(LOCK, lockOf(HOLDER));
  const client = new SFNClient({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
  const states = mockClient(client);
  const started: object[] = [];
  if (holder === 'forgotten') states.on(DescribeExecutionCommand).rejects(awsError('ExecutionDoesNotExist', 400));
  else if (holder) states.on(DescribeExecutionCommand, { executionArn: HOLDER }).resolves({ status: holder });
  const names = new Set<string>();
  states.on(StartExecutionCommand).callsFake((input: { name: string }) => {
    if (names.has(input.name)) throw awsError('ExecutionAlreadyExists', 400);
    names.add(input.name);
    started.push(input);
    return { executionArn: `${MACHINE}:${input.name}` };
  });
  const receive = (messages: [id: string, receives: number][], body: unknown = BODY) =>
    startOnObjects(
      startOnObjectsInputSchema.parse({
        Records: messages.map(([messageId, receives]) => ({
          messageId,
          body: typeof body === 'string' ? body : JSON.stringify(body),
          attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: '1' },
        })),
      }),
      { objects: s3.objects, executions: new Executions(client) },
    );
  return { s3, client, states, started, receive };
};

describe('startOnObjects', () => {
  it('starts one run for all messages, with the input {}, under a name that a message gives', async () => {
    const { started, receive } = world();
    const messages: [string, number][] = [
      ['m1', 1],
      ['m2', 1],
    ];
    expect(await receive(messages)).toEqual({ batchItemFailures: [] });
    expect(started).toEqual([{ stateMachineArn: MACHINE, name: 'objects-m1-1', input: '{}' }]);
  });

  it.each<Status>(['SUCCEEDED', 'FAILED', 'ABORTED', 'TIMED_OUT', 'forgotten'])(
    'starts a run where the lock was left by one that is %s',
    async (status) => {
      const { started, receive } = world(status);
      expect(await receive([['m1', 1]])).toEqual({ batchItemFailures: [] });
      expect(started).toHaveLength(1);
    },
  );

  it('keeps the message that came back least often while a run is under way, and no other', async () => {
    const { started, receive } = world('RUNNING');
    const kept = await receive([
      ['old', 700],
      ['new', 2],
      ['older', 900],
    ]);
    expect(kept).toEqual({ batchItemFailures: [{ itemIdentifier: 'new' }] });
    expect(started).toEqual([]);
  });

  it('starts a run for the message that it kept, once the other is over', async () => {
    const { s3, started, receive } = world('RUNNING');
    expect((await receive([['m1', 1]])).batchItemFailures).toHaveLength(1);
    s3.remove(LOCK);
    expect(await receive([['m1', 2]])).toEqual({ batchItemFailures: [] });
    expect(started).toEqual([expect.objectContaining({ name: 'objects-m1-2' })]);
  });

  it.each([
    ['ThrottlingException', 400, 'ServiceUnavailable'],
    ['ExecutionLimitExceeded', 400, 'ServiceUnavailable'],
    ['InternalFailure', 500, 'ServiceUnavailable'],
    ['StateMachineDoesNotExist', 400, 'StateMachineDoesNotExist'],
  ])('fails as a whole where Step Functions answers %s, so that all messages come back', async (name, code, error) => {
    const { states, receive } = world();
    states.on(StartExecutionCommand).rejects(awsError(name, code));
    await expect(receive([['m1', 1]])).rejects.toMatchObject({ name: error });
  });

  it.each([['{}'], ['not JSON'], [JSON.stringify({ ...BODY, root: 'lake' })]])(
    'refuses a message that the rule did not write: %s',
    async (body) => {
      const { started, receive } = world();
      await expect(receive([['m1', 1]], body)).rejects.toMatchObject({ name: 'InputInvalid' });
      expect(started).toEqual([]);
    },
  );

  it('keeps a message under whose name a run has begun before', async () => {
    const { started, receive } = world();
    await receive([['m1', 1]]);
    expect(await receive([['m1', 1]])).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(await receive([['m1', 2]])).toEqual({ batchItemFailures: [] });
    expect(started).toHaveLength(2);
  });

  it.each<[string, Status | undefined]>([
    ['with a free lock', undefined],
    ['with a lock that was left', 'ABORTED'],
    ['during a run', 'RUNNING'],
  ])('leaves a run or a message wherever it dies: %s', async (_, status) => {
    await expectSameEndWhereverItDies(() => {
      const { s3, client, started, receive } = world(status);
      return { clients: [s3.client, client], step: () => receive([['m1', 1]]), state: () => started };
    }, false);
  });
});
