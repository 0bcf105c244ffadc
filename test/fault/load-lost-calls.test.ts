import { DisturbedTable } from '../support/loads-disturbed';
import { FaultyLoads, type When } from '../support/loads-faults';

/*
 * The connection drops at many calls of a load at once: each run loses another part of them, until each was lost once
 * before its effect and once after it. The machine sends them again; the targets are as if nothing had been. Those by which
 * FinishLoad deletes staged files are not sent again: the next run deletes what is left.
 */
const PARTS = 3;
jest.setTimeout(300_000);

let rig: FaultyLoads;
let calls: string[] = [];
let tables = 0;

/** Watches the calls of a run; those that `isLost` names are lost. Names are the same in each run. */
const watch = (isLost: (name: string) => boolean, when: When): string[] => {
  const seen: string[] = [];
  const times = new Map<string, number>();
  rig.lose = (call) => {
    const plain = call.replaceAll(/disturbed_\d+/g, 'TABLE').replaceAll(/disturbed\/\d+-/g, 'FILE-');
    const time = (times.get(plain) ?? 0) + 1;
    times.set(plain, time);
    const name = `${plain} ${time}`;
    seen.push(name);
    return isLost(name) ? when : undefined;
  };
  return seen;
};

const load = async (): Promise<void> => {
  const { status, error, cause } = await rig.env.run('m-cdc');
  expect({ status, error, cause }).toEqual({ status: 'SUCCEEDED', error: undefined, cause: undefined });
};

beforeAll(async () => {
  rig = await FaultyLoads.open();
  const table = new DisturbedTable('append', ++tables);
  await table.put(rig.env);
  calls = watch(() => false, 'before');
  await load();
  calls = [...calls];
  await table.expectLoaded(rig.env);
});
afterAll(() => rig?.env.close());

const cases = (['before', 'after'] as const).flatMap((when) =>
  Array.from({ length: PARTS }, (_, part) => ({ when, part })),
);

it.each(cases)('calls lost $when their effect, part $part', async ({ when, part }) => {
  const table = new DisturbedTable('append', ++tables);
  await table.put(rig.env);
  const chosen = new Set(calls.filter((_, i) => i % PARTS === part));
  expect(chosen.size).toBeGreaterThan(10);
  const seen = watch((name) => chosen.has(name), when);
  await load();
  rig.lose = () => undefined;
  await load();
  await table.expectLoaded(rig.env);
  expect([...chosen].filter((name) => !seen.includes(name))).toEqual([]);
});
