import { VirtualClock } from '../../../local/clock';
import type { DescribeOutput } from '../../../local/states/execution-view';
import { StatesService, type StatesServiceOptions } from '../../../local/states/service';
import { LambdaError } from '../../../local/states/task-runner';

export type Handler = (payload: never, call: { count: number; signal: AbortSignal }) => unknown;

export const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:';

/** A service on a virtual clock, with functions by name and objects by `bucket/key`. */
export function workbench(
  functions: Record<string, Handler> = {},
  options: Partial<StatesServiceOptions> = {},
  objects: Record<string, string> = {},
) {
  const clock = new VirtualClock();
  const calls: { name: string; payload: unknown; at: number }[] = [];
  const counts = new Map<string, number>();
  const service = new StatesService({
    clock,
    tasks: {
      async invoke(functionArn, payload, { signal }) {
        const name = functionArn.replace(FUNCTION, '').split(':')[0] ?? '';
        const handler = functions[name];
        if (!handler) throw new LambdaError('Lambda.ResourceNotFoundException', `Function not found: ${functionArn}`);
        calls.push({ name, payload, at: clock.now() });
        const count = (counts.get(name) ?? 0) + 1;
        counts.set(name, count);
        return handler(payload as never, { count, signal });
      },
    },
    objects: {
      async get({ bucket, key }) {
        const text = objects[`${bucket}/${key}`];
        if (text !== undefined) return new TextEncoder().encode(text);
        throw Object.assign(new Error('The specified key does not exist.'), { name: 'NoSuchKey' });
      },
      async put({ bucket, key }, body) {
        if (bucket === 'absent') throw Object.assign(new Error('no such bucket'), { name: 'NoSuchBucket' });
        objects[`${bucket}/${key}`] = new TextDecoder().decode(body);
      },
    },
    ...options,
  });
  let machines = 0;

  /** Starts an execution of a new machine. */
  function start(definition: object, input: unknown = {}): string {
    machines++;
    const text = JSON.stringify({ QueryLanguage: 'JSONata', ...definition });
    const stateMachineArn = service.createStateMachine({ name: `machine-${machines}`, definition: text });
    return service.startExecution({ stateMachineArn, name: 'run', input: JSON.stringify(input) }).executionArn;
  }

  async function run(definition: object, input: unknown = {}): Promise<Outcome> {
    return outcome(await service.waitFor(start(definition, input)));
  }

  const outcome = (description: DescribeOutput): Outcome => ({
    ...description,
    output: description.output === undefined ? undefined : JSON.parse(description.output),
    types: service.getExecutionHistory(description.executionArn).map(({ type }) => type),
  });

  const wait = async (arn: string) => outcome(await service.waitFor(arn));
  return { clock, service, calls, objects, start, run, wait };
}

export interface Outcome extends Omit<DescribeOutput, 'output'> {
  // biome-ignore lint/suspicious/noExplicitAny: tests compare it with literals
  output: any;
  types: string[];
}

/** A machine of the given states, which starts at the first. */
export const machine = (states: Record<string, object>, rest: object = {}) => ({
  StartAt: Object.keys(states)[0],
  States: states,
  ...rest,
});

/** A machine of one state. */
export const only = (state: object) => machine({ Only: { End: true, ...state } });

/** A Task that calls a function of the workbench. */
export const call = (name: string, rest: object = {}) => ({ Type: 'Task', Resource: FUNCTION + name, ...rest });

/** Fails a task as Lambda does. */
export const fail = (errorType: string, message = 'broken'): never => {
  throw new LambdaError(errorType, message, []);
};

/** A machine of one distributed Map. */
export const distributed = (fields: object, states: Record<string, object> = { P: { Type: 'Pass', End: true } }) => {
  const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
  return only({ Type: 'Map', ItemProcessor: { ProcessorConfig, ...machine(states) }, ...fields });
};

/** A function that fails for odd numbers and returns even ones. */
export const picky = { work: (n: never) => ((n as number) % 2 === 1 ? fail('Odd', `${n}`) : n) };
