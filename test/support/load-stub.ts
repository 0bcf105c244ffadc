import { type Assembly, readAssembly } from '../../local/assembly/assembly';
import { VirtualClock } from '../../local/clock';
import { StatesService } from '../../local/states/service';
import { LambdaError } from '../../local/states/task-runner';
import { assemblyFolder } from './assemblies';

// biome-ignore lint/suspicious/noExplicitAny: payloads are whatever the definition makes of them
export type Payload = any;
export type Answer = (payload: Payload, time: number) => unknown;

export const failing =
  (error: string, message = 'broken'): Answer =>
  () => {
    throw new LambdaError(error, message);
  };

/** Fails the first time, and answers as usual from then on. */
export const onceFailing =
  (error: string, then: Answer): Answer =>
  (payload, time) =>
    (time === 1 ? failing(error) : then)(payload, time);

export const RUN = {
  pipeline: 'events',
  runId: 'r1',
  root: { bucket: 'b', prefix: 'p/' },
  maxAttempts: 3,
  dryRun: false,
};
export const BATCH = { batchId: 'b1', batchSeq: 1, staged: { bucket: 'b', prefix: 's/' }, groups: 1 };
const GROUPS = { bucket: 'b', key: 'p/groups.json' };
const LOADS = { bucket: 'b', key: 'p/loads.json' };
const STATEMENT = { status: 'FINISHED', timedOut: false, startedAt: '2026-01-05T03:00:00Z', polls: 0 };

export const finished = (step: string) => ({ ...STATEMENT, statementId: step });
export const running = (step: string) => ({ ...finished(step), status: 'RUNNING', waitSeconds: 1 });
export const timedOut = (step: string) => ({ ...finished(step), status: 'RUNNING', timedOut: true, waitSeconds: 1 });
export const evolving = { do: 'evolve', label: 's.t', at: LOADS, statement: { step: 'evolve' } };
export const applying = { do: 'apply', label: 's.t', at: LOADS, statement: { step: 'apply' } };
export const probing = { do: 'probe', label: 's.t', search: LOADS, aside: null, statement: { step: 'probe' } };
export const aside = { do: 'again', label: 's.t', search: LOADS, aside: LOADS, statement: null };

/** The machines of the stack of loads, over functions of known answers: a statement step is `submit:apply` and so on. */
export class LoadStub {
  readonly clock = new VirtualClock();
  readonly assembly: Assembly = readAssembly(assemblyFolder('load'));
  readonly environment: { states: StatesService };
  readonly calls: { step: string; payload: Payload; at: number }[] = [];
  readonly objects = new Map<string, string>();
  private answers: Record<string, Answer> = {};
  private times = new Map<string, number>();

  constructor() {
    const states = new StatesService({
      clock: this.clock,
      region: this.assembly.region,
      tasks: { invoke: async (arn, payload) => this.answer(arn, payload) },
      objects: {
        get: async ({ key }) => {
          const text = this.objects.get(key);
          if (text !== undefined) return new TextEncoder().encode(text);
          throw Object.assign(new Error('no such key'), { name: 'NoSuchKey' });
        },
        put: async ({ key }, body) => {
          this.objects.set(key, new TextDecoder().decode(body));
        },
      },
    });
    this.environment = { states };
    for (const { name, definition } of this.assembly.machines) states.createStateMachine({ name, definition });
  }

  machine(pipeline: string) {
    const found = this.assembly.machines.find(({ name }) => name === `${this.assembly.stack}_${pipeline}`);
    if (!found) throw new Error(`no pipeline ${pipeline}`);
    return found;
  }

  /** Begins a run in which some steps answer otherwise. */
  start(answers: Record<string, Answer> = {}, input: object = {}): string {
    this.answers = answers;
    this.times = new Map();
    this.calls.length = 0;
    this.objects.clear();
    this.objects.set(GROUPS.key, JSON.stringify([{ group: 0, objects: [] }]));
    this.objects.set(LOADS.key, JSON.stringify([{ label: 's.t', tables: ['s.t'], unitAt: LOADS }]));
    return this.environment.states.startExecution({ stateMachineArn: this.machine('events').arn, input }).executionArn;
  }

  async run(answers: Record<string, Answer> = {}, input: object = {}) {
    return this.environment.states.waitFor(this.start(answers, input));
  }

  called(step: string): { payload: Payload; at: number }[] {
    return this.calls.filter((call) => call.step === step);
  }

  private answer(arn: string, payload: Payload): unknown {
    const name = /function:[^_]+_([\w-]+)/.exec(arn)?.[1] ?? arn;
    const sql = name.endsWith('-statement') ? `:${payload.statement.step ?? payload.statement.statementId}` : '';
    const step = `${name.replace('-statement', '')}${sql}`;
    const time = (this.times.get(step) ?? 0) + 1;
    this.times.set(step, time);
    this.calls.push({ step, payload, at: this.clock.now() });
    return (this.answers[step] ?? usual(step))(payload, time);
  }
}

const USUAL: Record<string, Answer> = {
  'start-load': () => ({ run: RUN, objects: true }),
  'collect-objects': () => ({ batch: BATCH, groups: GROUPS }),
  'scan-objects': () => ({ tables: 1 }),
  'plan-columns': () => ({ tables: 1 }),
  'stage-objects': () => ({ rows: 1, bad: 0 }),
  'plan-loads': () => ({ loads: LOADS, units: 1 }),
  'plan-batches': () => ({ loads: LOADS, units: 1 }),
  'prepare-table': () => ({ label: 's.t', table: 's.t', batchId: 'b1', statement: { step: 'describe' } }),
  'plan-changes': () => applying,
  'judge-load': () => ({ label: 's.t', statement: { step: 'trace' } }),
  'set-aside': () => aside,
  'commit-load': () => ({ more: false, rows: 1 }),
  'record-load-failure': ({ error }) => ({ error: error.Error, cause: 'told' }),
  'retire-load-runs': () => ({ runs: 0, deleted: 0, left: 0 }),
  'finish-load': ({ error }) => ({ error: error?.Error ?? null, cause: '' }),
};

/** What a step answers when all is well. */
export const usual = (step: string): Answer => {
  const [name = '', sql = ''] = step.split(':');
  if (['submit', 'poll', 'cancel'].includes(name)) return () => finished(sql);
  const answer = USUAL[name];
  if (!answer) throw new Error(`no answer to ${step}`);
  return answer;
};
