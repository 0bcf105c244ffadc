import { collectObjects, listAfter } from '../../../../lambdas/core/collect/collect-objects';
import type { CollectOptions } from '../../../../lambdas/core/collect/collect-options';
import { type CollectState, emptyCollectState } from '../../../../lambdas/core/collect/collect-state';
import type { ListedObject } from '../../../../lambdas/core/collect/listed-object';
import { objectBatchKey } from '../../../../lambdas/core/collect/object-batch';
import { settleRun, takeBatch } from '../../../../lambdas/core/collect/take-batch';
import { ConfigInvalid, InputInvalid } from '../../../../lambdas/core/errors';
import { BucketModel, OPTIONS, timeAt } from './bucket-model';

const options = (extra: Partial<CollectOptions> = {}): CollectOptions => ({
  ...OPTIONS,
  runId: 'r1',
  now: timeAt(10_000),
  ...extra,
});
const object = (key: string, extra: Partial<ListedObject> = {}): ListedObject => ({
  key: `in/${key}`,
  etag: 'e1',
  sizeBytes: 10,
  lastModified: timeAt(9_000),
  ...extra,
});
const empty = emptyCollectState(OPTIONS);
const stateWith = (extra: Partial<CollectState>): CollectState => ({ ...empty, ...extra });
const seen = (key: string, extra: Partial<CollectState['seen'][number]> = {}) => ({
  key: `in/${key}`,
  etag: 'e1',
  at: timeAt(9_000),
  ...extra,
});

describe('what becomes of an object', () => {
  const window = { marker: 'in/m', horizon: timeAt(6_000) };
  const cases: [string, ListedObject, Partial<CollectState>, Partial<CollectOptions>, string][] = [
    ['one that is new', object('a'), {}, {}, 'taken'],
    ['the empty object of a folder', object('a/', { sizeBytes: 0 }), {}, {}, 'folder'],
    ['one without content', object('a', { sizeBytes: 0 }), {}, {}, 'empty'],
    ['_SUCCESS', object('t/_SUCCESS'), {}, {}, 'hidden'],
    ['one in a folder that begins with _', object('_temporary/0/a'), {}, {}, 'hidden'],
    ['one that begins with a dot', object('.a.crc'), {}, {}, 'hidden'],
    ['one whose name holds both further on', object('a_b.c'), {}, {}, 'taken'],
    ['one that was taken', object('a'), { seen: [seen('a')] }, {}, 'seen'],
    ['one older than the window', object('a', { lastModified: timeAt(5_999) }), window, {}, 'settled'],
    ['one as old as the window', object('a', { lastModified: timeAt(6_000) }), window, {}, 'taken'],
    ['an old one beyond the marker', object('n', { lastModified: timeAt(1) }), window, {}, 'taken'],
    ['an old one at the marker', object('m', { lastModified: timeAt(1) }), window, {}, 'settled'],
    ['one written anew', object('a', { etag: 'e2' }), { seen: [seen('a')] }, {}, 'skipped'],
    [
      'one written anew, to be taken',
      object('a', { etag: 'e2' }),
      { seen: [seen('a')] },
      { changedObjects: 'take' },
      'taken',
    ],
    [
      'one written anew that was quarantined',
      object('a', { etag: 'e2' }),
      { seen: [seen('a', { outcome: 'quarantined' })] },
      {},
      'taken',
    ],
    ['one that was quarantined', object('a'), { seen: [seen('a', { outcome: 'quarantined' })] }, {}, 'seen'],
    ['one that was not read', object('a'), { ...window, seen: [seen('a', { outcome: 'unread' })] }, {}, 'taken'],
    ['one in an archive', object('a', { storageClass: 'DEEP_ARCHIVE' }), {}, {}, 'archived'],
    [
      'one in an archive after it was taken',
      object('a', { storageClass: 'GLACIER' }),
      { seen: [seen('a')] },
      {},
      'seen',
    ],
    ['one that can be read at once', object('a', { storageClass: 'GLACIER_IR' }), {}, {}, 'taken'],
    [
      'one that reload names',
      object('m'),
      { ...window, seen: [seen('m')] },
      { reload: { from: 'in/m', to: 'in/m' } },
      'taken',
    ],
    ['one beside those that reload names', object('n'), {}, { reload: { from: 'in/m', to: 'in/m' } }, 'outside'],
  ];

  it.each(cases)('%s', (_, listed, state, extra, expected) => {
    const { report, batch } = collectObjects(stateWith(state), [listed], options(extra));
    expect(report.counts).toEqual({ [expected]: 1 });
    expect(batch?.objects.map(({ key }) => key) ?? []).toEqual(expected === 'taken' ? [listed.key] : []);
  });

  it('is told where somebody may want to look, five times at most', () => {
    const hidden = Array.from({ length: 7 }, (_, i) => object(`_${i}`));
    const { report } = collectObjects(empty, [...hidden, object('a')], options());
    expect(report.counts).toEqual({ hidden: 7, taken: 1 });
    expect(report.examples).toEqual({ hidden: ['in/_0', 'in/_1', 'in/_2', 'in/_3', 'in/_4'] });
  });
});

