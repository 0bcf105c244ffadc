import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../../local/clock';
import type { FaultHook as DataApiFaultHook, Latency, LatencyRequest } from '../../local/data-api/options';
import { LocalEnvironment } from '../../local/environment';
import type { FaultHook as GlueFaultHook } from '../../local/glue/server';
import type { FaultHook as S3FaultHook } from '../../local/s3/faults';
import type { StatesEvent } from '../../local/states/states-event';
import { assemblyFolder } from './assemblies';
import type { FlowTable } from './flow-catalog';
import { FlowEngine } from './flow-engine';
import type { DataApiCall, Ended, FlowOptions, NamedStep, ReportedTable, StoredState } from './flow-types';
import { functionsHere } from './in-process/functions-here';

export type * from './flow-types';

/** The database of pipelines with a catalog. */
const GLUE_DATABASE = 'lakehouse';

/**
 * The synthesised stack with its real definitions and handlers, under a virtual clock, over an engine of known answers.
 * One environment serves many runs: `reset` empties the bucket and gives the engine other tables.
 */
export class Flow {
  /** How long a statement runs; asked before it does. */
  latency: (step: NamedStep) => number | Latency = () => 0;
  /** Sees what a function is called with. */
  onPayload: ((functionArn: string, payload: unknown) => void) | undefined;
  /** Bytes of the largest JSON text that a function was given or gave. */
  largestPayload = 0;
  /** The Data API's calls, those over its rate left out. */
  readonly calls: DataApiCall[] = [];
  dataApiFault: DataApiFaultHook | undefined;
  s3Fault: S3FaultHook | undefined;
  glueFault: GlueFaultHook | undefined;

  private readonly steps = new Map<string, NamedStep>();

  private constructor(
    readonly environment: LocalEnvironment,
    readonly engine: FlowEngine,
    readonly clock: VirtualClock,
    private readonly folder: string,
  ) {}

  static async start(options: FlowOptions = {}): Promise<Flow> {
    const folder = mkdtempSync(join(tmpdir(), 'flow-'));
    const clock = new VirtualClock(undefined, options.clockQuantumMs);
    const held: { flow?: Flow; engine?: FlowEngine } = {};
    const environment = await LocalEnvironment.start({
      assembly: options.assembly ?? assemblyFolder('flow'),
      s3Root: folder,
      clock,
      engine: async ({ store }) => {
        held.engine = new FlowEngine(store);
        return held.engine;
      },
      dataApi: {
        workgroups: ['demo'],
        latency: (request) => held.flow?.timeOf(request) ?? 0,
        faults: (request) => {
          const { operation, input } = request;
          held.flow?.calls.push({ operation, input, at: clock.now() });
          return held.flow?.dataApiFault?.(request);
        },
        ...(options.limits && { limits: options.limits }),
      },
      s3Faults: (call) => held.flow?.s3Fault?.(call),
      glueFaults: (call) => held.flow?.glueFault?.(call),
      watch: (tasks) => ({
        invoke: async (functionArn, payload, context) => {
          held.flow?.onPayload?.(functionArn, payload);
          const answer = await tasks.invoke(functionArn, payload, context);
          held.flow?.sawPayload(payload, answer);
          return answer;
        },
      }),
      adjust: (spec) => {
        const step = spec.arn.split(':').at(-1)?.replace('flow_', '') ?? '';
        return {
          ...spec,
          timeoutSeconds: options.timeoutSeconds?.[step] ?? Math.max(spec.timeoutSeconds, options.patienceSeconds ?? 0),
        };
      },
      logs: ({ line }) => options.logs?.(line),
      threads: functionsHere(),
      ...(options.statesLimits && { statesLimits: options.statesLimits }),
      ...(options.childHistory && { childHistory: options.childHistory }),
    });
    held.flow = new Flow(environment, held.engine as FlowEngine, clock, folder);
    return held.flow;
  }

  /** Forgets objects, tables, faults and latency. */
  reset(tables: FlowTable[]): void {
    for (const bucket of this.environment.assembly.buckets) {
      for (const name of readdirSync(this.path(bucket))) rmSync(join(this.path(bucket), name), { recursive: true });
      rmSync(join(this.folder, '.meta', bucket), { recursive: true, force: true });
      mkdirSync(this.path(bucket), { recursive: true });
    }
    rmSync(join(this.folder, '.glue'), { recursive: true, force: true });
    this.environment.glue.catalog.createDatabase(GLUE_DATABASE);
    this.engine.reset(tables);
    this.calls.length = 0;
    this.latency = () => 0;
    this.dataApiFault = undefined;
    this.s3Fault = undefined;
    this.glueFault = undefined;
    this.environment.notifications.length = 0;
  }

  /** Starts a run and waits until it, and what its end sets off, is over. */
  async run(pipeline = 'lake', input: object = {}): Promise<Ended> {
    const arn = this.environment.start(pipeline, input);
    return this.ended(arn);
  }

