import type { S3Call } from '../../local/s3/faults';
import type { ProgressEvent } from '../../local/states/states-event';
import { assemblyFolder } from './assemblies';
import { LoadEnvironment } from './load-environment';

/** A call of a function on S3 or the Data API. */
export type When = 'before' | 'after';

/**
 * Where the process of a run dies: at a call, before or after its effect, or as a state is entered. Calls are counted from
 * the start, or since a state is entered.
 */
export type Death = { call: number; when: When; since?: string } | { state: number };

/**
 * A stack whose calls can be lost, and whose runs can die: all functions of the moment are gone with the execution, and
 * none of their calls arrives any more. What is started afterwards works.
 */
export class FaultyLoads {
  /** Says which calls are lost; told each one, named alike in every run. */
  lose: (name: string) => When | undefined = () => undefined;
  /** Sees every state that an execution enters. */
  entered: (event: ProgressEvent) => void = () => undefined;
  /** Milliseconds that a part of a statement takes. */
  latency: (statementName: string) => number = () => 0;
  private death: (Death & { arn: string }) | undefined;
  private counts = { call: 0, state: 0 };
  private isDead = false;
  private underWay = 0;
  private revived: (() => void)[] = [];

  private constructor(readonly env: LoadEnvironment) {}

  static async open(): Promise<FaultyLoads> {
    const held: { rig?: FaultyLoads } = {};
    const env = await LoadEnvironment.open({
      assembly: assemblyFolder('load-model'),
      s3Faults: (call) => {
        const when = held.rig?.meet(s3Name(call));
        return when && { [when]: 'drop' };
      },
      dataApi: {
        faults: ({ operation }) => {
          const when = held.rig?.meet(`data ${operation}`);
          return when && { when };
        },
        latency: ({ statementName }) => held.rig?.latency(statementName ?? '') ?? 0,
      },
      watch: (tasks) => ({
        invoke: (functionArn, payload, context) =>
          held.rig?.invoke(() => tasks.invoke(functionArn, payload, context)) ??
          tasks.invoke(functionArn, payload, context),
      }),
    });
    const rig = new FaultyLoads(env);
    held.rig = rig;
    env.e2e.environment.states.onEvent((event) => {
      if (event.kind !== 'progress' || event.step !== 'entered') return;
      rig.entered(event);
      const { death } = rig;
      if (death && 'call' in death && death.since === event.state) rig.counts.call = 0;
      if (death && 'state' in death && rig.counts.state++ === death.state) queueMicrotask(() => rig.die());
    });
    return rig;
  }

  /** Starts a run that dies. @returns whether it lived long enough to */
  async runUntil(pipeline: string, death: Death): Promise<boolean> {
    this.counts = { call: 'since' in death ? Number.NEGATIVE_INFINITY : 0, state: 0 };
    const arn = this.env.e2e.start(pipeline);
    this.death = { ...death, arn };
    await this.settle();
    const died = this.death === undefined;
    this.death = undefined;
    return died;
  }

  /** Waits until no execution runs, the clean-up's included. */
  async settle(): Promise<void> {
    const { states } = this.env.e2e.environment;
    for (;;) {
      const running = states.executions().filter(({ status, child }) => status === 'RUNNING' && !child);
      if (running.length === 0) return;
      await Promise.all(running.map(({ executionArn }) => states.waitFor(executionArn)));
    }
  }

  private async invoke(work: () => Promise<unknown>): Promise<unknown> {
    if (this.isDead) await new Promise<void>((resolve) => this.revived.push(resolve));
    this.underWay++;
    try {
      return await work();
    } finally {
      this.underWay--;
      this.revive();
    }
  }

  private meet(name: string): When | undefined {
    if (this.isDead) return 'before';
    const { death } = this;
    if (death && 'call' in death && this.counts.call++ === death.call) {
      this.die();
      return death.when;
    }
    return this.lose(name);
  }

  private die(): void {
    if (!this.death) return;
    const { arn } = this.death;
    this.death = undefined;
    this.isDead = true;
    this.env.e2e.environment.states.stopExecution(arn);
    this.revive();
  }

  private revive(): void {
    if (!this.isDead || this.underWay > 0) return;
    this.isDead = false;
    for (const resolve of this.revived.splice(0)) resolve();
  }
}

/** Ids of runs, batches and calls differ from run to run. */
const s3Name = ({ op, key = '' }: S3Call): string =>
  `s3 ${op} ${key
    .replaceAll(/\d{8}T\d{6}Z-[0-9a-f]+(-\d+)?/g, 'RUN')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID')
    .replaceAll(/-[0-9a-f]{12,}/g, '-HASH')}`;
