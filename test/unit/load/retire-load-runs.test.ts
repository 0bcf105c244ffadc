import { retireLoadRuns } from '../../../lambdas/load/retire-load-runs';
import { MAX_RUNS } from '../../../lambdas/run/retire-run-folders';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { FakeS3 } from '../../support/fake-s3';
import { ARN, NOW, ROOT, RUN_ID, run, START } from '../../support/load-fixture';

const OLD = ['20251001T030000Z-aaaa', '20251002T030000Z-bbbb', '20251003T030000Z-cccc'];
const FILES = ['applies/public!2Et/1.json', 'report.json', 'run.json', 'tables/public.a.json', 'units/public!2Et.json'];
const filesOf = (runId: string): string[] => FILES.map((name) => `${ROOT}runs/${runId}/${name}`);

/** What is no run's, and stays whatever happens. */
const OTHERS = [
  `${ROOT}collect/batches/${OLD[0]}-1-abc.json`,
  `${ROOT}collect/tables/public.t.json`,
  `${ROOT}quarantine/${OLD[0]}-1/rows/000000-0-abc.json.gz`,
  `${ROOT}runs/0-notes/run.json`,
  `${ROOT}staging/${OLD[0]}-1/x/data/public/t/0-0-a.json.gz`,
  `${ROOT}tables/public.t/names.json`,
  `shuttle/cdc2/runs/${OLD[0]}/run.json`,
];

interface Owing {
  pending?: string;
  owed?: readonly string[];
}

const stateOf = ({ pending, owed = [] }: Owing) => ({
  formatVersion: 1,
  source: { bucket: 'lake', prefix: 'in/' },
  lastSeq: 7,
  marker: null,
  horizon: null,
  seen: [],
  ...(pending && {
    pending: {
      batchId: `${pending}-1`,
      batchSeq: 7,
      runId: pending,
      document: { bucket: 'lake', key: OTHERS[0] },
      objects: 1,
      sizeBytes: 1,
    },
  }),
  owed: owed.map((runId) => ({
    table: { schema: 'public', name: 't' },
    batchId: `${OLD[0]}-1`,
    batchSeq: 1,
    staged: { bucket: 'lake', prefix: `${ROOT}staging/${OLD[0]}-1/x/` },
    runId,
    reason: 'it failed',
  })),
});

/** A store with three old runs, this one, what is no run's, and the lock. */
const stored = ({
  lock = ARN,
  owing,
  pageSize = 3,
}: {
  lock?: string | null;
  owing?: Owing;
  pageSize?: number;
} = {}) => {
  const s3 = new FakeS3('lake', pageSize);
  if (lock !== null) {
    s3.put(`${ROOT}lock.json`, { formatVersion: 1, executionArn: lock, redriveCount: 0, startedAt: START });
  }
  if (owing) s3.put(`${ROOT}collect/state.json`, stateOf(owing));
  for (const key of [...[...OLD, RUN_ID].flatMap(filesOf), ...OTHERS]) s3.put(key, '{}');
  return s3;
};
const retire = (s3: FakeS3, more: object = { keepRuns: { count: 2 } }) =>
  retireLoadRuns({ run: { ...run, ...more }, now: NOW }, { objects: s3.objects });
const runsIn = (s3: FakeS3): string[] => [
  ...new Set(s3.keys().flatMap((key) => new RegExp(`^${ROOT}runs/([^/]+)/`).exec(key)?.[1] ?? [])),
];