describe('a batch', () => {
  it('holds the oldest first, by key where times are equal, and leaves the rest', () => {
    const listing = [object('c'), object('b'), object('z', { lastModified: timeAt(1) }), object('a')];
    const { batch, report } = collectObjects(empty, listing, options({ maxObjects: 3 }));
    expect(batch?.objects.map(({ index, key }) => [index, key])).toEqual([
      [0, 'in/z'],
      [1, 'in/a'],
      [2, 'in/b'],
    ]);
    expect(report.left).toEqual({ objects: 1, sizeBytes: 10, oldest: timeAt(9_000) });
  });

  it('takes an object over maxBytes by itself, and nothing after one that does not fit', () => {
    const listing = [
      object('a', { sizeBytes: 500 }),
      object('b', { sizeBytes: 90 }),
      object('c', { sizeBytes: 20 }),
      object('d', { sizeBytes: 5 }),
    ];
    const model = (state: CollectState, rest: ListedObject[]) =>
      collectObjects(state, rest, options({ maxBytes: 100 }));
    expect(model(empty, listing).batch?.objects.map(({ key }) => key)).toEqual(['in/a']);
    expect(model(empty, listing.slice(1)).batch?.objects.map(({ key }) => key)).toEqual(['in/b']);
  });

  it('has a number that grows with time, and where the clock stood still', () => {
    const first = collectObjects(empty, [object('a')], options());
    const second = collectObjects(first.state, [object('a'), object('b')], options());
    expect(first.batch).toMatchObject({ batchSeq: Date.parse(timeAt(10_000)) * 10, runId: 'r1' });
    expect(second.batch?.batchSeq).toBe((first.batch?.batchSeq ?? 0) + 1);
    expect(second.batch?.batchId).not.toBe(first.batch?.batchId);
  });

  it('has a key that its content decides', () => {
    const root = { bucket: 'b', prefix: 'shuttle/cdc/' };
    const batch = (key: string) => collectObjects(empty, [object(key)], options()).batch!;
    const [a, b] = [objectBatchKey(root, batch('a')), objectBatchKey(root, batch('b'))];
    expect(a.key).toMatch(/^shuttle\/cdc\/collect\/batches\/r1-\d+-[0-9a-f]{12}\.json$/);
    expect(objectBatchKey(root, batch('a'))).toEqual(a);
    expect(b.key).not.toBe(a.key);
  });

  it('is gone on with, under its id, by the next run', () => {
    const model = new BucketModel([{ key: 'in/a', etag: 'e', sizeBytes: 1, at: 0, visibleAt: 0 }]);
    model.run(10, 'taken');
    const pending = model.state.pending;
    expect(pending).toMatchObject({ runId: 'run-1', objects: 1 });
    expect(() => collectObjects(model.state, [], options())).toThrow('is pending');
    expect(model.run(20)?.batchId).toBe(pending?.batchId);
    expect(model.state.pending).toBeUndefined();
  });
});

