import type { S3Call } from '../../local/s3/faults';
import { Flow } from '../support/flow-rig';
import { finalState, readsOf, SWEPT, sweptRun } from '../support/flow-sweep';

/*
 * The connection drops at each call that a run makes, before or after the call had its effect: the same as a process
 * that dies there and is started again by the machine.
 */
// Some sixty runs.
jest.setTimeout(600_000);

let flow: Flow;
let dataApiCalls: string[] = [];
let s3Calls: string[] = [];
let expected: ReturnType<typeof finalState>;

const named = ({ op, key = '' }: S3Call) => `${op} ${key.split('/').slice(2).join('/')}`;

beforeAll(async () => {
  flow = await Flow.start();
  flow.reset(SWEPT);
  flow.s3Fault = (call) => {
    s3Calls.push(named(call));
    return undefined;
  };
  const ended = await sweptRun(flow);
  if (ended.status !== 'SUCCEEDED') throw new Error(`the run without faults: ${ended.error}: ${ended.cause}`);
  dataApiCalls = flow.calls.map(({ operation }) => operation);
  s3Calls = [...s3Calls];
  expected = finalState(flow);
});
afterAll(() => flow?.close());

const proveRun = async (): Promise<void> => {
  const ended = await sweptRun(flow);
  expect({ status: ended.status, error: ended.error, cause: ended.cause }).toEqual({
    status: 'SUCCEEDED',
    error: undefined,
    cause: '',
  });
  expect(finalState(flow)).toEqual(expected);
  expect(readsOf(flow)).toEqual({ 'public.unloaded': 1, 'public.counted': 1 });
};

it('the run without faults leaves what the others are compared with', () => {
  expect(expected).toEqual({
    current: [
      { table: 'public.unloaded', batches: [{ method: 'unload', rows: 20, files: 2 }] },
      { table: 'public.counted', batches: [{ method: 'page', rows: 10, files: 1 }] },
    ],
    missing: [],
    lock: [],
  });
  expect(dataApiCalls.length).toBeGreaterThan(10);
  expect(s3Calls.length).toBeGreaterThan(25);
  expect(turns(s3Calls, 'after').length).toBeGreaterThan(10);
});

/** Calls that change something. Of the others a lost answer is no different from a call that never arrived. */
const HAS_EFFECT = /^(BatchExecute|Put|Delete|Cancel)/;
const turns = (calls: readonly string[], when: 'before' | 'after'): number[] =>
  [...calls.keys()].filter((n) => when === 'before' || HAS_EFFECT.test(calls[n] ?? ''));

describe.each(['before', 'after'] as const)('the connection drops %s the effect', (when) => {
  it('of each call of the Data API in turn', async () => {
    for (const lost of turns(dataApiCalls, when)) {
      flow.reset(SWEPT);
      let call = 0;
      flow.dataApiFault = () => (call++ === lost ? { when } : undefined);
      await proveRun();
      expect(call).toBeGreaterThan(lost);
    }
  });

  it('of each call of S3 in turn', async () => {
    for (const lost of turns(s3Calls, when)) {
      flow.reset(SWEPT);
      let call = 0;
      flow.s3Fault = () => (call++ === lost ? { [when]: 'drop' } : undefined);
      await proveRun();
      expect(call).toBeGreaterThan(lost);
    }
  });
});
