import type { Clock } from '../clock';
import { checkArn, checkName } from './arn';
import { parseDefinitionText, parseMachine } from './definition/parse-machine';
import type { Machine } from './definition/state';
import { InvalidDefinition, NotSupportedLocally, StatesServiceError } from './errors';
import { Execution } from './execution';
import { readInput } from './execution-input';
import { type DescribeOutput, describe, type ExecutionSummary, summarise } from './execution-view';
import type { HistoryEvent } from './history';
import type { Host, MachineIdentity, ProgressStep, TaskIntegration } from './host';
import { IdSource } from './ids';
import type { Json } from './json';
import { createFunctions, type Functions } from './jsonata/functions';
import { AWS_LIMITS, type Limits } from './limits';
import type { MapRun } from './map/map-run';
import type { ObjectAccess } from './object-access';
import { type StatesEvent, statusEvent } from './states-event';
import type { TaskRunner } from './task-runner';

export interface StatesServiceOptions {
  clock: Clock;
  tasks: TaskRunner;
  objects: ObjectAccess;
  accountId?: string;
  region?: string;
  limits?: Partial<Limits>;
  /** Task resources beside Lambda, by ARN. */
  integrations?: Readonly<Record<string, TaskIntegration>>;
  /** Where UUIDs, `$random` and jitter start. By default the clock's time, so a virtual clock repeats itself. */
  seed?: number;
  /** `counts` keeps no events of Map children, only their number: for Maps of many thousand items. */
  childHistory?: 'full' | 'counts';
}

interface RegisteredMachine extends MachineIdentity {
  readonly definition: Machine;
}

/** Step Functions on a laptop: Standard workflows in JSONata. */
export class StatesService {
  private readonly machines = new Map<string, RegisteredMachine>();
  private readonly byArn = new Map<string, Execution>();
  private readonly listeners = new Set<(event: StatesEvent) => void>();
  private readonly host: Host;
  private readonly keepChildHistory: boolean;
  /** The same for all machines, so that they share what is compiled. */
  private readonly functions: Functions;

  constructor(options: StatesServiceOptions) {
    const { accountId = '123456789012', region = 'us-east-1', integrations = {} } = options;
    this.keepChildHistory = options.childHistory !== 'counts';
    this.host = {
      clock: options.clock,
      ids: new IdSource(options.seed ?? options.clock.now()),
      limits: { ...AWS_LIMITS, ...options.limits },
      tasks: options.tasks,
      objects: options.objects,
      integrations,
      region,
      arn: (rest) => `arn:aws:states:${region}:${accountId}:${rest}`,
      createChild: (parent, machine, run, input) => this.createChild(parent, machine, run, input),
      statusChanged: (execution) => this.emit(() => statusEvent(execution)),
      progress: (execution, step, state) => this.progress(execution, step, state),
    };
    this.functions = createFunctions(this.host.clock, this.host.ids);
  }

  /**
   * Registers a state machine and returns its ARN.
   * @throws InvalidDefinition for what AWS refuses too, NotSupportedLocally for what only AWS runs, StatesServiceError
   */
  createStateMachine(o: { name: string; definition: object | string; type?: 'STANDARD'; roleArn?: string }): string {
    const { limits, integrations } = this.host;
    const type: string = o.type ?? 'STANDARD';
    if (type !== 'STANDARD') throw new NotSupportedLocally('type', `${type} is not supported; use STANDARD`);
    const arn = this.host.arn(`stateMachine:${checkName(o.name)}`);
    if (this.machines.has(arn)) throw new StatesServiceError('StateMachineAlreadyExists', `${arn} exists already`);
    const text = typeof o.definition === 'string' ? o.definition : JSON.stringify(o.definition);
    if (Buffer.byteLength(text) > limits.definitionBytes) {
      throw new InvalidDefinition('definition', `is over ${limits.definitionBytes} bytes`);
    }
    const known = new Set(Object.keys(integrations));
    const definition = parseMachine(parseDefinitionText(text), {
      functions: this.functions,
      integrations: known,
    });
    const roleArn = o.roleArn ?? `arn:aws:iam::${arn.split(':')[4]}:role/${o.name}`;
    this.machines.set(arn, { arn, name: o.name, roleArn, definition });
    return arn;
  }