describe('an object that is written anew', () => {
  it('stays known by its new time, so that it is not taken for new when the old one leaves the window', () => {
    const state = stateWith({ seen: [seen('a', { at: timeAt(100) })], horizon: timeAt(50), marker: 'in/m' });
    const again = object('a', { lastModified: timeAt(9_500) });
    const later = collectObjects(state, [again], options({ now: timeAt(10_000) }));
    expect(later.state.seen).toEqual([{ key: 'in/a', etag: 'e1', at: timeAt(9_500) }]);
    expect(collectObjects(later.state, [again], options({ now: timeAt(12_000) })).report.counts).toEqual({ seen: 1 });
  });
});

describe('an object that was not read', () => {
  const taken = collectObjects(empty, [object('a'), object('b')], options());
  const pending = takeBatch(taken.state, taken.batch!, { bucket: 'b', key: 'k' });
  const shaped = {
    batchId: taken.batch!.batchId,
    staged: { bucket: 'b', prefix: 'staging/' },
    tables: [],
    unread: ['in/a'],
    quarantined: ['in/b'],
  };
  const state = settleRun(pending, { runId: 'r1', shaped, applied: [], failed: [] });

  it('is taken again, whenever it is listed', () => {
    const later = options({ now: timeAt(99_000) });
    expect(collectObjects(state, [object('a'), object('b')], later).report.counts).toEqual({ taken: 1, seen: 1 });
    expect(collectObjects(state, [object('a', { etag: 'e2' })], later).batch?.objects).toMatchObject([
      { key: 'in/a', etag: 'e2', why: 'new' },
    ]);
  });

  it('is forgotten once it is gone', () => {
    const after = collectObjects(state, [object('b')], options({ now: timeAt(11_000) })).state;
    expect(after.seen.map(({ key }) => key)).toEqual(['in/b']);
  });

  it('is listed though it lies below the marker', () => {
    const ordered = { keysInOrder: true };
    expect(listAfter(stateWith({ marker: 'in/m' }), ordered)).toBe('in/m');
    expect(listAfter(stateWith({ marker: 'in/m', seen: [seen('ab', { outcome: 'unread' })] }), ordered)).toBe('in/a');
    expect(listAfter(stateWith({ marker: 'in/m' }), { keysInOrder: false })).toBeUndefined();
    expect(listAfter(empty, ordered)).toBeUndefined();
    expect(listAfter(empty, { keysInOrder: false, reload: { from: 'in/5', to: 'in/6' } })).toBe('in/');
  });
});

describe('reload', () => {
  it('leaves what is new to other runs, and the window as it is', () => {
    const before = collectObjects(empty, [object('a')], options()).state;
    const reload = { from: 'in/a', to: 'in/b' };
    const { batch, state } = collectObjects(before, [object('a'), object('c')], options({ reload }));
    expect(batch?.objects).toMatchObject([{ key: 'in/a', why: 'reload' }]);
    expect([state.marker, state.horizon]).toEqual([before.marker, before.horizon]);
    expect(collectObjects(state, [object('a'), object('c')], options()).report.counts).toEqual({ seen: 1, taken: 1 });
  });

  it('is refused where one run cannot take all of it', () => {
    const reload = { from: 'in/a', to: 'in/z' };
    expect(() => collectObjects(empty, [object('a'), object('b')], options({ reload, maxObjects: 1 }))).toThrow(
      InputInvalid,
    );
  });
});

it('refuses the state of another source', () => {
  expect(() => collectObjects(empty, [], options({ prefix: 'out/' }))).toThrow(ConfigInvalid);
  expect(() => collectObjects(empty, [], options({ bucket: 'c' }))).toThrow('give the pipeline another name');
});
