import { DisturbedTable } from '../support/loads-disturbed';
import type { When } from '../support/loads-faults';
import { FaultyLoads } from '../support/loads-faults';

/*
 * The process of a load dies at each call by which it deletes old runs, before or after its effect. The rows are
 * committed; the next run settles them, and deletes what is left.
 */
jest.setTimeout(86_400_000);

const PIPELINE = 'm-cdc';
/** Longer than runs are kept. */
const LONG = 100 * 86_400_000;

let rig: FaultyLoads;
let tables = 0;
const calls: string[] = [];

beforeAll(async () => {
  rig = await FaultyLoads.open();
  let isRetiring = false;
  rig.entered = ({ state }) => {
    isRetiring = state === 'RetireLoadRuns';
  };
  rig.lose = (name) => {
    if (isRetiring) calls.push(name);
    return undefined;
  };
  for (let run = 0; run < 2; run++) await load();
  await grow();
  calls.length = 0;
  await load();
  rig.entered = () => undefined;
  rig.lose = () => undefined;
});
afterAll(() => rig?.env.close());

const grow = () => rig.env.clock.sleep(LONG);
const load = async (): Promise<DisturbedTable> => {
  const table = new DisturbedTable('append', ++tables);
  await table.put(rig.env);
  const { status, cause } = await rig.env.run(PIPELINE);
  expect({ status, cause }).toEqual({ status: 'SUCCEEDED', cause: undefined });
  await table.expectLoaded(rig.env);
  return table;
};
const runs = async (): Promise<string[]> => {
  const prefix = `${rig.env.e2e.root(PIPELINE)}runs/`;
  const keys = await rig.env.e2e.keys(prefix);
  return [...new Set(keys.map((key) => key.slice(prefix.length).split('/')[0] ?? ''))];
};

it('deletes by calls that are known here', async () => {
  expect(calls.map((name) => name.replace('s3 ', '').replace('shuttle/m-cdc/', '').trim())).toEqual([
    'GetObject lock.json',
    'GetObject collect/state.json',
    'ListObjectsV2',
    // Of each run: its files, run.json, the others.
    ...['ListObjectsV2', 'DeleteObjects', 'DeleteObjects'],
    ...['ListObjectsV2', 'DeleteObjects', 'DeleteObjects'],
  ]);
  expect(await runs()).toHaveLength(1);
});

it.each<When>(['before', 'after'])('goes on from any call that it dies %s', async (when) => {
  for (let call = 0; call < calls.length; call++) {
    await load();
    await grow();
    const table = new DisturbedTable('append', ++tables);
    await table.put(rig.env);
    const died = await rig.runUntil(PIPELINE, { call, when, since: 'RetireLoadRuns' });
    const { status, cause } = await rig.env.run(PIPELINE);
    expect({ call, died, status, cause }).toEqual({ call, died: true, status: 'SUCCEEDED', cause: undefined });
    await table.expectLoaded(rig.env);
    expect({ call, runs: await runs() }).toMatchObject({ call, runs: { length: 2 } });
  }
});
