import type { FlowTable } from '../../test/support/flow-catalog';
import { meterRun, onTableEnd, type RunCost } from '../../test/support/flow-cost';
import { Flow, type FlowOptions } from '../../test/support/flow-rig';
import { ProgressBar } from './progress-bar';

/** A table and the time that its statement takes in Redshift. */
export interface TimedTable {
  name: string;
  seconds: number;
}

export interface BenchRun extends RunCost {
  /** Seconds between a statement's end and the next step, by table. */
  lateness: Map<string, number>;
  /** Wall-clock seconds that the simulation took. */
  tookSeconds: number;
}

/** From here on the clock is coarse. */
const MANY = 1_000;

/**
 * Runs a pipeline over tables of known statement times: real definition, real handlers, the Data API with its limits,
 * a virtual clock.
 *
 * @throws Error when a table was not committed
 */
export const runBench = async (assembly: string, pipeline: string, timed: readonly TimedTable[]): Promise<BenchRun> => {
  const options: FlowOptions = {
    assembly,
    childHistory: 'counts',
    patienceSeconds: 900,
    // Thousands of tables on an exact clock would run one after the other; lateness is then exact to half a second.
    ...(timed.length >= MANY && { clockQuantumMs: 500 }),
  };
  const flow = await Flow.start(options);
  const bar = new ProgressBar(process.stderr, `${timed.length} tables`, timed.length);
  try {
    const secondsOf = new Map(timed.map(({ name, seconds }) => [name, seconds]));
    const tables: FlowTable[] = timed.map(({ name }) => ({ name, rows: 10, known: 1_000_000, parts: 1 }));
    flow.reset(tables);
    flow.latency = ({ kind, table }) => (kind === 'unload' ? { startedMs: (secondsOf.get(table) ?? 0) * 1000 } : 0);

    const endedAt = new Map<string, number>();
    const lateness = new Map<string, number>();
    flow.engine.script = ({ kind, table }) => {
      if (kind === 'unload') endedAt.set(table, flow.clock.now());
      return undefined;
    };
    flow.onPayload = (functionArn, payload) => {
      if (!functionArn.includes('verify-unload')) return;
      const { table } = (payload as { plan: { table: string } }).plan;
      if (!lateness.has(table)) lateness.set(table, (flow.clock.now() - (endedAt.get(table) ?? 0)) / 1000);
    };
    const forget = onTableEnd(flow, (ended) => bar.show(ended));
    const began = Date.now();
    const cost = meterRun(flow);
    const ended = await flow.run(pipeline);
    forget();
    if (ended.status !== 'SUCCEEDED') throw new Error(`${ended.error}: ${ended.cause}`);
    return { ...cost(ended, timed.length), lateness, tookSeconds: (Date.now() - began) / 1000 };
  } finally {
    bar.end();
    await flow.close();
  }
};
