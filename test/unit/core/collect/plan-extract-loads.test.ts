import {
  type AppliedTable,
  advanceApplied,
  appliedTableDocument,
  appliedTableKey,
} from '../../../../lambdas/core/collect/applied-table';
import { groupStages } from '../../../../lambdas/core/collect/plan-extract-group';
import { planExtractLoads as planAt } from '../../../../lambdas/core/collect/plan-extract-loads';
import { formatDocument, parseDocument } from '../../../../lambdas/core/progress/stored-document';
import { batch, checkpoint } from './extract-batches';

const NOW = '2026-02-01T00:00:00.000Z';
const planExtractLoads = (
  of: Parameters<typeof planAt>[0],
  state: AppliedTable | undefined,
  write: Parameters<typeof planAt>[2],
  maxBytes?: number,
) => planAt(of, state, write, NOW, maxBytes);

const MERGE = { writeMode: 'merge', deletes: 'apply', key: ['id'] } as const;
const APPEND = { writeMode: 'append', deletes: 'ignore', key: [] } as const;
const applied = (base: string, last: string, tail: string | null = null): AppliedTable => ({
  formatVersion: 1,
  table: { schema: 's', name: 't' },
  base,
  last,
  tail,
  batchSeq: 1,
});
const GONE = { manifest: { bucket: 'b', key: 'gone.json' }, rows: 2, files: 1, sizeBytes: 7 };

/** `replace l1+l2`, `merge w3`, `merge t3` and so on. */
const texts = (plan: ReturnType<typeof planExtractLoads>): string[] =>
  plan.loads.map(({ writeMode, batchIds }) => `${writeMode} ${batchIds.join('+')}`);

