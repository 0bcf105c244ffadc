import { GROWING, GROWING_TABLES, growingState, orphansOf } from '../support/flow-growing';
import { keepState } from '../support/flow-kept';
import { Flow } from '../support/flow-rig';

/*
 * The second run over a group with a changing table, deletes and a Glue catalog is stopped as the child enters each of its
 * states. The next run finds what was committed and what was not, and leaves no orphans.
 */
jest.setTimeout(300_000);

let flow: Flow;
let kept: ReturnType<typeof keepState>;
beforeAll(async () => {
  flow = await Flow.start();
  flow.reset(GROWING_TABLES);
  await flow.run(GROWING);
  kept = keepState(flow);
});
afterAll(async () => {
  kept?.forget();
  await flow?.close();
});

const stopAt = async (state: string): Promise<string> => {
  const forget = flow.on((event) => {
    if (event.kind !== 'progress' || event.step !== 'entered' || event.state !== state) return;
    queueMicrotask(() => flow.environment.states.stopExecution(arn));
    forget();
  });
  const arn = flow.environment.start(GROWING);
  const { status } = await flow.ended(arn);
  forget();
  return status;
};

const BEFORE_COMMIT = ['PlanTable', 'Read: Submit', 'VerifyUnload', 'Source rebuilt?'];
const AFTER_COMMIT = ['More chunks?', 'RegisterTable', 'RetireBatches'];

it.each([...BEFORE_COMMIT, 'CommitTable', ...AFTER_COMMIT])('stopped at %s', async (state) => {
  kept.restore(GROWING_TABLES);
  expect(await stopAt(state)).toBe('ABORTED');
  const stopped = growingState(flow);
  expect({ missing: stopped.missing, lock: stopped.lock }).toEqual({ missing: [], lock: [] });
  const windows = stopped.tables[0]?.batches.filter(({ kind }) => kind === 'window').length ?? 0;
  // The step that was under way may have ended after the stop.
  if (state !== 'CommitTable') expect(windows).toBe(AFTER_COMMIT.includes(state) ? 1 : 0);

  const ended = await flow.run(GROWING);
  expect({ status: ended.status, cause: ended.cause }).toEqual({ status: 'SUCCEEDED', cause: '' });
  const next = growingState(flow);
  expect(next).toMatchObject({ missing: [], wronglyShown: [], lock: [] });
  expect(next.tables[0]?.batches.map(({ kind }) => kind)).toEqual([
    'load',
    ...Array.from({ length: windows + 1 }, () => 'window'),
  ]);
  expect(next.tables[1]?.batches).toHaveLength(1);
  expect(orphansOf(flow)).toEqual([]);
});
