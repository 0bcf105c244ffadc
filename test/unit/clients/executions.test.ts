import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { Executions } from '../../../lambdas/clients/executions';
import { awsError } from '../../support/mocked-data-api';

const client = new SFNClient({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
const mock = mockClient(client);
const executions = new Executions(client);

beforeEach(() => mock.reset());

describe('status', () => {
  it.each(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const)(
    '%s',
    async (status) => {
      mock.on(DescribeExecutionCommand, { executionArn: 'arn' }).resolves({ status });
      expect(await executions.status('arn')).toBe(status);
    },
  );

  it('is none for an execution that is forgotten', async () => {
    mock.on(DescribeExecutionCommand).rejects(awsError('ExecutionDoesNotExist', 400));
    expect(await executions.status('arn')).toBeUndefined();
  });

  it.each([
    ['ThrottlingException', 400, 'ServiceUnavailable'],
    ['InternalFailure', 500, 'ServiceUnavailable'],
    ['TimeoutError', undefined, 'ServiceUnavailable'],
    ['AccessDeniedException', 400, 'AccessDeniedException'],
    ['InvalidArn', 400, 'InvalidArn'],
  ])('%s (%s) is %s', async (name, status, expected) => {
    mock.on(DescribeExecutionCommand).rejects(awsError(name, status));
    await expect(executions.status('arn')).rejects.toMatchObject({ name: expected });
  });
});

describe('start', () => {
  it('starts an execution with the input {}', async () => {
    mock.on(StartExecutionCommand).resolves({ executionArn: 'arn' });
    expect(await executions.start('machine', 'name')).toBe(true);
    expect(mock.commandCalls(StartExecutionCommand).map(({ args: [{ input }] }) => input)).toEqual([
      { stateMachineArn: 'machine', name: 'name', input: '{}' },
    ]);
  });

  it('starts none twice under a name', async () => {
    mock.on(StartExecutionCommand).rejects(awsError('ExecutionAlreadyExists', 400));
    expect(await executions.start('machine', 'name')).toBe(false);
  });

  it.each([
    ['ThrottlingException', 400, 'ServiceUnavailable'],
    ['ExecutionLimitExceeded', 400, 'ServiceUnavailable'],
    ['TimeoutError', undefined, 'ServiceUnavailable'],
    ['StateMachineDeleting', 400, 'StateMachineDeleting'],
  ])('%s (%s) is %s', async (name, status, expected) => {
    mock.on(StartExecutionCommand).rejects(awsError(name, status));
    await expect(executions.start('machine', 'name')).rejects.toMatchObject({ name: expected });
  });
});