describe('what of an extracted table is applied', () => {
  const history = checkpoint([batch('l1'), batch('l2'), batch('w3'), batch('b4'), batch('w5')], batch('t5'));
  const cases: [
    string,
    AppliedTable | undefined,
    {
      writeMode: 'merge' | 'append' | 'replace' | 'scd2';
      deletes: 'apply' | 'ignore' | { soft: string };
      key: readonly string[];
    },
    string[],
  ][] = [
    ['everything at first', undefined, MERGE, ['replace l1+l2', 'merge w3', 'merge b4', 'merge w5', 'merge t5']],
    ['what came since', applied('l1', 'w3', 't3'), MERGE, ['merge b4', 'merge w5', 'merge t5']],
    ['the tail alone', applied('l1', 'w5', 't4'), MERGE, ['merge t5']],
    ['nothing', applied('l1', 'w5', 't5'), MERGE, []],
    [
      'everything, on another base',
      applied('l0', 'w0', 't0'),
      MERGE,
      ['replace l1+l2', 'merge w3', 'merge b4', 'merge w5', 'merge t5'],
    ],
    [
      'everything, after what is no longer live',
      applied('l1', 'w2'),
      MERGE,
      ['replace l1+l2', 'merge w3', 'merge b4', 'merge w5', 'merge t5'],
    ],
    [
      'everything, where a part of the base was applied',
      applied('l1', 'l1'),
      MERGE,
      ['replace l1+l2', 'merge w3', 'merge b4', 'merge w5', 'merge t5'],
    ],
    [
      'no backfill and no tail, where rows are appended',
      undefined,
      APPEND,
      ['replace l1+l2', 'append w3', 'append w5'],
    ],
    [
      'the base alone by replace',
      undefined,
      { ...MERGE, writeMode: 'replace' },
      ['replace l1+l2', 'merge w3', 'merge b4', 'merge w5', 'merge t5'],
    ],
    [
      'appended after the base, without a key',
      undefined,
      { ...APPEND, writeMode: 'replace' },
      ['replace l1+l2', 'append w3', 'append w5'],
    ],
    [
      'versions, with scd2',
      undefined,
      { ...MERGE, writeMode: 'scd2' },
      ['scd2 l1+l2', 'scd2 w3', 'scd2 b4', 'scd2 w5', 'scd2 t5'],
    ],
    [
      'merged, where deletes are soft',
      applied('l0', 'w0'),
      { ...MERGE, deletes: { soft: 'gone' } },
      ['merge l1+l2', 'merge w3', 'merge b4', 'merge w5', 'merge t5'],
    ],
  ];
  it.each(cases)('%s', (_, state, write, expected) => {
    expect(texts(planExtractLoads(history, state, write))).toEqual(expected);
  });

  it('tells what it passes over, and why it begins where it does', () => {
    const plan = planExtractLoads(history, undefined, APPEND);
    expect(plan.notes).toEqual([
      expect.stringContaining('backfill b4 (10 rows)'),
      expect.stringContaining('10 rows of the tail wait'),
    ]);
    expect(plan.why).toBe('nothing of it is in the target yet');
    expect(planExtractLoads(history, applied('l1', 'w3'), MERGE).why).toBe('goes on after w3');
    expect(planExtractLoads(history, applied('l1', 'w2'), MERGE).why).toBe(
      'the last batch applied, w2, is no longer live',
    );
    expect(planExtractLoads(history, applied('l0', 'w2'), MERGE).why).toContain('in full again: l1');
  });

  it('takes each snapshot in place of the one before', () => {
    const full = (text: string) => checkpoint([batch(text)], undefined, { mode: 'full', primaryKey: [] });
    expect(texts(planExtractLoads(full('s1'), undefined, APPEND))).toEqual(['replace s1']);
    expect(texts(planExtractLoads(full('s2'), applied('s1', 's1'), APPEND))).toEqual(['replace s2']);
    expect(texts(planExtractLoads(full('s2'), applied('s2', 's2'), APPEND))).toEqual([]);
    expect(planExtractLoads(checkpoint([]), undefined, MERGE).why).toBe('nothing is committed yet');
  });

  it('empties the target where a snapshot has no rows', () => {
    const [load] = planExtractLoads(checkpoint([batch('s1', { rows: 0 })]), undefined, MERGE).loads;
    expect(load).toMatchObject({ writeMode: 'replace', files: [], rows: 0, isBase: true });
  });

  it('applies gone keys unless they are ignored, also without rows', () => {
    const gone = checkpoint([
      batch('l1'),
      batch('w2', { rows: 0, deletes: GONE }),
      batch('w3', { deletes: { ...GONE, rows: 0 } }),
    ]);
    const loads = planExtractLoads(gone, applied('l1', 'l1'), MERGE).loads;
    expect(loads).toMatchObject([{ files: [], deletes: GONE, sizeBytes: 107 }, { files: [{ rows: 10 }] }]);
    expect(loads[1]).not.toHaveProperty('deletes');
    expect(texts(planExtractLoads(gone, applied('l1', 'l1'), { ...MERGE, deletes: 'ignore' }))).toEqual(['merge w3']);
  });

  it('carries the schema of each batch, and numbers and positions that grow', () => {
    const changed = checkpoint(
      [batch('l1'), batch('w2', { schemaVersion: 'v2' })],
      batch('t2', { schemaVersion: 'v2' }),
    );
    const { loads } = planExtractLoads(changed, undefined, MERGE);
    expect(loads.map(({ schemaVersion }) => schemaVersion)).toEqual(['v1', 'v2', 'v2']);
    const [a = 0, b = 0, c = 0] = loads.map(({ batchSeq }) => batchSeq);
    expect([b - a, c - b]).toEqual([10_000, 1]);
    expect(loads.map(({ position }) => position)).toEqual([...loads.map(({ position }) => position)].sort());
  });

  it('stops at maxBytes, though never before the first', () => {
    const plan = planExtractLoads(history, undefined, MERGE, 300);
    expect(texts(plan)).toEqual(['replace l1+l2', 'merge w3']);
    expect(plan.left).toEqual({ loads: 3, rows: 30, sizeBytes: 300 });
    expect(texts(planExtractLoads(history, undefined, MERGE, 1))).toEqual(['replace l1+l2']);
  });
});

