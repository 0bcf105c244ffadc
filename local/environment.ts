import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Assembly, type MachineSpec, readAssembly } from './assembly/assembly';
import { targetsOf } from './assembly/event-rules';
import type { Clock } from './clock';
import type { Caller, DataApiOptions } from './data-api/options';
import { type DataApi, startDataApi } from './data-api/start-data-api';
import { type FaultHook as GlueFaultHook, type LocalGlue, startGlue } from './glue/server';
import type { FunctionSpec } from './lambda/function-spec';
import type { ThreadSource } from './lambda/function-thread';
import { LambdaRuntime } from './lambda/lambda-runtime';
import type { LogSink } from './lambda/log-lines';
import { tasksOnClock } from './lambda/tasks-on-clock';
import type { Engine } from './redshift/engine';
import type { Authoriser, FaultHook } from './s3/faults';
import { type LocalS3, startS3 } from './s3/server';
import type { Limits } from './states/limits';
import { StatesServer } from './states/server';
import { StatesService } from './states/service';
import type { StatesEvent, StatusDetail } from './states/states-event';
import type { TaskRunner } from './states/task-runner';

export interface EnvironmentOptions {
  /** Folder that `cdk synth` wrote. */
  assembly: string;
  /** Folder of the objects. */
  s3Root: string;
  /** Folder of the Glue Data Catalog. Default: `.glue` in s3Root, which can be no bucket. */
  glueRoot?: string;
  clock: Clock;
  engine: (s3: LocalS3) => Promise<Engine>;
  dataApi?: Partial<DataApiOptions>;
  s3Faults?: FaultHook;
  /** Default: everybody may do everything. */
  s3Authorise?: Authoriser;
  glueFaults?: GlueFaultHook;
  statesLimits?: Partial<Limits>;
  childHistory?: 'full' | 'counts';
  logs?: LogSink;
  /** Where functions run; in a worker thread each by default. */
  threads?: ThreadSource;
  /** Stands between the state machines and their functions, to see what passes. */
  watch?: (tasks: TaskRunner) => TaskRunner;
  /** Changes a function's settings before it is deployed, such as its time limit. */
  adjust?: (spec: FunctionSpec) => FunctionSpec;
  /** Fixed ports, for `local:serve`; free ones otherwise. */
  ports?: { s3?: number; dataApi?: number };
}

/** A message that went to an SNS topic. */
export interface Notification {
  topicArn: string;
  message: string;
}

/** The deployed stack on a laptop: its real definitions and bundles on local S3, Data API, Lambda and Step Functions. */
export class LocalEnvironment {
  /** What rules sent to topics. */
  readonly notifications: Notification[] = [];

  private constructor(
    readonly assembly: Assembly,
    readonly s3: LocalS3,
    readonly engine: Engine,
    readonly dataApi: DataApi,
    readonly glue: LocalGlue,
    readonly lambda: LambdaRuntime,
    readonly states: StatesService,
    private readonly statesServer: StatesServer,
  ) {
    states.onEvent((event) => this.route(event));
  }

