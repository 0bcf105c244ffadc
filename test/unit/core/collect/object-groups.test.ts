import { collectObjects } from '../../../../lambdas/core/collect/collect-objects';
import { emptyCollectState } from '../../../../lambdas/core/collect/collect-state';
import type { BatchObject } from '../../../../lambdas/core/collect/object-batch';
import { groupObjects } from '../../../../lambdas/core/collect/object-groups';
import { objectOrder } from '../../../../lambdas/core/shape/object-order';
import { OPTIONS, timeAt } from './bucket-model';

const object = (key: string, index: number, sizeBytes: number): BatchObject => ({
  index,
  key,
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  sizeBytes,
  lastModified: timeAt(index),
  why: 'new',
});

describe('groups of objects', () => {
  it('hold a gigabyte by itself and small objects together', () => {
    const sizes = [1e9, 10, 7e6, 10e6, 20, 16e6, 16e6 + 1];
    const groups = groupObjects(sizes.map((size, i) => object(`in/${i}`, i, size)));
    expect(groups.map(({ objects }) => objects.map(({ index }) => index))).toEqual([[0], [1, 2], [3, 4], [5], [6]]);
    expect(groups.map(({ sizeBytes }) => sizeBytes)).toEqual([1e9, 7e6 + 10, 10e6 + 20, 16e6, 16e6 + 1]);
  });

  it('keep the objects of one folder together, whatever their times are', () => {
    const objects = Array.from({ length: 1_000 }, (_, i) => object(`in/${i % 2 === 0 ? 'a' : 'b'}/${i}`, i, 1));
    const folders = groupObjects(objects).map((group) => new Set(group.objects.map(({ key }) => key.slice(0, 4))));
    expect(folders.map((folder) => [...folder])).toEqual([['in/a'], ['in/b']]);
  });

  it('stay below what an item of a Map may hold, with the longest keys', () => {
    const groups = groupObjects(Array.from({ length: 500 }, (_, i) => object('k'.repeat(1_020) + i, i, 1)));
    for (const group of groups) expect(JSON.stringify(group).length).toBeLessThan(256 * 1_024 - 50_000);
    expect(groups.length).toBeLessThan(10);
  });

  it('are few of 100,000 objects that one run takes', () => {
    const listing = Array.from({ length: 100_000 }, (_, i) => ({
      key: `in/${i % 50}/${i}.json`,
      etag: `e${i}`,
      sizeBytes: 2_000,
      lastModified: timeAt(i % 3_000),
    }));
    const options = { ...OPTIONS, maxObjects: 100_000, runId: 'r', now: timeAt(4_000) };
    const { batch } = collectObjects(emptyCollectState(OPTIONS), listing, options);
    expect(batch?.objects).toHaveLength(100_000);
    expect(groupObjects(batch?.objects ?? []).length).toBeLessThanOrEqual(250);
  });
});

describe('the place of an object among all', () => {
  it('has a fixed width', () => {
    expect(objectOrder(17_672_256_000_000, object('a', 3, 1))).toBe(
      `${String(Date.parse(timeAt(3))).padStart(15, '0')}00176722560000000000003`,
    );
  });

  it.each([-1, 0.5, 1e7])('refuses object %d', (index) => {
    expect(() => objectOrder(1, { ...object('a', 0, 1), index })).toThrow(RangeError);
  });
});