describe('retireLoadRuns', () => {
  it('deletes whole folders of the oldest runs, and nothing else', async () => {
    const s3 = stored();
    const before = s3.keys();
    expect(await retire(s3)).toEqual({ runs: 2, deleted: 10, left: 0 });
    const gone = OLD.slice(0, 2).flatMap(filesOf);
    expect(s3.keys()).toEqual(before.filter((key) => !gone.includes(key)));
  });

  it('deletes what is older than the time to keep, but never its own', async () => {
    const s3 = stored();
    await retire(s3, { keepRuns: { seconds: 60 } });
    expect(runsIn(s3)).toEqual(['0-notes', RUN_ID]);
  });

  it.each<[string, Owing | undefined, (string | undefined)[]]>([
    ['nothing was ever taken', undefined, []],
    ['nothing is pending or owed', {}, []],
    ['it took the pending batch', { pending: OLD[1]! }, [OLD[1]]],
    ['it tried last what a table owes', { owed: [OLD[0]!] }, [OLD[0]]],
    ['either', { pending: OLD[2]!, owed: [OLD[0]!, OLD[1]!] }, OLD],
  ])('keeps a run that is needed, and deletes the others: %s', async (_, owing, kept) => {
    const s3 = stored(owing ? { owing } : {});
    const before = s3.keys();
    const gone = OLD.filter((runId) => !kept.includes(runId));
    expect(await retire(s3, { keepRuns: { seconds: 60 } })).toMatchObject({ runs: gone.length, left: 0 });
    expect(s3.keys()).toEqual(before.filter((key) => !gone.flatMap(filesOf).includes(key)));
  });

  it('deletes nothing where the state of objects cannot be read', async () => {
    const s3 = stored();
    s3.put(`${ROOT}collect/state.json`, { formatVersion: 99 });
    await expect(retire(s3)).rejects.toThrow(expect.objectContaining({ name: 'FormatVersionUnknown' }));
    expect(runsIn(s3)).toEqual(['0-notes', ...OLD, RUN_ID]);
  });

  it.each([
    ['somebody else', `${ARN}-2`],
    ['nobody', null],
  ])('deletes nothing while the lock is held by %s', async (_, lock) => {
    const s3 = stored({ lock });
    expect(await retire(s3)).toEqual({ runs: 0, deleted: 0, left: 0 });
    expect(runsIn(s3)).toEqual(['0-notes', ...OLD, RUN_ID]);
  });

  it('deletes run.json before all else of a run, in a call of its own', async () => {
    const s3 = stored({ pageSize: 1_000 });
    await retire(s3, { keepRuns: { count: 3 } });
    const deletes = s3.calls.filter(({ operation }) => operation === 'DeleteObjects').map(({ key }) => key.split(' '));
    expect(deletes[0]).toEqual([`${ROOT}runs/${OLD[0]}/run.json`]);
    expect(deletes).toHaveLength(2);
  });

  it('lists no more of the younger runs than come with the older ones', async () => {
    const s3 = stored({ pageSize: 5 });
    for (let i = 0; i < 500; i++) s3.put(`${ROOT}runs/20260104T${1000 + i}00Z-dddd/run.json`, '{}');
    await retire(s3, { keepRuns: { seconds: 86_400 } });
    const folders = s3.calls.filter(({ operation, key }) => operation === 'List' && key === `${ROOT}runs/`);
    expect(folders).toHaveLength(1);
    expect(runsIn(s3)).toHaveLength(502);
  });

  it('leaves to the next run what passes 20,000 objects, and that run goes on', async () => {
    const s3 = stored({ pageSize: 1_000 });
    for (let i = 0; i < 20_500; i++) s3.put(`${ROOT}runs/${OLD[0]}/units/${String(i).padStart(5, '0')}.json`, '');
    expect(await retire(s3)).toEqual({ runs: 0, deleted: 20_000, left: 2 });
    // Its marker was behind what was deleted, and is gone all the same.
    expect(s3.keys()).not.toContain(`${ROOT}runs/${OLD[0]}/run.json`);
    expect(await retire(s3)).toMatchObject({ runs: 2, left: 0 });
    expect(runsIn(s3)).toEqual(['0-notes', OLD[2], RUN_ID]);
  });

  it(`leaves to the next run what passes ${MAX_RUNS} folders`, async () => {
    const s3 = stored({ pageSize: 1_000 });
    for (let i = 0; i < MAX_RUNS; i++) s3.put(`${ROOT}runs/20250101T${1000 + i}00Z-dddd/run.json`, '{}');
    expect(await retire(s3)).toEqual({ runs: MAX_RUNS, deleted: MAX_RUNS, left: 2 });
    expect(await retire(s3)).toEqual({ runs: 2, deleted: 10, left: 0 });
  });

  it.each([
    ['SlowDown', 'StorageUnavailable'],
    ['AccessDenied', 'Error'],
  ])('deletes nothing of a run whose run.json S3 leaves there by %s', async (code, name) => {
    const s3 = stored();
    const before = s3.keys();
    s3.undeletable = (key) => (key === `${ROOT}runs/${OLD[0]}/run.json` ? code : undefined);
    await expect(retire(s3)).rejects.toThrow(expect.objectContaining({ name }));
    expect(s3.keys()).toEqual(before);
  });

  it('fails where S3 leaves another object of a run, and the next run goes on', async () => {
    const s3 = stored();
    const left = `${ROOT}runs/${OLD[0]}/report.json`;
    s3.undeletable = (key) => (key === left ? 'InternalError' : undefined);
    await expect(retire(s3)).rejects.toThrow(expect.objectContaining({ name: 'StorageUnavailable' }));
    expect(s3.keys().filter((key) => key.startsWith(`${ROOT}runs/${OLD[0]}/`))).toEqual([left]);
    s3.undeletable = () => undefined;
    expect(await retire(s3)).toEqual({ runs: 2, deleted: 6, left: 0 });
    expect(runsIn(s3)).toEqual(['0-notes', OLD[2], RUN_ID]);
  });

  it('ends alike wherever it dies', async () => {
    await expectSameEndWhereverItDies(() => {
      const s3 = stored({ owing: { owed: [OLD[1]!] } });
      return { clients: [s3.client], step: () => retire(s3, { keepRuns: { seconds: 60 } }), state: () => s3.state() };
    }, false);
  });
});