  static async start(options: EnvironmentOptions): Promise<LocalEnvironment> {
    const assembly = readAssembly(options.assembly);
    const { clock } = options;
    mkdirSync(options.s3Root, { recursive: true });
    const s3 = await startS3({
      root: options.s3Root,
      region: assembly.region,
      now: () => clock.now(),
      ...(options.s3Faults && { faults: options.s3Faults }),
      ...(options.s3Authorise && { authorise: options.s3Authorise }),
      ...(options.ports?.s3 !== undefined && { port: options.ports.s3 }),
    });
    for (const bucket of assembly.buckets) if (!s3.store.hasBucket(bucket)) s3.store.createBucket(bucket);
    for (const { bucket, key, path } of assembly.files) {
      if (!s3.store.hasBucket(bucket)) s3.store.createBucket(bucket);
      await s3.store.put(bucket, key, readFileSync(path));
    }
    const engine = await options.engine(s3);
    const dataApi = await startDataApi({
      engine,
      clock,
      callerOf: callersOf(assembly),
      ...options.dataApi,
      ...(options.ports?.dataApi !== undefined && { port: options.ports.dataApi }),
    });
    const glue = await startGlue({
      root: options.glueRoot ?? join(options.s3Root, '.glue'),
      now: () => clock.now(),
      ...(options.glueFaults && { faults: options.glueFaults }),
    });
    const lambda = new LambdaRuntime([], options.logs, options.threads);
    const states = new StatesService({
      clock,
      tasks: tasksOnClock(options.watch?.(lambda) ?? lambda, clock),
      region: assembly.region,
      accountId: assembly.account,
      objects: {
        get: ({ bucket, key }) => s3.store.get(bucket, key),
        put: async ({ bucket, key }, body) => {
          await s3.store.put(bucket, key, body);
        },
      },
      ...(options.statesLimits && { limits: options.statesLimits }),
      ...(options.childHistory && { childHistory: options.childHistory }),
    });
    const statesServer = new StatesServer(states);
    const statesEndpoint = await statesServer.listen();
    for (const { endpoint, server } of [s3, dataApi, glue, { endpoint: statesEndpoint, server: statesServer.server }]) {
      options.threads?.serve?.(endpoint, server);
    }
    const endpoints = {
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ENDPOINT_URL_REDSHIFT_DATA: dataApi.endpoint,
      AWS_ENDPOINT_URL_GLUE: glue.endpoint,
      AWS_ENDPOINT_URL_SFN: statesEndpoint,
    };
    for (const spec of assembly.functions) {
      const credentials = { AWS_ACCESS_KEY_ID: spec.role.accessKeyId, AWS_SECRET_ACCESS_KEY: 'local' };
      const { adjust = (unchanged) => unchanged } = options;
      lambda.add(adjust({ ...spec, env: { ...spec.env, ...endpoints, ...credentials } }));
    }
    for (const { name, definition } of assembly.machines) states.createStateMachine({ name, definition });
    return new LocalEnvironment(assembly, s3, engine, dataApi, glue, lambda, states, statesServer);
  }

  /** The state machine of a pipeline. @throws Error when the stack has none of that name */
  machine(pipeline: string): MachineSpec {
    const name = `${this.assembly.stack}_${pipeline}`;
    const found = this.assembly.machines.find((machine) => machine.name === name);
    if (found) return found;
    throw new Error(`the stack has no pipeline ${pipeline}`);
  }

  start(pipeline: string, input: object = {}): string {
    return this.states.startExecution({ stateMachineArn: this.machine(pipeline).arn, input }).executionArn;
  }

  async close(): Promise<void> {
    // A run that has just ended may have started its clean-up.
    this.states.close();
    await this.statesServer.close();
    await this.lambda.close();
    await this.dataApi.close();
    await this.glue.close();
    await this.engine.close();
    await this.s3.close();
  }

  /** EventBridge: hands changes of status to the targets of the stack's rules. Map children are not reported. */
  private route(event: StatesEvent): void {
    if (event.kind !== 'status' || event.child) return;
    for (const { arn, input } of targetsOf(this.assembly.rules, busEvent(event.detail))) {
      if (arn.includes(':stateMachine:')) this.states.startExecution({ stateMachineArn: arn, input });
      else this.notifications.push({ topicArn: arn, message: input });
    }
  }
}

const busEvent = (detail: StatusDetail): Record<string, unknown> => ({
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail,
});

/** Lambda's session name is the function's; the database user of a role is `IAMR:<role name>`. */
const callersOf = (assembly: Assembly): ((accessKeyId: string) => Caller) => {
  const byKey = new Map(assembly.functions.map(({ role }) => [role.accessKeyId, role]));
  return (accessKeyId) => {
    const role = byKey.get(accessKeyId);
    // Anybody else is a person at the laptop, who may see everything.
    if (!role) return { roleId: 'AIDALOCAL', sessionName: 'local', dbUser: 'IAM:local', isSuperuser: true };
    return { roleId: role.roleId, sessionName: 'lambda', dbUser: `IAMR:${role.roleName}`, isSuperuser: false };
  };
};
