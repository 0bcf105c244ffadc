import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  GetExecutionHistoryCommand,
  InvalidArn,
  InvalidExecutionInput,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { StatesServer } from '../../../local/states/server';
import { call, fail, machine, only, workbench } from './workbench';

const bench = workbench({ work: (_payload, { count }) => (count === 1 ? fail('E', 'first') : 'done') });
const server = new StatesServer(bench.service);
let client: SFNClient;
let stateMachineArn: string;

beforeAll(async () => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new SFNClient({ endpoint: await server.listen(), region: 'us-east-1', credentials });
  const definition = { QueryLanguage: 'JSONata', ...only({ Type: 'Wait', Seconds: 3 }) };
  stateMachineArn = bench.service.createStateMachine({ name: 'waits', definition });
});

afterAll(async () => {
  client.destroy();
  await server.close();
});

it('starts an execution, describes it and tells its history', async () => {
  const input = '{"a":1}';
  const started = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'one', input }));
  expect(started.executionArn).toBe('arn:aws:states:us-east-1:123456789012:execution:waits:one');
  expect(started.startDate).toEqual(new Date('2026-01-05T03:00:00Z'));
  const executionArn = started.executionArn as string;
  await bench.wait(executionArn);

  expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    executionArn,
    stateMachineArn,
    name: 'one',
    status: 'SUCCEEDED',
    startDate: new Date('2026-01-05T03:00:00Z'),
    stopDate: new Date('2026-01-05T03:00:03Z'),
    input,
    inputDetails: { included: true },
    output: input,
    redriveCount: 0,
    redriveStatus: 'NOT_REDRIVABLE',
  });
  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }));
  expect(events?.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
    [4, 3, 'ExecutionSucceeded'],
    [3, 2, 'WaitStateExited'],
    [2, 1, 'WaitStateEntered'],
    [1, 0, 'ExecutionStarted'],
  ]);
  expect(events?.[2]).toMatchObject({
    timestamp: new Date('2026-01-05T03:00:00Z'),
    stateEnteredEventDetails: { name: 'Only', input, inputDetails: { truncated: false } },
  });
});

it('pages the history', async () => {
  const executionArn = bench.start(only({ Type: 'Pass' }));
  await bench.wait(executionArn);
  const sizes: (number | undefined)[] = [];
  for await (const page of paginateGetExecutionHistory({ client, pageSize: 3 }, { executionArn })) {
    sizes.push(page.events?.length);
  }
  expect(sizes).toEqual([3, 1]);
});

it('stops, lists by status, and redrives', async () => {
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'stopped' }));
  await client.send(new StopExecutionCommand({ executionArn, error: 'E', cause: 'c' }));
  const describe = new DescribeExecutionCommand({ executionArn });
  expect(await client.send(describe)).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'c' });
  const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'ABORTED' }));
  expect(executions?.map(({ name }) => name)).toEqual(['stopped']);
  await client.send(new RedriveExecutionCommand({ executionArn }));
  await bench.wait(executionArn as string);
  expect(await client.send(describe)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
});

it('lists the children of a Map Run', async () => {
  const processor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    ...machine({ P: { Type: 'Pass', End: true } }),
  };
  const executionArn = bench.start(only({ Type: 'Map', Items: [1, 2], ItemProcessor: processor }));
  await bench.wait(executionArn);
  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  const mapRunArn = events?.find(({ type }) => type === 'MapRunStarted')?.mapRunStartedEventDetails?.mapRunArn;
  const { executions } = await client.send(new ListExecutionsCommand({ mapRunArn }));
  expect(executions?.map((child) => child.mapRunArn)).toEqual([mapRunArn, mapRunArn]);
});

it('a name that runs already is the same execution for the same input only', async () => {
  const start = (input: string) => client.send(new StartExecutionCommand({ stateMachineArn, name: 'twice', input }));
  // The clock stands still until the handlers below have answered.
  const answers = bench.clock.busy(() =>
    Promise.all([start('{"a":1}'), start('{"a":1}'), start('{"a":2}').catch((e) => e)]),
  );
  const [first, second, third] = await answers;
  expect(second).toMatchObject({ executionArn: first.executionArn });
  expect(third).toBeInstanceOf(ExecutionAlreadyExists);
});

it.each([
  [
    'an unknown execution',
    () => new DescribeExecutionCommand({ executionArn: 'arn:aws:states:us-east-1:123456789012:execution:waits:none' }),
    ExecutionDoesNotExist,
  ],
  [
    'an unknown machine',
    () => new StartExecutionCommand({ stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:none' }),
    StateMachineDoesNotExist,
  ],
  ['no ARN', () => new DescribeExecutionCommand({ executionArn: 'waits' }), InvalidArn],
  ['input that is no JSON', () => new StartExecutionCommand({ stateMachineArn, input: '{' }), InvalidExecutionInput],
  [
    'a redrive of a success',
    () => new RedriveExecutionCommand({ executionArn: 'arn:aws:states:us-east-1:123456789012:execution:waits:one' }),
    ExecutionNotRedrivable,
  ],
])('%s is answered by the error of the SDK', async (_name, command, type) => {
  await expect(client.send(command() as DescribeExecutionCommand)).rejects.toBeInstanceOf(type);
});

it('an operation that does not run locally says so', async () => {
  await expect(client.send(new ListStateMachinesCommand({}))).rejects.toMatchObject({
    name: 'NotSupportedLocally',
    message: expect.stringContaining('ListStateMachines'),
  });
});

it('a parameter that would be ignored is refused', async () => {
  const executionArn = bench.start(only({ Type: 'Pass' }));
  const command = new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false });
  await expect(client.send(command)).rejects.toMatchObject({ name: 'NotSupportedLocally' });
});

it('failures of a task reach the SDK', async () => {
  const executionArn = bench.start(only(call('work')));
  await bench.wait(executionArn);
  const description = await client.send(new DescribeExecutionCommand({ executionArn }));
  expect(description).toMatchObject({ status: 'FAILED', error: 'E', redriveStatus: 'REDRIVABLE' });
  expect(JSON.parse(description.cause as string).errorMessage).toBe('first');
});
