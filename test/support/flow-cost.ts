import type { StatesEvent } from '../../local/states/states-event';
import type { Ended, Flow } from './flow-rig';

/** What a run cost, and how late it was. */
export interface RunCost {
  tables: number;
  seconds: number;
  transitions: number;
  events: number;
  /** Of the execution with the most. */
  mostEvents: number;
  lambdaCalls: number;
  polls: number;
  /** Bytes of the largest input that a function got, or output that it gave. */
  largestPayload: number;
  throttled: number;
  peakStatements: number;
}

/** Watches what a run costs from here on. */
export const meterRun = (flow: Flow): ((ended: Ended, tables: number) => RunCost) => {
  const { states, lambda, dataApi } = flow.environment;
  const calls = () => Object.values(lambda.stats()).reduce((sum, { invocations }) => sum + invocations, 0);
  const polls = () =>
    Object.entries(lambda.stats())
      .filter(([name]) => name.endsWith('poll-statement'))
      .reduce((sum, [, { invocations }]) => sum + invocations, 0);
  const throttled = () => Object.values(dataApi.stats.throttled).reduce((sum, count) => sum + count, 0);
  const before = { executions: states.executions().length, calls: calls(), polls: polls(), throttled: throttled() };
  flow.largestPayload = 0;
  return (ended, tables) => {
    const run = states.executions().slice(before.executions);
    const sum = (pick: (one: (typeof run)[number]) => number) => run.reduce((total, one) => total + pick(one), 0);
    return {
      tables,
      seconds: ended.seconds,
      transitions: sum(({ transitions }) => transitions),
      events: sum(({ events }) => events),
      mostEvents: Math.max(...run.map(({ events }) => events)),
      lambdaCalls: calls() - before.calls,
      polls: polls() - before.polls,
      largestPayload: flow.largestPayload,
      throttled: throttled() - before.throttled,
      peakStatements: dataApi.stats.peakActiveStatements,
    };
  };
};

/** Calls back with the number of tables that have ended. */
export const onTableEnd = (flow: Flow, callback: (ended: number) => void): (() => void) => {
  let ended = 0;
  return flow.on((event: StatesEvent) => {
    if (event.kind === 'status' && event.child && event.detail.status !== 'RUNNING') callback(++ended);
  });
};
