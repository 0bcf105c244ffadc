import fc from 'fast-check';
import type { BatchObject } from '../../lambdas/core/collect/object-batch';
import { groupObjects } from '../../lambdas/core/collect/object-groups';
import { ArrivalOrder } from '../../lambdas/core/shape/arrival-order';
import { objectOrder } from '../../lambdas/core/shape/object-order';
import { BucketModel, OPTIONS, type Version } from '../unit/core/collect/bucket-model';

const LOOKBACK = OPTIONS.lookbackSeconds;
const DAY = 86_400;

/** Objects of several folders, written over a day, that appear up to the look-back late. */
const objects = fc.uniqueArray(
  fc.record({
    folder: fc.constantFrom('a', 'b/c', 'z', 'é', '𝒳'),
    name: fc.integer({ min: 0, max: 99 }),
    at: fc.integer({ min: 0, max: DAY }),
    late: fc.integer({ min: 0, max: LOOKBACK - 1 }),
    sizeBytes: fc.integer({ min: 1, max: 50 }),
  }),
  { selector: ({ folder, name }) => `${folder}/${name}`, maxLength: 60 },
);
const runs = fc.array(
  fc.record({ after: fc.integer({ min: 1, max: 9_000 }), death: fc.constantFrom('before', 'taken', 'none', 'none') }),
  { maxLength: 25 },
);
const bounds = fc.record({ maxObjects: fc.integer({ min: 1, max: 20 }), maxBytes: fc.integer({ min: 1, max: 200 }) });

/** Runs as they come, then one after another until nothing is left. */
const drained = (
  model: BucketModel,
  schedule: { after: number; death: 'before' | 'taken' | 'none' }[],
): BucketModel => {
  let now = 0;
  for (const { after, death } of schedule) {
    now += after;
    model.run(now, death);
  }
  now = Math.max(now, DAY + LOOKBACK);
  for (let i = 0; i < 200; i++) {
    now += 60;
    if (!model.run(now)) return model;
  }
  throw new Error('never drained');
};

const version = (key: string, at: number, late: number, sizeBytes: number): Version => ({
  key: `in/${key}`,
  etag: `e-${key}`,
  sizeBytes,
  at,
  visibleAt: at + late,
});

