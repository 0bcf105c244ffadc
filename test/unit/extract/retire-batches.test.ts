import { batchPrefix, manifestKey } from '../../../lambdas/core/batch/object-keys';
import type { Checkpoint } from '../../../lambdas/core/progress/checkpoint';
import { retireBatches } from '../../../lambdas/extract/retire-batches';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import {
  BATCH,
  batchOf,
  checkpointNamed,
  checkpointOf,
  EARLIER,
  EARLIER_RUN,
  FINGERPRINT,
  filesOf,
  groupCheckpoint,
  groupOf,
  incremental,
  incrementalCheckpoint,
  item,
  itemOf,
  keys,
  NOW,
  named,
  RUN_ID,
  run,
  START,
  TAIL,
  table,
  unitOf,
} from '../../support/extract-fixture';
import { FakeS3 } from '../../support/fake-s3';

type Folder = 'data' | 'deletes' | 'keys';
const OLDEST = '20260103T030000Z-88888888-0-1';
const LATER = '20260105T030500Z-77777777-0-1';

const filesAt = (batchId: string, folder: Folder, name: string): string[] => {
  const prefix = batchPrefix(run.root, { schema: 'public', name }, batchId, folder).key;
  return [`${prefix}0000_part_00.parquet`, `${prefix}0001_part_00.parquet`];
};
const manifestAt = (batchId: string, folder: Folder, name: string): string =>
  manifestKey(run.root, { schema: 'public', name }, batchId, folder).key;

/** Puts the files of a batch, and their manifest. */
const put = (s3: FakeS3, batchId: string, folder: Folder = 'data', name = 'orders'): void => {
  for (const key of [...filesAt(batchId, folder, name), manifestAt(batchId, folder, name)]) s3.put(key, 'x');
};
const has = (s3: FakeS3, batchId: string, folder: Folder = 'data', name = 'orders'): boolean => {
  const there = [...filesAt(batchId, folder, name), manifestAt(batchId, folder, name)].map((key) =>
    s3.keys().includes(key),
  );
  if (new Set(there).size > 1) throw new Error(`${batchId} is there in parts`);
  return there[0] === true;
};

/** A table with what it holds, by folder. */
const tableWith = (current: Checkpoint, batches: Partial<Record<Folder, string[]>>): FakeS3 => {
  const s3 = new FakeS3();
  s3.put(keys.current, current);
  for (const [folder, ids] of Object.entries(batches)) for (const id of ids) put(s3, id, folder as Folder);
  return s3;
};
const left = (s3: FakeS3, of: Record<string, string[]>) =>
  Object.fromEntries(
    Object.entries(of).map(([folder, ids]) => [folder, ids.filter((id) => has(s3, id, folder as Folder))]),
  );
const retire = (s3: FakeS3, more: { item?: typeof item; run?: typeof run } = {}) =>
  retireBatches({ run, item, now: NOW, ...more }, { objects: s3.objects });
const snapshots = (...batchIds: string[]) =>
  batchIds.map((id) => ({ what: 'snapshot' as const, at: START, batchIds: [id] }));

