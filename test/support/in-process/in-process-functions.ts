import { Console } from 'node:console';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { environmentOf, type FunctionSpec } from '../../../local/lambda/function-spec';
import type { FunctionThread, ReportedError, ThreadHolder, ThreadSource } from '../../../local/lambda/function-thread';
import { SHARED_FILE, STEPS_FILE } from './function-files';
import { LineStream } from './line-stream';
import { LocalCalls } from './local-calls';
import { makeQuick } from './quick-client';

type Modules = Record<string, () => Record<string, unknown>>;
type Handler = (event: unknown, context: object) => Promise<unknown>;
type Wrapper = (
  module: { exports: unknown },
  require: (name: string) => unknown,
  process: object,
  console: object,
) => void;

/** Clients of the SDK, with the variable that tells where their service is. */
const CLIENTS: Readonly<Record<string, { client: string; endpoint: string }>> = {
  '@aws-sdk/client-s3': { client: 'S3Client', endpoint: 'AWS_ENDPOINT_URL_S3' },
  '@aws-sdk/client-redshift-data': { client: 'RedshiftDataClient', endpoint: 'AWS_ENDPOINT_URL_REDSHIFT_DATA' },
  '@aws-sdk/client-glue': { client: 'GlueClient', endpoint: 'AWS_ENDPOINT_URL_GLUE' },
  '@aws-sdk/client-sfn': { client: 'SFNClient', endpoint: 'AWS_ENDPOINT_URL_SFN' },
};

const nodeRequire = createRequire(__filename);

/**
 * Runs functions in this process, side by side: each with modules, variables and output of its own, as each has on Lambda,
 * over packages that they share. A whole stack in a thread for each function spends most of its time on making each
 * thread's copy of the SDK fast.
 *
 * What it leaves out: the bundles as they are deployed, sockets, and the end of a process. Tests that are about these use
 * threads (`WorkerThread`); so does the demo.
 */
export class InProcessFunctions implements ThreadSource {
  private readonly servers = new Map<string, Server>();
  private shared: Modules | undefined;
  private steps: Wrapper | undefined;

  /** @param folder where `bundleFunctions` has left its files; asked when the first function is taken */
  constructor(private readonly folder: () => string) {}

  serve(endpoint: string, server: Server): void {
    this.servers.set(endpoint, server);
    server.once('close', () => this.servers.delete(endpoint));
  }

  take(spec: FunctionSpec): FunctionThread {
    this.shared ??= this.loadShared();
    this.steps ??= compile(join(this.folder(), STEPS_FILE));
    return new InProcessFunction(spec, this.steps, this.shared, new LocalCalls(this.servers));
  }

  private loadShared(): Modules {
    const module = { exports: {} as Modules };
    // Nothing of the machine's own configuration reaches the SDK.
    const env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
    const own = Object.create(process, { env: { value: env } });
    compile(join(this.folder(), SHARED_FILE))(module, requireWith(own), own, console);
    return module.exports;
  }
}

const compile = (filename: string): Wrapper => {
  const head = '(function (module, require, process, console) { const exports = module.exports;';
  return new Script(`${head}${readFileSync(filename, 'utf8')}\n})`, { filename }).runInThisContext() as Wrapper;
};

/** Modules of Node, among them this function's process. */
const requireWith = (process: object) => (name: string) =>
  name === 'process' || name === 'node:process' ? process : nodeRequire(name);

/** One function. It cannot be stopped in the middle: once it is terminated, its calls break off and nobody hears of it. */
class InProcessFunction implements FunctionThread {
  holder: ThreadHolder | undefined;
  readonly loaded: Promise<ReportedError | undefined>;
  readonly exited: Promise<void>;
  private exit = (): void => undefined;
  private handler: Handler | undefined;

  constructor(
    spec: FunctionSpec,
    steps: Wrapper,
    shared: Modules,
    private readonly calls: LocalCalls,
  ) {
    this.exited = new Promise((resolve) => {
      this.exit = resolve;
    });
    // Later: whoever takes it first gives it a holder, who hears what loading prints.
    this.loaded = Promise.resolve().then(() => this.load(spec, steps, shared));
  }

  invoke(id: number, event: string, context: object): void {
    void this.answer(event, context).then((message) => this.holder?.onMessage({ id, ...message }));
  }

  async terminate(): Promise<void> {
    const { holder } = this;
    this.holder = undefined;
    this.calls.breakOff();
    holder?.onExit();
    this.exit();
  }

  private load(spec: FunctionSpec, steps: Wrapper, shared: Modules): ReportedError | undefined {
    const env = environmentOf(spec);
    const stdout = new LineStream((line) => this.holder?.onLine('stdout', line));
    const stderr = new LineStream((line) => this.holder?.onLine('stderr', line));
    const own = Object.create(process, { env: { value: env }, stdout: { value: stdout }, stderr: { value: stderr } });
    const ofNode = requireWith(own);
    const sdk = new Map(Object.keys(CLIENTS).map((name) => [name, () => this.clientsOf(name, shared, env)]));
    const require = (name: string) => (sdk.get(name) ?? shared[name])?.() ?? ofNode(name);
    try {
      const module = { exports: {} as Modules };
      steps(module, require, own, new Console({ stdout, stderr }));
      const step = env.POWERTOOLS_SERVICE_NAME ?? '';
      const load = module.exports[step];
      if (!load) throw new Error(`no step ${step}`);
      this.handler = load().handler as Handler;
      return undefined;
    } catch (error) {
      return serialise(error);
    }
  }

  /** A package of the SDK whose clients are this function's. They would read the process's variables, late and for all functions. */
  private clientsOf(name: string, shared: Modules, env: Record<string, string>): Record<string, unknown> {
    const { client = '', endpoint = '' } = CLIENTS[name] ?? {};
    const found = shared[name]?.() ?? {};
    const Client = found[client] as new (config: object) => object;
    const settings = {
      region: env.AWS_REGION,
      endpoint: env[endpoint],
      credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
      requestHandler: this.calls,
    };
    return {
      ...found,
      [client]: class extends Client {
        constructor(config: object) {
          super({ ...config, ...settings });
          makeQuick(this);
        }
      },
    };
  }

  private async answer(event: string, context: object): Promise<{ payload: string } | { error: ReportedError }> {
    const { deadlineMs, ...rest } = context as { deadlineMs: number };
    try {
      const result = await this.handler?.(JSON.parse(event), {
        ...rest,
        callbackWaitsForEmptyEventLoop: true,
        getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
      });
      return { payload: JSON.stringify(result) ?? 'null' };
    } catch (error) {
      return { error: serialise(error) };
    }
  }
}

const serialise = (error: unknown): ReportedError =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };
