import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ServiceUnavailable } from '../core/errors';
import { failureOf, isOutage } from './failure';
import { SOCKETS } from './sockets';

/** Step Functions, as far as the lock asks it, and objects that appear start it. */
export class Executions {
  constructor(private readonly client: SFNClient) {}

  /** The status of an execution, or undefined when Step Functions has forgotten it (90 days after its end). */
  async status(executionArn: string): Promise<string | undefined> {
    try {
      const output = await this.client.send(new DescribeExecutionCommand({ executionArn }));
      return output.status;
    } catch (thrown) {
      if (failureOf(thrown).name === 'ExecutionDoesNotExist') return undefined;
      throw outageOf(thrown);
    }
  }

  /**
   * Starts an execution with the input `{}`. The same name starts one only: false where it was started before.
   *
   * @param name up to 80 characters; unique for 90 days
   * @throws ServiceUnavailable; whether it was started is not known then
   */
  async start(stateMachineArn: string, name: string): Promise<boolean> {
    try {
      await this.client.send(new StartExecutionCommand({ stateMachineArn, name, input: '{}' }));
      return true;
    } catch (thrown) {
      if (failureOf(thrown).name === 'ExecutionAlreadyExists') return false;
      throw outageOf(thrown);
    }
  }
}

/** What the service, not the request, is at fault for, as ServiceUnavailable; anything else as it is. */
const outageOf = (thrown: unknown): unknown => {
  const failure = failureOf(thrown);
  const isBusy = failure.name === 'ThrottlingException' || failure.name === 'ExecutionLimitExceeded';
  return isBusy || isOutage(failure) ? new ServiceUnavailable(`${failure.name}: ${failure.message}`) : thrown;
};

let shared: Executions | undefined;

/** The client of this Lambda environment, made at its first use. */
export const executions = (): Executions => {
  shared ??= new Executions(new SFNClient({ maxAttempts: 1, requestHandler: SOCKETS }));
  return shared;
};