describe('retireBatches', () => {
  it('keeps the live snapshot and the newest superseded one, and deletes what is older', async () => {
    const current = checkpointOf(BATCH, { superseded: snapshots(OLDEST, EARLIER) });
    const batches = { data: [OLDEST, EARLIER, BATCH] };
    const s3 = tableWith(current, batches);
    expect(await retire(s3)).toEqual({ deleted: 2 });
    expect(left(s3, batches)).toEqual({ data: [EARLIER, BATCH] });
    expect(s3.json(keys.current)).toEqual({ ...current, superseded: snapshots(EARLIER) });
  });

  it.each([
    [{ count: 0 }, [BATCH]],
    [{ count: 2 }, [OLDEST, EARLIER, BATCH]],
    [{ seconds: 60 }, [BATCH]],
    [{ seconds: 3_600 }, [OLDEST, EARLIER, BATCH]],
  ])('keeps by keep.snapshots %j', async (keepSnapshots, expected) => {
    const batches = { data: [OLDEST, EARLIER, BATCH] };
    const s3 = tableWith(checkpointOf(BATCH, { superseded: snapshots(OLDEST, EARLIER) }), batches);
    await retire(s3, { run: { ...run, keepSnapshots } });
    expect(left(s3, batches)).toEqual({ data: expected });
  });

  it('keeps every live batch, the tail and the key set, with the gone keys of live batches', async () => {
    const current = incrementalCheckpoint(EARLIER, {
      batches: [
        batchOf(EARLIER, { kind: 'load' }),
        batchOf(BATCH, { kind: 'window', deletes: filesOf(BATCH, 'deletes') }),
      ],
      tail: batchOf(TAIL, { kind: 'tail' }),
      keySet: { ...filesOf(BATCH, 'keys'), batchId: BATCH },
      superseded: [
        { what: 'keys', at: START, batchIds: [EARLIER] },
        { what: 'tail', at: START, batchIds: [`${OLDEST}-tail`] },
        { what: 'tail', at: START, batchIds: [`${EARLIER}-tail`] },
      ],
    });
    const batches = {
      data: [EARLIER, BATCH, TAIL, `${OLDEST}-tail`, `${EARLIER}-tail`],
      deletes: [BATCH],
      keys: [EARLIER, BATCH],
    };
    const s3 = tableWith(current, batches);
    await retire(s3, { item: itemOf(unitOf(incremental)) });
    expect(left(s3, batches)).toEqual({
      data: [EARLIER, BATCH, TAIL, `${EARLIER}-tail`],
      deletes: [BATCH],
      keys: [BATCH],
    });
    expect(s3.json(keys.current)).toMatchObject({ superseded: [{ what: 'tail', batchIds: [`${EARLIER}-tail`] }] });
  });

  it('keeps the chunks of a load that is under way', async () => {
    const loading = {
      kind: 'load' as const,
      fingerprint: FINGERPRINT,
      schemaVersion: 'v',
      startedAt: START,
      settled: 'S',
      batches: [batchOf(BATCH)],
      keySet: { ...filesOf(BATCH, 'keys'), batchId: BATCH },
    };
    const batches = { data: [EARLIER, BATCH], keys: [BATCH] };
    const s3 = tableWith(checkpointOf(EARLIER, { loading }), batches);
    expect(await retire(s3)).toEqual({ deleted: 0 });
    expect(left(s3, batches)).toEqual(batches);
  });

  it('deletes what attempts left that were never committed', async () => {
    const dead = [`${EARLIER_RUN}-0-2`, `${EARLIER_RUN}-1-1`, `${RUN_ID}-0-7`, `${RUN_ID}-0-7-tail`];
    const s3 = tableWith(checkpointOf(BATCH), { data: [BATCH, ...dead], deletes: dead, keys: dead });
    expect(await retire(s3)).toEqual({ deleted: 24 });
    expect(left(s3, { data: [BATCH, ...dead], deletes: dead, keys: dead })).toEqual({
      data: [BATCH],
      deletes: [],
      keys: [],
    });
  });

  it('leaves what a run has written that began later: this step may be one that was given up', async () => {
    const batches = { data: [BATCH, LATER, `${LATER}-tail`], keys: [LATER], deletes: [LATER] };
    const s3 = tableWith(checkpointOf(BATCH), batches);
    expect(await retire(s3)).toEqual({ deleted: 0 });
    expect(left(s3, batches)).toEqual(batches);
  });

  it('deletes manifests of batches without files, which nothing lists any more', async () => {
    const current = incrementalCheckpoint(EARLIER, {
      batches: [
        batchOf(EARLIER, { kind: 'load' }),
        batchOf(`${EARLIER_RUN}-0-2`, { kind: 'snapshot', rows: 0, files: 0 }),
      ],
    });
    const s3 = tableWith(current, { data: [EARLIER, `${EARLIER}-tail`] });
    const orphans = [manifestAt(OLDEST, 'data', 'orders'), manifestAt(OLDEST, 'deletes', 'orders')];
    const kept = [manifestAt(`${EARLIER_RUN}-0-2`, 'data', 'orders'), manifestAt(LATER, 'keys', 'orders')];
    for (const key of [...orphans, ...kept]) s3.put(key, 'x');
    await retire(s3, { item: itemOf(unitOf(incremental)) });
    expect(orphans.filter((key) => s3.keys().includes(key))).toEqual([]);
    expect(kept.filter((key) => s3.keys().includes(key))).toEqual(kept);
  });

  it('touches no other table, and nothing that is no batch', async () => {
    const s3 = tableWith(checkpointOf(BATCH), { data: [BATCH] });
    const others = ['shuttle/lake/data/public/orders/readme.txt', 'shuttle/lake/data/public/orders/batch=by-hand/x'];
    for (const key of others) s3.put(key, 'x');
    for (const name of ['orders2', 'order']) put(s3, OLDEST, 'data', name);
    expect(await retire(s3)).toEqual({ deleted: 0 });
    expect(s3.keys()).toEqual(expect.arrayContaining(others));
    expect(['orders2', 'order'].map((name) => has(s3, OLDEST, 'data', name))).toEqual([true, true]);
  });

  it('writes nothing when there is nothing to forget', async () => {
    const s3 = tableWith(checkpointOf(BATCH, { superseded: snapshots(EARLIER) }), { data: [EARLIER, BATCH] });
    await retire(s3);
    expect(s3.calls.filter(({ operation }) => !['Get', 'List'].includes(operation))).toEqual([]);
  });

  it('does nothing for a table that was never committed', async () => {
    const s3 = new FakeS3();
    put(s3, EARLIER);
    expect(await retire(s3)).toEqual({ deleted: 0 });
    expect(has(s3, EARLIER)).toBe(true);
  });

  it('lets whoever commits in between win, and forgets the next time', async () => {
    const current = checkpointOf(BATCH, { superseded: snapshots(OLDEST, EARLIER) });
    const s3 = tableWith(current, { data: [OLDEST, EARLIER, BATCH] });
    const other = { ...current, committedAt: NOW };
    s3.fault = ({ operation, key }) => {
      if (operation === 'Put' && key === keys.current) s3.put(keys.current, other);
      return undefined;
    };
    await retire(s3);
    expect(s3.json(keys.current)).toEqual(other);
    s3.fault = () => undefined;
    await retire(s3);
    expect(s3.json(keys.current)).toMatchObject({ superseded: snapshots(EARLIER) });
  });

  it('deletes files before it forgets them', async () => {
    const s3 = tableWith(checkpointOf(BATCH, { superseded: snapshots(OLDEST, EARLIER) }), { data: [OLDEST, EARLIER] });
    await retire(s3);
    const order = s3.calls.map(({ operation }) => operation).filter((one) => one === 'DeleteObjects' || one === 'Put');
    expect(order.lastIndexOf('DeleteObjects')).toBeLessThan(order.indexOf('Put'));
  });
});

