import { IS_CAMPAIGN } from '../support/loads-campaign';
import { DisturbedTable } from '../support/loads-disturbed';
import type { Mode } from '../support/loads-expected';
import { FaultyLoads } from '../support/loads-faults';

/*
 * Two runs of one pipeline at once: the lock keeps the second out. Where it is stolen from a run that goes on, the state
 * of the objects and the target's ledger let nothing in twice.
 */
jest.setTimeout(300_000);

let rig: FaultyLoads;
let tables = 0;
beforeAll(async () => {
  rig = await FaultyLoads.open();
});
afterAll(() => rig?.env.close());
afterEach(() => {
  rig.entered = () => undefined;
  rig.latency = () => 0;
});

const newTable = async (mode: Mode): Promise<DisturbedTable> => {
  const table = new DisturbedTable(mode, ++tables);
  await table.put(rig.env);
  return table;
};

it('a second run is refused, and leaves the first its lock', async () => {
  const table = await newTable('append');
  const { e2e } = rig.env;
  const first = e2e.start('m-cdc');
  let second: string | undefined;
  rig.entered = ({ state }) => {
    if (state === 'PlanColumns') second ??= e2e.start('m-cdc');
  };
  expect((await rig.env.ended('m-cdc', first)).status).toBe('SUCCEEDED');
  const refused = await e2e.environment.states.waitFor(second ?? '');
  expect({ status: refused.status, error: refused.error }).toEqual({ status: 'FAILED', error: 'AlreadyRunning' });
  await table.expectLoaded(rig.env);
});

/** Starts another run beside one that has entered a state, as if the lock had been its own. */
const runTwo = async (at: string): Promise<string[]> => {
  const { e2e } = rig.env;
  const first = e2e.start('m-cdc');
  let stealing: Promise<string> | undefined;
  const steal = async (): Promise<string> => {
    await e2e.environment.s3.store.delete(e2e.bucket, `${e2e.root('m-cdc')}lock.json`);
    return e2e.start('m-cdc');
  };
  rig.entered = ({ state }) => {
    if (state === at) stealing ??= steal();
  };
  const { status } = await e2e.environment.states.waitFor(first);
  if (!stealing) throw new Error(`no execution entered ${at}`);
  const second = await e2e.environment.states.waitFor(await stealing);
  await rig.settle();
  return [status, second.status];
};

/** All of them with SHUTTLE_MODEL_RUNS=2. */
const STATES = [
  ...['CollectObjects', 'StageGroup', 'Begin', 'CommitLoad'],
  ...(IS_CAMPAIGN ? ['ScanGroup', 'PlanColumns', 'PlanLoads', 'FinishLoad'] : []),
];

it.each(STATES)('the lock is stolen as the first run enters %s', async (state) => {
  const table = await newTable(STATES.indexOf(state) % 2 === 0 ? 'append' : 'merge');
  const statuses = await runTwo(state);
  expect(statuses).toHaveLength(2);
  expect(statuses).toContain('SUCCEEDED');
  const { status, cause } = await rig.env.run('m-cdc');
  expect({ status, cause }).toEqual({ status: 'SUCCEEDED', cause: undefined });
  await table.expectLoaded(rig.env);
});

it.each<Mode>(IS_CAMPAIGN ? ['append', 'merge', 'scd2'] : ['append'])(
  'two transactions of one batch, statement by statement beside each other: %s',
  async (mode) => {
    const table = await newTable(mode);
    let applies = 0;
    // The first is slow enough for the second to catch up.
    const known = new Set<string>();
    rig.latency = (name) => {
      if (!/\/apply\//.test(name)) return 0;
      if (!known.has(name)) applies++;
      known.add(name);
      return 20_000;
    };
    const statuses = await runTwo('Apply: Submit');
    // Which of them gives up does not matter: the first has lost its lock, the second may wait in vain for its turn.
    expect(statuses).toHaveLength(2);
    expect(applies).toBeGreaterThan(1);
    rig.latency = () => 0;
    expect((await rig.env.run('m-cdc')).status).toBe('SUCCEEDED');
    await table.expectLoaded(rig.env);
  },
);
