import { absentText } from '../../lambdas/core/shape/absent-names';
import type { StagedChange } from './load-rig';

/** Numbers from a seed, the same in every run (mulberry32). */
export class Dice {
  constructor(private state: number) {}

  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
  shuffled<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
    }
    return copy;
  }
}

export interface SourceRow {
  id: string;
  region: string;
  v: string;
  big: string | null;
  doc: { n: string } | null;
}

/** One change as the source makes it: the whole row, of which the change may tell a part. */
export interface SourceChange {
  op: 'U' | 'D' | 'T';
  pos: string;
  at: string;
  key?: string;
  row?: SourceRow;
  absent: ('big' | 'doc')[];
}

/** Two of the keys differ in a trailing blank alone. */
const KEYS: readonly [id: string, region: string][] = [
  ['1', 'eu'],
  ['1', 'eu '],
  ['2', 'us'],
  ['3', ''],
];
export const keyText = (id: string, region: string): string => `${id}|${region}`;

/** What a database goes through: inserts, updates that leave unchanged values out, deletes, key changes, truncates. */
export function sourceHistory(dice: Dice, length: number): SourceChange[] {
  const rows = new Map<string, SourceRow>();
  const changes: SourceChange[] = [];
  const stamp = (op: SourceChange['op'], more: Partial<SourceChange>): void => {
    const n = changes.length + 1;
    const second = String(n % 60).padStart(2, '0');
    const at = `2024-05-01 ${String(10 + Math.floor(n / 60)).padStart(2, '0')}:00:${second}`;
    changes.push({ op, pos: String(n).padStart(6, '0'), at, absent: [], ...more });
  };
  const value = (name: string) => (dice.chance(0.15) ? null : `${name}${changes.length + 1}`);
  const fresh = ([id, region]: readonly [string, string]): SourceRow => {
    const doc = value('d');
    return { id, region, v: `v${changes.length + 1}`, big: value('b'), doc: doc === null ? null : { n: doc } };
  };
  const write = (row: SourceRow, absent: SourceChange['absent'] = []): void => {
    const key = keyText(row.id, row.region);
    stamp('U', { key, row, absent });
    rows.set(key, row);
  };
  const remove = (row: SourceRow): void => {
    const key = keyText(row.id, row.region);
    stamp('D', { key, row });
    rows.delete(key);
  };
  while (changes.length < length) {
    const place = dice.pick(KEYS);
    const old = rows.get(keyText(...place));
    const roll = dice.next();
    if (roll < 0.05) {
      stamp('T', {});
      rows.clear();
    } else if (old === undefined) write(fresh(place));
    else if (roll < 0.2) remove(old);
    else if (roll < 0.3) {
      const to = dice.pick(KEYS.filter(([id, region]) => !rows.has(keyText(id, region))).concat([place]));
      remove(old);
      write({ ...fresh(to) });
    } else {
      const absent = (['big', 'doc'] as const).filter(() => dice.chance(0.5));
      const row = fresh(place);
      write(
        { ...row, ...(absent.includes('big') && { big: old.big }), ...(absent.includes('doc') && { doc: old.doc }) },
        absent,
      );
    }
  }
  return changes;
}

/** The change as it is staged: what it leaves out is not there. */
export const staged = ({ op, pos, at, row, absent }: SourceChange): StagedChange => {
  const base = { shuttle_op: op, shuttle_pos: pos, shuttle_at: at };
  if (op === 'T' || row === undefined) return base;
  const { id, region, v, big, doc } = row;
  if (op === 'D') return { ...base, id, region };
  return {
    ...base,
    id,
    region,
    v,
    ...(big !== null && !absent.includes('big') && { big }),
    ...(doc !== null && !absent.includes('doc') && { doc }),
    ...(absent.length > 0 && { shuttle_absent: absentText(absent) }),
  };
};

/** Deals changes into batches: mostly in order, some late, some twice, in any order inside of a batch. */
export function deal(dice: Dice, changes: readonly SourceChange[], batches: number): SourceChange[][] {
  const hands: SourceChange[][] = Array.from({ length: batches }, () => []);
  for (const [i, change] of changes.entries()) {
    const due = Math.floor((i * batches) / changes.length);
    hands[dice.chance(0.3) ? dice.below(batches) : due]?.push(change);
    if (dice.chance(0.2)) hands[dice.below(batches)]?.push(change);
  }
  return hands.map((hand) => dice.shuffled(hand));
}