  /** How an execution ended, once nothing runs any more. */
  async ended(arn: string): Promise<Ended> {
    await this.settle();
    const { status, error, cause, startDate, stopDate = startDate } = await this.environment.states.waitFor(arn);
    return {
      arn,
      status,
      error,
      cause: cause ?? '',
      output: this.finished(arn),
      seconds: (stopDate - startDate) / 1000,
    };
  }

  /** Waits until no execution runs, the clean-up's included. */
  async settle(): Promise<void> {
    const { states } = this.environment;
    for (;;) {
      const running = states.executions().filter(({ status, child }) => status === 'RUNNING' && !child);
      if (running.length === 0) return;
      await Promise.all(running.map(({ executionArn }) => states.waitFor(executionArn)));
    }
  }

  /** Calls back at each event until the returned function is called. */
  on(listener: (event: StatesEvent) => void): () => void {
    return this.environment.states.onEvent(listener);
  }

  get bucket(): string {
    return this.environment.assembly.buckets[0] ?? '';
  }

  /** A JSON object of the bucket, or undefined. The key is without the pipeline's prefix. */
  read<T>(key: string, pipeline = 'lake'): T | undefined {
    try {
      return JSON.parse(readFileSync(join(this.path(this.bucket), this.root(pipeline), key), 'utf8')) as T;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  current(table: string, pipeline = 'lake'): StoredState | undefined {
    return this.read(`tables/${table}/current.json`, pipeline);
  }

  group(name: string, pipeline = 'lake'): { tables: StoredState[] } | undefined {
    return this.read(`groups/${name}/current.json`, pipeline);
  }

  /** Location of each table and partition that the Glue Data Catalog shows, without the pipeline's prefix. */
  shown(pipeline: string): Record<string, string[]> {
    const { catalog } = this.environment.glue;
    const prefix = `s3://${this.bucket}/${this.root(pipeline)}`;
    const locationOf = (stored: Record<string, unknown>) =>
      String((stored.StorageDescriptor as { Location?: string } | undefined)?.Location).replace(prefix, '');
    return Object.fromEntries(
      catalog.tables(GLUE_DATABASE).map((table) => {
        const name = String(table.Name);
        const isParted = (table.PartitionKeys as unknown[] | undefined)?.length;
        return [name, isParted ? catalog.partitions(GLUE_DATABASE, name).map(locationOf).sort() : [locationOf(table)]];
      }),
    );
  }

  report(ended: Ended, pipeline = 'lake'): { status: string; error?: string; tables: ReportedTable[] } {
    const report = this.read<{ status: string; tables: ReportedTable[] }>(
      `runs/${ended.output?.runId}/report.json`,
      pipeline,
    );
    if (report) return report;
    throw new Error(`no report of ${ended.arn}`);
  }

  table(ended: Ended, table: string, pipeline = 'lake'): ReportedTable {
    const found = this.report(ended, pipeline).tables.find((one) => one.table === table);
    if (found) return found;
    throw new Error(`the report has no ${table}`);
  }

  /** Keys of the pipeline, without its prefix. */
  keys(prefix: string, pipeline = 'lake'): string[] {
    const root = join(this.path(this.bucket), this.root(pipeline));
    if (!existsSync(root)) return [];
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
      .filter((key) => key.startsWith(prefix))
      .sort();
  }

  path(bucket: string): string {
    return join(this.folder, bucket);
  }

  root(pipeline: string): string {
    return `shuttle/${pipeline}/`;
  }

  async close(): Promise<void> {
    await this.environment.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private sawPayload(...payloads: unknown[]): void {
    for (const payload of payloads) {
      const bytes = Buffer.byteLength(JSON.stringify(payload) ?? '');
      this.largestPayload = Math.max(this.largestPayload, bytes);
    }
  }

  /** The Data API's calls of one kind. */
  called(operation: string): DataApiCall[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  /** The statement behind an id of the Data API, `uuid` or `uuid:n`. */
  stepOf(id: unknown): NamedStep | undefined {
    return this.steps.get(String(id));
  }

  private timeOf({ id, sql, statementName = '' }: LatencyRequest): number | Latency {
    const [, , unit = '', , attempt = '1'] = statementName.split('/');
    const step = this.engine.next(sql);
    const named = { ...step, table: step.table || unit, attempt: Number(attempt) };
    this.steps.set(id, named);
    if (!this.steps.has(id.replace(/:\d+$/, ''))) this.steps.set(id.replace(/:\d+$/, ''), named);
    return this.latency(named);
  }

  /** The last output of FinishRun, also of a run that failed. */
  private finished(arn: string): Ended['output'] {
    const event = this.environment.states
      .getExecutionHistory(arn)
      .findLast(
        ({ type, stateExitedEventDetails: exited }) =>
          type === 'TaskStateExited' && (exited as { name?: string } | undefined)?.name === 'FinishRun',
      );
    const details = (event as { stateExitedEventDetails?: { output?: string } } | undefined)?.stateExitedEventDetails;
    return details?.output === undefined ? undefined : JSON.parse(details.output);
  }
}
