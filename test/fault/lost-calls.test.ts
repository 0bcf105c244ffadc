import { lossesOf, watchCalls } from '../support/flow-lost-calls';
import { Flow } from '../support/flow-rig';
import { finalState, readsOf, SWEPT, sweptRun } from '../support/flow-sweep';

/*
 * The connection drops at each call that a run makes, before or after the call had its effect: the same as a process
 * that dies there and is started again by the machine. Each run loses another part of the calls, until each was lost once
 * before its effect and once after it.
 */
const PARTS = 5;
jest.setTimeout(300_000);

let flow: Flow;
let calls: string[] = [];
let expected: ReturnType<typeof finalState>;

beforeAll(async () => {
  flow = await Flow.start();
  flow.reset(SWEPT);
  calls = watchCalls(flow, () => false, 'before');
  const ended = await sweptRun(flow);
  if (ended.status !== 'SUCCEEDED') throw new Error(`the run without faults: ${ended.error}: ${ended.cause}`);
  calls = [...calls];
  expected = finalState(flow);
});
afterAll(() => flow?.close());

it('the run without faults leaves what the others are compared with', () => {
  expect(expected).toEqual({
    current: [
      { table: 'public.unloaded', batches: [{ method: 'unload', rows: 20, files: 2 }] },
      { table: 'public.counted', batches: [{ method: 'page', rows: 10, files: 1 }] },
    ],
    missing: [],
    lock: [],
  });
  expect(calls.filter((call) => call.startsWith('data ')).length).toBeGreaterThan(10);
  expect(calls.filter((call) => call.startsWith('s3 ')).length).toBeGreaterThan(25);
});

it.each(lossesOf(PARTS))('calls lost $when their effect, part $part', async ({ when, part }) => {
  flow.reset(SWEPT);
  const chosen = new Set(calls.filter((_, i) => i % PARTS === part));
  const seen = watchCalls(flow, (name) => chosen.has(name), when);
  const ended = await sweptRun(flow);
  expect({ status: ended.status, error: ended.error, cause: ended.cause }).toEqual({
    status: 'SUCCEEDED',
    error: undefined,
    cause: '',
  });
  expect(finalState(flow)).toEqual(expected);
  expect(readsOf(flow)).toEqual({ 'public.unloaded': 1, 'public.counted': 1 });
  expect([...chosen].filter((name) => !seen.includes(name))).toEqual([]);
});
