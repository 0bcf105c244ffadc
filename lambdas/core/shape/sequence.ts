/**
 * Things in an order, such as the names of a row's columns. The same things in the same order are the same object: what is
 * worked out of them once holds whenever they come again. Those that begin alike share their beginning.
 */
export class Sequence<T> {
  /** Of the ways on from here, the one that was gone last, which mostly is the next one too. */
  private last: Sequence<T> | undefined;
  private ways: Map<T, Sequence<T>> | undefined;
  private all: readonly T[] | undefined;

  /** @param item the last one; undefined where there is none */
  constructor(
    private readonly sequences: Sequences<T>,
    private readonly before?: Sequence<T>,
    readonly item?: T,
  ) {}

  /** With one more behind it. */
  with(item: T): Sequence<T> {
    const { last } = this;
    if (last !== undefined && last.item === item) return last;
    this.ways ??= new Map();
    let way = this.ways.get(item);
    if (way === undefined) {
      way = new Sequence(this.sequences, this, item);
      this.ways.set(item, way);
      this.sequences.count++;
    }
    this.last = way;
    return way;
  }

  /** All of them. */
  get items(): readonly T[] {
    if (this.all === undefined) {
      const items: T[] = [];
      for (let each: Sequence<T> = this; each.before !== undefined; each = each.before) items.push(each.item as T);
      this.all = items.reverse();
    }
    return this.all;
  }
}

/** Sequences that are remembered at most, with all their beginnings: some megabytes, with what others keep of them. */
const MAX_SEQUENCES = 30_000;

/** Sequences of one kind. Beyond a limit they are begun anew: a source may never send the same one twice. */
export class Sequences<T> {
  count = 0;
  private none = new Sequence<T>(this);

  constructor(private readonly max = MAX_SEQUENCES) {}

  /** The one of nothing. */
  begin(): Sequence<T> {
    if (this.count > this.max) {
      this.count = 0;
      this.none = new Sequence(this);
    }
    return this.none;
  }

  of(items: Iterable<T>): Sequence<T> {
    let sequence = this.begin();
    for (const item of items) sequence = sequence.with(item);
    return sequence;
  }
}