describe('a base that is applied a second time', () => {
  const now = checkpoint([batch('l1'), batch('w2'), batch('w3')]);
  const SOFT = { ...MERGE, deletes: { soft: 'gone' } };

  it('has other ids and later numbers, and what comes after it too', () => {
    const first = planExtractLoads(now, undefined, MERGE).loads;
    const again = planExtractLoads(now, applied('l1', 'gone'), MERGE).loads;
    const ids = [...first, ...again].map(({ batchId }) => batchId);
    expect(new Set(ids).size).toBe(6);
    expect(again[0]?.batchSeq).toBe(Date.parse(NOW) * 10);
    const last = first.at(-1)?.position ?? '';
    for (const { position } of again) expect(position > last).toBe(true);
    expect(texts(planExtractLoads(now, applied('l1', 'gone'), MERGE))).toEqual(['replace l1', 'merge w2', 'merge w3']);
  });

  it('leads on, whatever was applied before a crash, and to the next base', () => {
    const all = planExtractLoads(now, applied('l1', 'gone'), MERGE).loads;
    let state: AppliedTable | undefined = applied('l1', 'gone');
    for (const [i, load] of all.entries()) {
      state = advanceApplied(state, now.destination, load);
      expect(planAt(now, state, MERGE, '2026-03-01T00:00:00.000Z').loads).toEqual(all.slice(i + 1));
    }
    const next = planExtractLoads(checkpoint([batch('s4')]), state, MERGE).loads;
    expect(next[0]?.batchSeq).toBeGreaterThan(all.at(-1)?.batchSeq ?? 0);
  });

  it('comes a third time later than the second', () => {
    const second = { ...applied('l1', 'gone'), batchSeq: Date.parse(NOW) * 10 + 99, shift: 7 };
    expect(planExtractLoads(now, second, MERGE).loads[0]?.batchSeq).toBe(second.batchSeq + 1);
  });

  it('keeps its positions where it takes the place of no row', () => {
    const places = (loads: readonly { position: string }[]) => loads.map(({ position }) => position);
    const first = planExtractLoads(now, undefined, SOFT).loads;
    expect(places(planExtractLoads(now, applied('l1', 'gone'), SOFT).loads)).toEqual(places(first));
  });

  it('of a group stays in the stage of its run', () => {
    const plan = (name: string, state?: AppliedTable) =>
      planExtractLoads({ ...now, destination: { schema: 's', name } }, state, MERGE);
    const stages = groupStages([plan('a', applied('l1', 'gone')), plan('b')]);
    expect(stages.map(({ runId, loads }) => [runId, ...loads.map(({ table }) => table.name)])).toEqual([
      ['run-1', 'a', 'b'],
      ['run-2', 'a', 'b'],
      ['run-3', 'a', 'b'],
    ]);
  });
});

describe('the state of an extracted table', () => {
  it('leads to the same plan whatever was applied before a crash', () => {
    const now = checkpoint([batch('l1'), batch('l2'), batch('w3'), batch('b4')], batch('t4'));
    const all = planExtractLoads(now, undefined, MERGE);
    let state: AppliedTable | undefined;
    for (const [i, load] of all.loads.entries()) {
      expect(planExtractLoads(now, state, MERGE).loads).toEqual(all.loads.slice(i));
      state = advanceApplied(state, now.destination, load);
      state = parseDocument(appliedTableDocument, formatDocument(appliedTableDocument, state), 'state');
    }
    expect(state).toMatchObject({ base: 'l1', last: 'b4', tail: 't4' });
    expect(planExtractLoads(now, state, MERGE).loads).toEqual([]);
  });

  it('cannot go on without a base', () => {
    const [, window] = planExtractLoads(checkpoint([batch('l1'), batch('w2')]), undefined, MERGE).loads;
    expect(() => advanceApplied(undefined, { schema: 's', name: 't' }, window!)).toThrow(RangeError);
  });

  it('has a place of its own for each table', () => {
    const key = (name: string) => appliedTableKey({ bucket: 'b', prefix: 'shuttle/copy/' }, { schema: 's', name }).key;
    expect(key('order items')).toBe('shuttle/copy/collect/tables/s.order!20items.json');
  });
});

it('puts the loads of a group into stages by run', () => {
  const plan = (name: string, batches: string[], tail?: string) =>
    planExtractLoads(
      checkpoint(
        batches.map((text) => batch(text)),
        tail === undefined ? undefined : batch(tail),
        { destination: { schema: 's', name } },
      ),
      undefined,
      MERGE,
    );
  const stages = groupStages([plan('a', ['l1', 'w2', 'w4'], 't4'), plan('b', ['l1', 'w4'])]);
  expect(
    stages.map(({ runId, loads }) => [runId, ...loads.map(({ table, load }) => `${table.name} ${load.batchId}`)]),
  ).toEqual([
    ['run-1', 'a l1', 'b l1'],
    ['run-2', 'a w2'],
    ['run-4', 'a w4', 'b w4', 'a t4'],
  ]);
});
