import { LOADS_RUNS } from '../support/loads-campaign';
import { DisturbedTable } from '../support/loads-disturbed';
import type { Mode } from '../support/loads-expected';
import { type Death, FaultyLoads } from '../support/loads-faults';

/*
 * The process of a load dies as it enters a state, or at a call, before or after its effect: its functions are gone with
 * the execution. The next run ends as if nothing had been: nothing is lost, and nothing is in the target twice.
 */
jest.setTimeout(86_400_000);

/** Deaths of each kind, spread over the run; all of them with SHUTTLE_MODEL_RUNS=50. */
const DEATHS = 2 * LOADS_RUNS;
const MODES: readonly Mode[] = ['append', 'merge', 'scd2', 'soft'];

let rig: FaultyLoads;
let tables = 0;
const counts = { state: 0, call: 0 };

beforeAll(async () => {
  rig = await FaultyLoads.open();
  const table = new DisturbedTable('append', ++tables);
  await table.put(rig.env);
  rig.lose = () => {
    counts.call++;
    return undefined;
  };
  rig.entered = () => {
    counts.state++;
  };
  const { status, cause } = await rig.env.run('m-cdc');
  rig.lose = () => undefined;
  rig.entered = () => undefined;
  expect({ status, cause }).toEqual({ status: 'SUCCEEDED', cause: undefined });
  await table.expectLoaded(rig.env);
});
afterAll(() => rig?.env.close());

const prove = async (death: Death): Promise<void> => {
  const table = new DisturbedTable(MODES[tables % MODES.length] as Mode, ++tables);
  await table.put(rig.env);
  const died = await rig.runUntil('m-cdc', death);
  const { status, cause } = await rig.env.run('m-cdc');
  expect({ death, died, status, cause }).toEqual({ death, died: true, status: 'SUCCEEDED', cause: undefined });
  await table.expectLoaded(rig.env);
};

/** Evenly spread numbers below `count`. */
const spread = (count: number): number[] => {
  const step = Math.max(1, count / DEATHS);
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => Math.floor((i + 0.5) * step)).filter(
    (n) => n < count,
  );
};

it('runs long enough to die in many places', () => {
  expect(counts.state).toBeGreaterThan(30);
  expect(counts.call).toBeGreaterThan(60);
});

it('a process that dies as a state is entered', async () => {
  for (const state of spread(counts.state)) await prove({ state });
});

it.each(['before', 'after'] as const)('a process that dies %s the effect of a call', async (when) => {
  for (const call of spread(counts.call)) await prove({ call, when });
});
