/**
 * Things in an order, such as the names of a row's columns. The same things in the same order are the same object: what is
 * worked out of them once holds whenever they come again.
 */
export class Sequence<T> {
  constructor(
    readonly items: readonly T[],
    /** It is not expected again: nothing is to be remembered of it. */
    readonly isAlone = true,
  ) {}
}

/** What may be held. */
export interface SequenceLimits {
  /** Items of all: what others keep of a sequence is mostly as long. */
  held: number;
  /** Items of one. */
  length: number;
  /** After so many it is looked whether most came again; */
  trial: number;
  /** where not, so many are not remembered. */
  pause: number;
}

/** Some megabytes, and some times as much with what others keep. A trial takes some tenths of a second at worst. */
const LIMITS: SequenceLimits = { held: 400_000, length: 2_000, trial: 2_000, pause: 50_000 };

/** Different ones with the same hash that are remembered. */
const MAX_ALIKE = 8;

/**
 * Sequences of one kind. A source may never send the same one twice: then they are not remembered for a while, and beyond a
 * limit they are begun anew.
 */
export class Sequences<T> {
  private readonly known = new Map<number, Sequence<T>[]>();
  private last: Sequence<T> | undefined;
  private held = 0;
  private pays = true;
  private seen = 0;
  private again = 0;

  /** @param idOf a whole number for each thing, of its own if may be */
  constructor(
    private readonly idOf: (item: T) => number,
    private readonly limits: SequenceLimits = LIMITS,
  ) {}

  /** The one of the first items. */
  of(items: readonly T[], count = items.length): Sequence<T> {
    return this.found(items, count) ?? this.added(items, count);
  }

  /** The same where it pays to remember them; else undefined. */
  ifItPays(items: readonly T[], count = items.length): Sequence<T> | undefined {
    const found = this.pays ? this.found(items, count) : undefined;
    if (found !== undefined) this.again++;
    const sequence = found ?? (this.pays && count <= this.limits.length ? this.added(items, count) : undefined);
    if (++this.seen >= (this.pays ? this.limits.trial : this.limits.pause)) {
      this.pays = !this.pays || this.again * 2 >= this.seen;
      this.seen = 0;
      this.again = 0;
    }
    return sequence;
  }

  private found(items: readonly T[], count: number): Sequence<T> | undefined {
    if (this.last !== undefined && isSame(this.last.items, items, count)) return this.last;
    for (const each of this.known.get(this.hash(items, count)) ?? []) {
      if (!isSame(each.items, items, count)) continue;
      this.last = each;
      return each;
    }
    return undefined;
  }

  private added(items: readonly T[], count: number): Sequence<T> {
    const copy = items.slice(0, count);
    if (count > this.limits.length) return new Sequence(copy);
    if (this.held + count > this.limits.held) {
      this.known.clear();
      this.held = 0;
    }
    const hash = this.hash(items, count);
    const alike = this.known.get(hash) ?? [];
    if (alike.length >= MAX_ALIKE) return new Sequence(copy);
    const added = new Sequence(copy, false);
    this.known.set(hash, [...alike, added]);
    // One of nothing counts too.
    this.held += count + 1;
    this.last = added;
    return added;
  }

  private hash(items: readonly T[], count: number): number {
    const { idOf } = this;
    let hash = count;
    for (let i = 0; i < count; i++) hash = Math.imul(hash ^ idOf(items[i] as T), 0x01000193) ^ (hash >>> 15);
    return hash;
  }
}

const isSame = <T>(known: readonly T[], items: readonly T[], count: number): boolean => {
  if (known.length !== count) return false;
  // Those of the same source begin alike, and differ at their ends sooner.
  for (let i = count - 1; i >= 0; i--) if (known[i] !== items[i]) return false;
  return true;
};
