import type { ApplyRequest, LoadRole, WriteMode } from '../../lambdas/core/sql/load/apply-request';
import { CARRIED, CASES, COLUMNS, KEY } from '../support/load-campaign';
import { inTransaction, type LoadRig, openLoadRig, request } from '../support/load-rig';

let rig: LoadRig;
beforeAll(async () => {
  rig = await openLoadRig();
});
afterAll(() => rig.close());

const CONFLICT = /1023|Serializable isolation violation/;

/** Cases between those that are always run: of a campaign. */
const more = <T>(...cases: T[]): T[] => (CASES > 1 ? cases : []);

const batch = async (writeMode: WriteMode, id: string, pos: string): Promise<ApplyRequest> => {
  const change = { shuttle_op: 'U' as const, shuttle_pos: pos, id: '1', region: 'eu', v: pos };
  const source = await rig.stage(id, [change]);
  const deletes = { mode: 'ignore' } as const;
  return request('t', COLUMNS, { batch: { id, seq: pos }, writeMode, source, key: KEY, carried: CARRIED, deletes });
};

/** Stops `first` behind a role, runs `second`, and lets `first` go on; answers the errors. */
const race = async (first: ApplyRequest, second: ApplyRequest, after: LoadRole): Promise<(string | undefined)[]> => {
  const [a, b] = [await rig.as('admin'), await rig.as('admin')];
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const outcome = (done: Promise<unknown>): Promise<string | undefined> =>
    done.then(
      () => undefined,
      (error: Error) => error.message,
    );
  const slow = inTransaction(a, first, { after, gate });
  const slowDone = outcome(slow.done);
  await slow.reached;
  const fast = await outcome(inTransaction(b, second).done);
  open();
  const errors = [await slowDone, fast];
  await Promise.all([a.close(), b.close()]);
  return errors;
};

describe('two runs at once', () => {
  it.each<[WriteMode, string]>([
    ['append', 'two batches'],
    ['merge', 'the same batch'],
    ['scd2', 'two batches'],
    ...more<[WriteMode, string]>(['append', 'the same batch'], ['merge', 'two batches']),
  ])('%s of %s: one applies, the other conflicts and finds the guard afterwards', async (writeMode, which) => {
    await rig.target('t', COLUMNS, { key: KEY, writeMode, carried: CARRIED });
    const one = await batch(writeMode, 'b1', '1');
    const two = which === 'two batches' ? await batch(writeMode, 'b2', '2') : one;
    const [slow, fast] = await race(one, two, 'verify');
    expect(slow).toBeUndefined();
    expect(fast).toMatch(CONFLICT);
    const counts = await rig.apply(two);
    expect(counts.upsert ?? 0).toBe(which === 'two batches' ? 1 : 0);
    const both = which === 'two batches' && writeMode !== 'merge';
    const expected = both ? [['1'], ['2']] : [[which === 'two batches' ? '2' : '1']];
    expect(await rig.select('select v from t order by v')).toEqual(expected);
  });

  it.each<[LoadRole, WriteMode]>([
    ['lock', 'append'],
    ['fence', 'append'],
    ['ledger', 'append'],
    ['guard', 'replace'],
    ...more<[LoadRole, WriteMode]>(
      ['copy', 'append'],
      ['guard', 'append'],
      ['apply', 'append'],
      ['counts', 'append'],
      ['lock', 'replace'],
    ),
  ])('that stop behind %s of %s apply a batch once', async (after, writeMode) => {
    await rig.target('t', COLUMNS, { key: KEY, writeMode });
    const one = await batch(writeMode, 'b1', '1');
    const errors = await race(one, one, after);
    // A lock alone takes no snapshot: whoever comes later finds the guard.
    expect(errors.filter((error) => error !== undefined)).toHaveLength(after === 'lock' ? 0 : 1);
    for (const error of errors) if (error !== undefined) expect(error).toMatch(CONFLICT);
    await rig.apply(one);
    expect(await rig.select('select v from t')).toEqual([['1']]);
  });
});
