import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ServiceUnavailable } from '../core/errors';
import { failureOf, isOutage } from './failure';
import { SOCKETS } from './sockets';

/** Step Functions, as far as the lock asks it. */
export class Executions {
  constructor(private readonly client: SFNClient) {}

  /** The status of an execution, or undefined when Step Functions has forgotten it (90 days after its end). */
  async status(executionArn: string): Promise<string | undefined> {
    try {
      const output = await this.client.send(new DescribeExecutionCommand({ executionArn }));
      return output.status;
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.name === 'ExecutionDoesNotExist') return undefined;
      if (isOutage(failure) || failure.name === 'ThrottlingException') {
        throw new ServiceUnavailable(`${failure.name}: ${failure.message}`);
      }
      throw thrown;
    }
  }
}

let shared: Executions | undefined;

/** The client of this Lambda environment, made at its first use. */
export const executions = (): Executions => {
  shared ??= new Executions(new SFNClient({ maxAttempts: 1, requestHandler: SOCKETS }));
  return shared;
};