describe('objects taken over many runs', () => {
  it('are each taken exactly once, however late they appear and wherever runs die', () => {
    fc.assert(
      fc.property(objects, runs, bounds, (list, schedule, limits) => {
        const versions = list.map(({ folder, name, at, late, sizeBytes }) =>
          version(`${folder}/${name}`, at, late, sizeBytes),
        );
        const model = drained(new BucketModel(versions, limits), schedule);
        expect(model.taken().sort()).toEqual(versions.map(({ key, etag }) => `${key} ${etag}`).sort());
        const sequence = model.settled.map(({ batchSeq }) => batchSeq);
        expect(sequence).toEqual([...new Set(sequence)].sort((a, b) => a - b));
        for (const { objects: taken, sizeBytes } of model.settled) {
          expect(taken.length).toBeLessThanOrEqual(limits.maxObjects);
          if (taken.length > 1) expect(sizeBytes).toBeLessThanOrEqual(limits.maxBytes);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are each taken exactly once where runs list from the window on and keys sort by time', () => {
    fc.assert(
      fc.property(objects, runs, bounds, (list, schedule, limits) => {
        const versions = list.map(({ at, late, sizeBytes, name }) =>
          version(`${String(at).padStart(6, '0')}-${name}`, at, late, sizeBytes),
        );
        fc.pre(new Set(versions.map(({ key }) => key)).size === versions.length);
        const model = drained(new BucketModel(versions, { ...limits, keysInOrder: true }), schedule);
        expect(model.taken().sort()).toEqual(versions.map(({ key, etag }) => `${key} ${etag}`).sort());
      }),
      { numRuns: 200 },
    );
  });

  it('are taken again, each version that a run saw, with changedObjects: take; once with skip', () => {
    fc.assert(
      fc.property(
        objects,
        runs,
        fc.array(fc.nat({ max: 59 })),
        fc.constantFrom('take', 'skip'),
        (list, schedule, again, policy) => {
          const first = list.map(({ folder, name, at, sizeBytes }) => version(`${folder}/${name}`, at, 0, sizeBytes));
          const second = [...new Set(again)].flatMap((i) => {
            const one = first[i];
            return one ? [{ ...one, etag: `${one.etag}-2`, at: one.at + 600, visibleAt: one.at + 600 }] : [];
          });
          const model = new BucketModel([...first, ...second], {
            changedObjects: policy,
            maxObjects: 7,
            lookbackSeconds: 3 * DAY,
          });
          const taken = drained(model, schedule).taken();
          expect(new Set(taken).size).toBe(taken.length);
          const keys = taken.map((text) => text.split(' ')[0]);
          if (policy === 'skip') expect(keys.sort()).toEqual(first.map(({ key }) => key).sort());
          else for (const { key, etag } of second) expect(taken).toContain(`${key} ${etag}`);
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([false, true])(
    'are each read exactly once though some cannot be read at first, keysInOrder: %s',
    (keysInOrder) => {
      fc.assert(
        fc.property(objects, runs, bounds, fc.nat(), (list, schedule, limits, seed) => {
          const versions = list.map(({ at, late, sizeBytes, name }) =>
            version(`${String(at).padStart(6, '0')}-${name}`, at, late, sizeBytes),
          );
          fc.pre(new Set(versions.map(({ key }) => key)).size === versions.length);
          const model = new BucketModel(versions, { ...limits, keysInOrder });
          let now = 0;
          for (const [i, { after, death }] of schedule.entries()) {
            now += after;
            model.run(now, death, (key) => (key.charCodeAt(8) + i * 7 + seed) % 3 === 0);
          }
          expect(new Set(model.loaded).size).toBe(model.loaded.length);
          drained(model, []);
          expect([...model.loaded].sort()).toEqual(versions.map(({ key }) => key).sort());
        }),
        { numRuns: 150 },
      );
    },
  );

  it('keep a state that is bounded by the window', () => {
    const versions = Array.from({ length: 500 }, (_, i) => version(`${i % 7}/${i}`, i * 120, 0, 1));
    const model = new BucketModel(versions);
    const sizes: number[] = [];
    for (let now = 0; now <= 60_000; now += 1_200) {
      model.run(now);
      sizes.push(model.state.seen.length);
    }
    expect(model.taken()).toHaveLength(500);
    // An hour of objects that come every two minutes, and what one run adds.
    expect(Math.max(...sizes)).toBeLessThanOrEqual(30 + 10 + 1);
  });
});

describe('groups of objects', () => {
  const batch = fc.array(
    fc.record({
      key: fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
      sizeBytes: fc.integer({ min: 1, max: 200 }),
    }),
    { maxLength: 60 },
  );
  const limits = { bytes: 300, objects: 5, keyBytes: 800 };

  it('hold each object once within the limits, whatever order they are given in', () => {
    fc.assert(
      fc.property(batch, fc.integer(), (list, seed) => {
        const all = list.map(
          ({ key, sizeBytes }, index): BatchObject => ({
            index,
            key: `${key}${index}`,
            etag: 'e',
            sizeBytes,
            lastModified: '2026-01-01T00:00:00.000Z',
            why: 'new',
          }),
        );
        const groups = groupObjects(all, limits);
        expect(groups.flatMap((group) => group.objects.map(({ index }) => index)).sort((a, b) => a - b)).toEqual(
          all.map(({ index }) => index),
        );
        expect(groups.map(({ group }) => group)).toEqual(groups.map((_, i) => i));
        for (const { objects: members, sizeBytes } of groups) {
          expect(sizeBytes).toBe(members.reduce((sum, one) => sum + one.sizeBytes, 0));
          if (members.length === 1) continue;
          expect(members.length).toBeLessThanOrEqual(limits.objects);
          expect(sizeBytes).toBeLessThanOrEqual(limits.bytes);
        }
        const shuffled = [...all].sort((a, b) => ((a.index * 7 + seed) % 13) - ((b.index * 7 + seed) % 13));
        expect(groupObjects(shuffled, limits)).toEqual(groups);
      }),
    );
  });
});

describe('positions of rows', () => {
  it('sort as time, batch, object and row do', () => {
    const place = fc.record({
      time: fc.integer({ min: 0, max: 3 }),
      batchSeq: fc.integer({ min: 1, max: 3 }),
      index: fc.integer({ min: 0, max: 12 }),
      row: fc.integer({ min: 0, max: 1_200 }),
    });
    const position = ({
      time,
      batchSeq,
      index,
      row,
    }: {
      time: number;
      batchSeq: number;
      index: number;
      row: number;
    }) => {
      const order = new ArrivalOrder(
        objectOrder(batchSeq, { index, lastModified: new Date(time * 1_000).toISOString() }),
      );
      for (let before = 0; before < row; before++) order.next();
      return order.next();
    };
    fc.assert(
      fc.property(place, place, (a, b) => {
        const order = a.time - b.time || a.batchSeq - b.batchSeq || a.index - b.index || a.row - b.row;
        const [left, right] = [position(a), position(b)];
        expect(left).toHaveLength(57);
        expect(Math.sign(left < right ? -1 : left > right ? 1 : 0)).toBe(Math.sign(order));
      }),
    );
  });
});
