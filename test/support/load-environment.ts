import { gzipSync } from 'node:zlib';
import { runIdOf } from '../../lambdas/core/batch/run-id';
import type { LoadReport } from '../../lambdas/core/load-report/load-report';
import { VirtualClock } from '../../local/clock';
import type { EnvironmentOptions } from '../../local/environment';
import { assemblyFolder } from './assemblies';
import { E2e } from './e2e-environment';

/** Where the objects lie that are loaded. */
export const SOURCES = 'sources';

/** How an execution of a load ended, with the report that it left. */
export interface EndedLoad {
  runId: string;
  status: string;
  error?: string;
  cause?: string;
  report: LoadReport;
}

/** The stack of `assemblies/load.yaml` on the laptop's AWS, with what tests of loads ask of it. */
export class LoadEnvironment {
  private constructor(
    readonly e2e: E2e,
    readonly clock: VirtualClock,
  ) {}

  static async open(options: Partial<EnvironmentOptions> = {}): Promise<LoadEnvironment> {
    const clock = new VirtualClock();
    const e2e = await E2e.open({ assembly: assemblyFolder('load'), ...options, clock });
    const { store } = e2e.environment.s3;
    if (!store.hasBucket(SOURCES)) store.createBucket(SOURCES);
    await e2e.admin(`CREATE USER "${e2e.user}" PASSWORD DISABLE`);
    return new LoadEnvironment(e2e, clock);
  }

  async put(key: string, content: string | Uint8Array): Promise<void> {
    await this.e2e.environment.s3.store.put(SOURCES, key, Buffer.from(content as Uint8Array));
  }

  async putLines(key: string, rows: readonly unknown[], packed = false): Promise<void> {
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    await this.put(key, packed ? gzipSync(text) : text);
  }

  async run(pipeline: string, input: object = {}): Promise<EndedLoad> {
    return this.ended(pipeline, this.e2e.start(pipeline, input));
  }

  async ended(pipeline: string, executionArn: string): Promise<EndedLoad> {
    const { states } = this.e2e.environment;
    const { status, error, cause } = await states.waitFor(executionArn);
    const runId = runIdOf(executionArn, new Date(states.describeExecution(executionArn).startDate).toISOString());
    const report = await this.e2e.json<LoadReport>(`${this.e2e.root(pipeline)}runs/${runId}/report.json`);
    return { runId, status, ...(error !== undefined && { error }), ...(cause !== undefined && { cause }), report };
  }

  close(): Promise<void> {
    return this.e2e.close();
  }
}
