import type { Objects } from '../../../lambdas/clients/objects';
import { retireRuns } from '../../../lambdas/extract/retire-runs';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { ARN, keys, lockOf, NOW, RUN_ID, run } from '../../support/extract-fixture';
import { FakeS3 } from '../../support/fake-s3';

const ROOT = 'shuttle/lake/';
const OLD = ['20251001T030000Z-aaaa', '20251002T030000Z-bbbb', '20251003T030000Z-cccc'];
const filesOf = (runId: string): string[] =>
  ['plan.json', 'report.json', 'run.json', 'tables/public.a.json'].map((name) => `${ROOT}runs/${runId}/${name}`);

/** A store with three old runs, this one, the data of one, and the lock. */
const stored = (lock: string | null = ARN, pageSize = 3): FakeS3 => {
  const s3 = new FakeS3('lake', pageSize);
  if (lock !== null) s3.put(keys.lock, lockOf(lock));
  for (const runId of [...OLD, RUN_ID]) for (const key of filesOf(runId)) s3.put(key, '{}');
  s3.put(`${ROOT}data/public/a/batch=${OLD[0]}-0-1/part-0.parquet`, 'rows');
  return s3;
};
const retire = (s3: FakeS3, more: object = {}) =>
  retireRuns({ run: { ...run, keepRuns: { count: 2 }, ...more }, now: NOW }, { objects: s3.objects });
/** One client for two buckets. */
const across = (...stores: [FakeS3, ...FakeS3[]]): Objects => {
  const of = (bucket?: string): Objects => (stores.find((store) => store.bucket === bucket) ?? stores[0]).objects;
  const both = Object.create(stores[0].objects) as Objects;
  both.folders = (prefix) => of(prefix.bucket).folders(prefix);
  both.list = (prefix) => of(prefix.bucket).list(prefix);
  both.deleteAll = (locations) => of(locations[0]?.bucket).deleteAll(locations);
  return both;
};
const runsIn = (s3: FakeS3): string[] => [
  ...new Set(s3.keys().flatMap((key) => /\/runs\/([^/]+)\//.exec(key)?.[1] ?? [])),
];

describe('retireRuns', () => {
  it('deletes whole folders of the oldest runs, and nothing else', async () => {
    const s3 = stored();
    const before = s3.keys();
    expect(await retire(s3)).toEqual({ runs: 2, deleted: 8, left: 0 });
    const gone = OLD.slice(0, 2).flatMap(filesOf);
    expect(s3.keys()).toEqual(before.filter((key) => !gone.includes(key)));
  });

  it('deletes what is older than the time to keep, but never its own', async () => {
    const s3 = stored();
    await retire(s3, { keepRuns: { seconds: 60 } });
    expect(runsIn(s3)).toEqual([RUN_ID]);
  });

  it.each([
    ['somebody else', 'arn:aws:states:eu-west-1:123456789012:execution:shuttle-lake:e2'],
    ['nobody', null],
  ])('deletes nothing while the lock is held by %s', async (_, holder) => {
    const s3 = stored(holder);
    expect(await retire(s3)).toEqual({ runs: 0, deleted: 0, left: 0 });
    expect(runsIn(s3)).toEqual([...OLD, RUN_ID]);
  });

  it('leaves to the next run what passes 20,000 objects, and that run goes on', async () => {
    const s3 = stored(ARN, 1_000);
    for (let i = 0; i < 20_500; i++) s3.put(`${ROOT}runs/${OLD[0]}/units/${String(i).padStart(5, '0')}.json`, '');
    expect(await retire(s3)).toEqual({ runs: 0, deleted: 20_000, left: 2 });
    expect(runsIn(s3)).toEqual([...OLD, RUN_ID]);
    expect(await retire(s3)).toEqual({ runs: 2, deleted: 508, left: 0 });
    expect(runsIn(s3)).toEqual([OLD[2], RUN_ID]);
  });

  it('deletes the plan before all else of a run, in a call of its own', async () => {
    const s3 = stored(ARN, 1_000);
    await retire(s3, { keepRuns: { count: 3 } });
    const deletes = s3.calls.filter(({ operation }) => operation === 'DeleteObjects').map(({ key }) => key.split(' '));
    expect(deletes[0]).toEqual([`${ROOT}runs/${OLD[0]}/plan.json`]);
    expect(deletes).toHaveLength(2);
  });

  it.each([
    ['SlowDown', 'StorageUnavailable'],
    ['AccessDenied', 'Error'],
  ])('deletes nothing of a run whose plan S3 leaves there by %s', async (code, name) => {
    const s3 = stored();
    const before = s3.keys();
    s3.undeletable = (key) => (key === `${ROOT}runs/${OLD[0]}/plan.json` ? code : undefined);
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
    expect(await retire(s3)).toEqual({ runs: 2, deleted: 5, left: 0 });
    expect(runsIn(s3)).toEqual([OLD[2], RUN_ID]);
  });

  it('deletes a plan that is kept elsewhere before the records, also where fewer runs have one', async () => {
    const s3 = stored();
    const plans = new FakeS3('plans');
    // The newest runs ended before they had a plan, so that by their number all plans are to be kept.
    const planned = OLD.slice(0, 2).map((runId) => `${ROOT}runs/${runId}/plan.json`);
    for (const key of [...OLD, RUN_ID].map((runId) => `${ROOT}runs/${runId}/plan.json`)) s3.remove(key);
    for (const key of planned) plans.put(key, '[]');
    const both = across(s3, plans);
    const input = { run: { ...run, keepRuns: { count: 2 }, planRoot: { ...run.planRoot, bucket: 'plans' } }, now: NOW };
    plans.undeletable = (key) => (key === planned[1] ? 'AccessDenied' : undefined);
    await expect(retireRuns(input, { objects: both })).rejects.toThrow('AccessDenied');
    expect(runsIn(s3)).toEqual([...OLD.slice(1), RUN_ID]);
    expect(plans.keys()).toEqual([planned[1]]);
    plans.undeletable = () => undefined;
    await retireRuns(input, { objects: both });
    expect(runsIn(s3)).toEqual([OLD[2], RUN_ID]);
    expect(plans.keys()).toEqual([]);
  });

  it('ends alike wherever it dies', async () => {
    await expectSameEndWhereverItDies(() => {
      const s3 = stored();
      return { clients: [s3.client], step: () => retire(s3), state: () => s3.state() };
    }, false);
  });
});
