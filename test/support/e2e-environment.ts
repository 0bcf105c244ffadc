import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runIdOf } from '../../lambdas/core/batch/run-id';
import type { Report } from '../../lambdas/core/progress/report';
import { type Clock, VirtualClock } from '../../local/clock';
import { type EnvironmentOptions, LocalEnvironment } from '../../local/environment';
import { localWarehouse } from '../../local/local-warehouse';
import type { Warehouse } from '../../local/redshift/warehouse';
import { assemblyFolder } from './assemblies';
import { functionsHere } from './in-process/functions-here';

/** How an execution ended, with the report that it left. */
export interface EndedRun {
  runId: string;
  status: string;
  error?: string;
  cause?: string;
  report: Report;
}

/** The stack of `assemblies/e2e.yaml` on the laptop's AWS: real definitions and handlers, DuckDB behind the Data API. */
export class E2e {
  private constructor(
    readonly environment: LocalEnvironment,
    readonly clock: Clock,
    readonly warehouse: Warehouse,
    readonly logs: string[],
    readonly s3Root: string,
  ) {}

  static async open(options: Partial<EnvironmentOptions> = {}): Promise<E2e> {
    const clock = options.clock ?? new VirtualClock();
    const s3Root = mkdtempSync(join(tmpdir(), 'shuttle-e2e-'));
    const logs: string[] = [];
    const environment = await LocalEnvironment.start({
      assembly: assemblyFolder('e2e'),
      s3Root,
      engine: (s3) => localWarehouse(s3, () => clock.now()),
      logs: ({ line }) => logs.push(line),
      threads: functionsHere(),
      ...options,
      clock,
    });
    return new E2e(environment, clock, environment.engine as Warehouse, logs, s3Root);
  }

  /** The database user that the pipelines' role maps to. */
  get user(): string {
    const name = this.environment.assembly.functions.find(({ arn }) => /submit-statement/.test(arn))?.role.roleName;
    if (name === undefined) throw new Error('the stack has no submit-statement');
    return `IAMR:${name}`;
  }

  /** The bucket that the stack makes. */
  get bucket(): string {
    const [bucket] = this.environment.assembly.buckets.filter((name) => !/log/.test(name));
    if (bucket === undefined) throw new Error('the stack has no bucket');
    return bucket;
  }

  /** Runs Redshift statements one after the other as the superuser `admin`. */
  async admin(...statements: readonly string[]): Promise<void> {
    for (const statement of statements) await this.warehouse.createRedshiftTable(statement);
  }

  start(pipeline: string, input: object = {}): string {
    return this.environment.start(pipeline, input);
  }

  async run(pipeline: string, input: object = {}): Promise<EndedRun> {
    return this.ended(pipeline, this.start(pipeline, input));
  }

  /** Waits for an execution's end and reads its report. */
  async ended(pipeline: string, executionArn: string): Promise<EndedRun> {
    const { states } = this.environment;
    const { status, error, cause } = await states.waitFor(executionArn);
    const runId = runIdOf(executionArn, new Date(states.describeExecution(executionArn).startDate).toISOString());
    const report = await this.json<Report>(`${this.root(pipeline)}runs/${runId}/report.json`).catch(() => NO_REPORT);
    return { runId, status, ...(error !== undefined && { error }), ...(cause !== undefined && { cause }), report };
  }

  /** `<prefix>/<pipeline>/` of a pipeline in the stack's own bucket. */
  root(pipeline: string): string {
    return `shuttle/${pipeline}/`;
  }

  async json<T>(key: string, bucket = this.bucket): Promise<T> {
    return JSON.parse((await this.environment.s3.store.get(bucket, key)).toString('utf8')) as T;
  }

  /** Keys below a prefix of the stack's bucket, in order. */
  async keys(prefix: string, bucket = this.bucket): Promise<string[]> {
    const { objects } = await this.environment.s3.store.list(bucket, { prefix, maxKeys: 1000 });
    return objects.map(({ key }) => key);
  }

  async close(): Promise<void> {
    await this.environment.close();
    rmSync(this.s3Root, { recursive: true, force: true });
  }
}

/** A run that was refused before it began leaves none. */
const NO_REPORT = { tables: [], totals: {} } as unknown as Report;
