import { Flow } from '../support/flow-rig';
import { finalState, SWEPT, SWEPT_PIPELINE, sweptRun } from '../support/flow-sweep';

/*
 * The execution is stopped as it enters each of its states in turn, the children's included: what is left is cleaned up
 * by the rule, and the next run ends as if nothing had been. The next run is stopped one state further, and only every so
 * many runs to its end, so that it meets what several stops have left.
 */
const STOPS = 4;
// Some fifty runs.
jest.setTimeout(600_000);

let flow: Flow;
beforeAll(async () => {
  flow = await Flow.start();
});
afterAll(() => flow?.close());

/** Runs and stops at the n-th state that is entered. Returns the state, or undefined when the run has fewer. */
const stopAt = async (n: number): Promise<string | undefined> => {
  let entered = 0;
  let state: string | undefined;
  const forget = flow.on((event) => {
    if (event.kind !== 'progress' || event.step !== 'entered' || state !== undefined || entered++ < n) return;
    state = event.state;
    queueMicrotask(() => flow.environment.states.stopExecution(arn));
  });
  const arn = flow.environment.start(SWEPT_PIPELINE);
  const { status } = await flow.ended(arn);
  forget();
  if (state !== undefined && status !== 'ABORTED' && status !== 'SUCCEEDED') throw new Error(`${state}: ${status}`);
  return state;
};

it('a run that was stopped at any state leaves no lock, and the next one ends as if it had not been', async () => {
  flow.reset(SWEPT);
  await sweptRun(flow);
  const expected = finalState(flow);

  const stopped: string[] = [];
  for (let n = 0; ; n++) {
    if (n % STOPS === 0) flow.reset(SWEPT);
    const state = await stopAt(n);
    if (state === undefined) break;
    stopped.push(state);
    expect({ state, lock: finalState(flow).lock }).toEqual({ state, lock: [] });
    expect({ state, missing: finalState(flow).missing }).toEqual({ state, missing: [] });
    if (n % STOPS !== STOPS - 1) continue;
    const ended = await sweptRun(flow);
    expect({ state, status: ended.status, cause: ended.cause }).toEqual({ state, status: 'SUCCEEDED', cause: '' });
    expect({ state, ...finalState(flow) }).toEqual({ state, ...expected });
  }
  expect(new Set(stopped)).toEqual(
    new Set([
      'StartRun',
      'Discover?',
      'Catalog: Submit',
      'Catalog: Ended?',
      'PlanTables',
      'Anything to read?',
      'ExtractTables',
      'Begin',
      'PlanTable',
      'Read: Submit',
      'Read: Ended?',
      'By method',
      'ChooseMethod',
      'VerifyUnload',
      'CopyPages',
      'All pages?',
      'VerifyPages',
      'Source rebuilt?',
      'CommitTable',
      'RetireRuns',
      'More chunks?',
      'In the Glue catalog?',
      'RetireBatches',
      'Table done',
      'FinishRun',
      'Succeeded?',
      'Done',
    ]),
  );
});