  /**
   * @param input JSON text, or the value itself; `{}` by default
   * @throws StatesServiceError StateMachineDoesNotExist, ExecutionAlreadyExists, InvalidExecutionInput, ...
   */
  startExecution(o: { stateMachineArn: string; name?: string; input?: string | object }): {
    executionArn: string;
    startDate: number;
  } {
    const machine = this.machine(o.stateMachineArn);
    const name = checkName(o.name ?? this.host.ids.uuid());
    const input = readInput(o.input, this.host.limits.payloadBytes);
    const arn = this.host.arn(`execution:${machine.name}:${name}`);
    const known = this.byArn.get(arn);
    if (known) {
      const isSame = known.status === 'RUNNING' && JSON.stringify(known.input) === JSON.stringify(input);
      if (isSame) return { executionArn: arn, startDate: known.startDate };
      throw new StatesServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const { definition } = machine;
    const execution = new Execution(this.host, { name, arn, machine, definition, input, keepHistory: true });
    this.byArn.set(arn, execution);
    execution.start();
    return { executionArn: arn, startDate: execution.startDate };
  }

  /** @throws StatesServiceError ExecutionDoesNotExist, InvalidArn */
  describeExecution(executionArn: string): DescribeOutput {
    return describe(this.execution(executionArn));
  }

  /** Stopping an execution that has ended changes nothing. Returns its stop date. */
  stopExecution(executionArn: string, reason: { error?: string; cause?: string } = {}): { stopDate: number } {
    const execution = this.execution(executionArn);
    execution.stop(reason);
    return { stopDate: execution.stopDate ?? this.host.clock.now() };
  }

  /** @throws StatesServiceError ExecutionNotRedrivable */
  redriveExecution(executionArn: string): { redriveDate: number } {
    const execution = this.execution(executionArn);
    const { RedriveStatus, RedriveStatusReason } = execution.redriveState();
    if (RedriveStatus !== 'REDRIVABLE') {
      const why = RedriveStatusReason ?? 'Only the Map Run of a child execution can redrive it';
      throw new StatesServiceError('ExecutionNotRedrivable', why);
    }
    execution.redrive();
    return { redriveDate: execution.redriveDate ?? this.host.clock.now() };
  }

  /** @throws NotSupportedLocally for a Map child whose events were not kept (option `childHistory`) */
  getExecutionHistory(executionArn: string): HistoryEvent[] {
    const events = this.execution(executionArn).history.events();
    if (!events) throw new NotSupportedLocally('getExecutionHistory', `the events of ${executionArn} were not kept`);
    return events;
  }

  /** Resolves when the execution no longer runs. */
  async waitFor(executionArn: string): Promise<DescribeOutput> {
    const execution = this.execution(executionArn);
    await execution.finished();
    return describe(execution);
  }

  /** Listens to changes of status and to progress; returns the function that ends it. */
  onEvent(listener: (event: StatesEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Stops all that runs, and tells nobody of it. What would go on calls functions that are no more. */
  close(): void {
    this.listeners.clear();
    for (const execution of this.byArn.values()) execution.stop({});
  }

  /** All executions, Map children included, in the order of their start. */
  executions(): ExecutionSummary[] {
    return [...this.byArn.values()].map(summarise);
  }

  /** @throws StatesServiceError StateMachineDoesNotExist, InvalidArn */
  machine(stateMachineArn: string): RegisteredMachine {
    const machine = this.machines.get(checkArn(stateMachineArn, 'stateMachine'));
    if (machine) return machine;
    throw new StatesServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
  }

  private execution(executionArn: string): Execution {
    const execution = this.byArn.get(checkArn(executionArn, 'execution'));
    if (execution) return execution;
    throw new StatesServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
  }

  private createChild(parent: Execution, definition: Machine, run: MapRun, input: Json): Execution {
    const name = this.host.ids.uuid();
    const machine: MachineIdentity = {
      name: run.childMachineName,
      arn: this.host.arn(`stateMachine:${run.childMachineName}`),
      roleArn: parent.machine.roleArn,
    };
    const arn = this.host.arn(`execution:${run.childMachineName}:${name}`);
    const keepHistory = this.keepChildHistory;
    const child = new Execution(this.host, { name, arn, machine, definition, input, keepHistory, mapRunArn: run.arn });
    this.byArn.set(arn, child);
    return child;
  }

  private progress(execution: Execution, step: ProgressStep, state: string): void {
    this.emit(() => ({ kind: 'progress', child: execution.isChild, executionArn: execution.arn, step, state }));
  }

  private emit(makeEvent: () => StatesEvent): void {
    if (this.listeners.size === 0) return;
    const event = makeEvent();
    for (const listener of this.listeners) listener(event);
  }
}
