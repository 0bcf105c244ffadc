import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { s3Error } from '../../support/fake-s3';
import {
  begin,
  begun,
  change,
  collect,
  finish,
  itemsOf,
  ROOT,
  RUN_ID,
  run,
  runOf,
  shaped,
  state,
  taken,
} from '../../support/load-fixture';

const STATE = `${ROOT}collect/state.json`;
const collectedOf = (s3: ReturnType<typeof begun>, runId = RUN_ID) => s3.json(`${ROOT}runs/${runId}/collected.json`);

describe('collectObjects', () => {
  it('takes what is new: list, then state, and items for the Map', async () => {
    const s3 = begun(['a.json', 'b.json']);
    const { batch } = await collect(s3);
    expect(batch).toMatchObject({ groups: 1, staged: { bucket: 'lake' } });
    expect(state(s3)).toMatchObject({ pending: { batchId: batch?.batchId, runId: RUN_ID } });
    expect(itemsOf(s3)).toMatchObject([{ group: 0, objects: [{ key: 'in/a.json' }, { key: 'in/b.json' }] }]);
    expect(collectedOf(s3)).toMatchObject({ batch: { objects: 2, resumed: false }, report: { counts: { taken: 2 } } });
  });

  it('takes nothing where nothing is new', async () => {
    const s3 = begun([]);
    expect((await collect(s3)).batch).toBeNull();
    expect(itemsOf(s3)).toEqual([]);
  });

  it('a dry run says what it would take, and takes nothing', async () => {
    const s3 = begun();
    const dry = { ...run, dryRun: true };
    begin(s3, dry);
    expect((await collect(s3, dry)).batch).toBeNull();
    expect(s3.keys()).not.toContain(STATE);
    expect(collectedOf(s3)).toMatchObject({ batch: { objects: 1 } });
  });

  it('goes on with what another run took, under the name that it has', async () => {
    const s3 = begun();
    const first = await taken(s3);
    s3.put('in/z.json', 'later');
    begin(s3, runOf(2));
    const second = await taken(s3, runOf(2));
    expect(second).toEqual(first);
    expect(itemsOf(s3, runOf(2))).toHaveLength(1);
    expect(collectedOf(s3, runOf(2).runId)).toMatchObject({ batch: { resumed: true, objects: 1 } });
  });

  it('shapes anew what was taken where the configuration of shaping has changed', async () => {
    const s3 = begun();
    const first = await taken(s3);
    begin(s3, runOf(2), { lines: 'tables: {public.events: {columnTypes: {id: bigint}}}' });
    const second = await taken(s3, runOf(2));
    expect(second.batchId).toBe(first.batchId);
    expect(second.staged).not.toEqual(first.staged);
  });

  it.each<[string, (s3: ReturnType<typeof begun>) => void, object, string, RegExp]>([
    [
      'reload while a batch is pending',
      () => undefined,
      { reload: { from: 'in/a', to: 'in/b' } },
      'InputInvalid',
      /not loaded to its end/,
    ],
    ['retryFailedOf a run that owes nothing', () => undefined, { retryFailedOf: 'r0' }, 'RunNotFound', /no table owes/],
    [
      'the list of the pending batch is gone',
      (s3) => s3.remove(s3.keys().find((key) => key.startsWith(`${ROOT}collect/batches/`)) ?? ''),
      {},
      'DocumentInvalid',
      /restore that version/,
    ],
  ])('refuses: %s', async (_, arrange, input, name, message) => {
    const s3 = begun();
    await taken(s3);
    arrange(s3);
    begin(s3, runOf(2), { input });
    await expect(collect(s3, runOf(2))).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  it('refuses a pending batch of another source: its objects would be looked for where they never were', async () => {
    const s3 = begun();
    await taken(s3);
    const moved = { ...runOf(2), source: { bucket: 'lake', prefix: 'elsewhere/' } };
    begin(s3, moved);
    await expect(collect(s3, moved)).rejects.toMatchObject({ name: 'ConfigInvalid' });
  });

  it('takes nothing new where it retries what a run owes', async () => {
    const s3 = begun();
    const batch = await shaped(s3, { 'a.json': [change('t', { id: '1' }, 1)] });
    await finish(s3, batch, { map: null });
    s3.put('in/z.json', 'later');
    begin(s3, runOf(2), { input: { retryFailedOf: RUN_ID } });
    expect((await collect(s3, runOf(2))).batch).toBeNull();
    expect(state(s3).pending).toBeUndefined();
  });

  it.each([
    [
      'the lock is another one’s',
      (s3: ReturnType<typeof begun>) => begin(s3, { ...run, executionArn: 'other' }),
      'LockLost',
    ],
    ['the state was changed meanwhile', undefined, 'CommitConflict'],
  ])('takes nothing where %s', async (_, arrange, name) => {
    const s3 = begun();
    arrange?.(s3);
    if (!arrange) {
      s3.fault = ({ operation, key }) => {
        if (operation === 'Put' && key === STATE)
          s3.put(STATE, {
            formatVersion: 1,
            source: run.source,
            lastSeq: 1,
            marker: null,
            horizon: null,
            seen: [],
            owed: [],
          });
        return undefined;
      };
    }
    await expect(collect(s3)).rejects.toMatchObject({ name });
  });

  it('finds its own batch after a lost answer', async () => {
    const s3 = begun();
    s3.fault = ({ operation, key }) =>
      operation === 'Put' && key === STATE ? { after: s3Error('InternalError', 500) } : undefined;
    await expect(collect(s3)).rejects.toMatchObject({ name: 'StorageUnavailable' });
    s3.fault = () => undefined;
    s3.put('in/z.json', 'later');
    expect((await collect(s3)).batch?.batchId).toBe(state(s3).pending?.batchId);
    expect(itemsOf(s3)[0]?.objects).toHaveLength(1);
  });

  it.each([
    ['objects', ['a.json', 'b.json']],
    ['nothing', []],
  ])('ends the same wherever it dies: %s', async (_, objects) => {
    await expectSameEndWhereverItDies(() => {
      const s3 = begun(objects);
      return { clients: [s3.client], step: () => collect(s3), state: () => s3.state() };
    });
  });
});
