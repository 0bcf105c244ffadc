import { GROWING, GROWING_TABLES, growingState, orphansOf } from '../support/flow-growing';
import { keepState } from '../support/flow-kept';
import { lossesOf, watchCalls } from '../support/flow-lost-calls';
import { Flow } from '../support/flow-rig';

/*
 * The second run over a group with a changing table, deletes and a Glue catalog. The connection drops at many of its calls
 * at once: each run loses another part of them, until each call was lost once before its effect and once after it.
 */
const PARTS = 4;
jest.setTimeout(300_000);

let flow: Flow;
let kept: ReturnType<typeof keepState>;
let calls: string[] = [];
let expected: ReturnType<typeof growingState>;

beforeAll(async () => {
  flow = await Flow.start();
  flow.reset(GROWING_TABLES);
  const first = await flow.run(GROWING);
  if (first.status !== 'SUCCEEDED') throw new Error(`the first run: ${first.error}: ${first.cause}`);
  kept = keepState(flow);
  kept.restore(GROWING_TABLES);
  calls = watchCalls(flow, () => false, 'before');
  const second = await flow.run(GROWING);
  if (second.status !== 'SUCCEEDED') throw new Error(`the run without faults: ${second.error}: ${second.cause}`);
  calls = [...calls];
  expected = growingState(flow);
});
afterAll(async () => {
  kept?.forget();
  await flow?.close();
});

it('the run without faults leaves what the others are compared with', () => {
  expect(expected).toEqual({
    tables: [
      {
        batches: [
          { kind: 'load', rows: 20, files: 2, gone: undefined },
          { kind: 'window', rows: 4, files: 2, gone: 1 },
        ],
        tail: 2,
        keys: 20,
      },
      { batches: [{ kind: 'snapshot', rows: 30, files: 1, gone: 0 }], tail: undefined, keys: 30 },
    ],
    missing: [],
    wronglyShown: [],
    lock: [],
  });
  expect(orphansOf(flow)).toEqual([]);
  for (const service of ['s3 ', 'data ', 'glue ']) {
    expect(calls.filter((call) => call.startsWith(service)).length).toBeGreaterThan(4);
  }
});

it.each(lossesOf(PARTS))('calls lost $when their effect, part $part', async ({ when, part }) => {
  kept.restore(GROWING_TABLES);
  const chosen = new Set(calls.filter((_, i) => i % PARTS === part));
  const seen = watchCalls(flow, (name) => chosen.has(name), when);
  const ended = await flow.run(GROWING);
  expect({ status: ended.status, cause: ended.cause }).toEqual({ status: 'SUCCEEDED', cause: '' });
  expect(growingState(flow)).toEqual(expected);
  expect(orphansOf(flow)).toEqual([]);
  // Nothing was read twice.
  for (const { name } of GROWING_TABLES) expect(flow.engine.ran('unload', name)).toHaveLength(1);
  expect([...chosen].filter((name) => !seen.includes(name))).toEqual([]);
});