describe('a group', () => {
  const group = itemOf(groupOf('sales', table, named('items')));
  const world = () => {
    const s3 = new FakeS3();
    const items = checkpointNamed('items', checkpointOf(BATCH));
    const orders = checkpointOf(BATCH, { superseded: snapshots(OLDEST, EARLIER) });
    s3.put(keys.group, groupCheckpoint(BATCH, items, orders));
    for (const name of ['orders', 'items']) for (const id of [OLDEST, EARLIER, BATCH]) put(s3, id, 'data', name);
    return s3;
  };

  it('forgets by one write, and keeps for each table what it lists', async () => {
    const s3 = world();
    expect(await retire(s3, { item: group })).toEqual({ deleted: 6 });
    const there = (name: string) => [OLDEST, EARLIER, BATCH].filter((id) => has(s3, id, 'data', name));
    expect(there('orders')).toEqual([EARLIER, BATCH]);
    expect(there('items')).toEqual([BATCH]);
    expect(s3.json(keys.group)).toMatchObject({
      formatVersion: 1,
      group: 'sales',
      committedBy: BATCH,
      tables: [{ destination: { name: 'items' }, superseded: [] }, { superseded: snapshots(EARLIER) }],
    });
  });

  it('ends the same wherever it dies', async () => {
    await expectSameEndWhereverItDies(() => {
      const s3 = world();
      return { clients: [s3.client], step: () => retire(s3, { item: group }), state: () => s3.state() };
    }, false);
  });
});

it.each<[string, Checkpoint, Partial<Record<Folder, string[]>>]>([
  ['snapshots', checkpointOf(BATCH, { superseded: snapshots(OLDEST, EARLIER) }), { data: [OLDEST, EARLIER, BATCH] }],
  [
    'keys and tails',
    incrementalCheckpoint(BATCH, {
      superseded: [
        { what: 'keys', at: START, batchIds: [EARLIER] },
        { what: 'unseen', at: START, batchIds: [OLDEST] },
      ],
    }),
    { data: [BATCH, OLDEST, `${EARLIER}-tail`], deletes: [EARLIER], keys: [EARLIER] },
  ],
  ['nothing', checkpointOf(BATCH), { data: [BATCH] }],
])('ends the same wherever it dies: %s', async (_, current, batches) => {
  await expectSameEndWhereverItDies(() => {
    const s3 = tableWith(current, batches);
    return { clients: [s3.client], step: () => retire(s3), state: () => s3.state() };
  }, false);
});
