import type { SegmentSource } from '../../config/load-config';
import { matcherOf } from './globs';

/** What happens with a value by its path. */
export type Fate = 'keep' | 'drop' | 'hash';

/** Fields that an event is told by: no glob touches them. */
export const FIXED_FIELDS: ReadonlySet<string> = new Set([
  'type',
  'event',
  'messageId',
  'sentAt',
  'receivedAt',
  'timestamp',
  'originalTimestamp',
]);

/** Fields that `properties` chooses in; every other field is taken. */
const CHOSEN_FIELDS = new Set(['properties', 'traits', 'context']);
const CHOSEN_IN = /^(?:properties|traits|context)\./;

/** Paths that are remembered at most; names may hold anything. */
const MAX_KNOWN = 50_000;

/** What the configuration says of the values of events, by their paths: their names from the top, joined by dots. */
export class PathFates {
  private readonly included;
  private readonly excluded;
  private readonly dropped;
  private readonly hashed;
  private readonly fates = new Map<string, Fate>();
  /** All of them. */
  private readonly globs: readonly string[];
  /** Whether nothing is left out or hashed. */
  readonly isIdle: boolean;

  constructor({ properties, hash, drop }: Pick<SegmentSource, 'properties' | 'hash' | 'drop'>) {
    this.included = matcherOf(properties.include);
    this.excluded = matcherOf(properties.exclude);
    this.dropped = matcherOf(drop);
    this.hashed = matcherOf(hash);
    this.globs = [properties.include, properties.exclude, drop, hash].flatMap((globs) => globs ?? []);
    this.isIdle = !this.included && !this.excluded && !this.dropped && !this.hashed;
  }

  /** What the globs say of the path itself. `context.traits` is matched as `traits` too. */
  of(path: string): Fate {
    let fate = this.fates.get(path);
    if (fate === undefined) {
      const paths = aliases(path);
      const isExcluded = CHOSEN_IN.test(path) && paths.some((one) => this.excluded?.(one));
      fate = isExcluded || paths.some((one) => this.dropped?.(one)) ? 'drop' : 'keep';
      if (fate === 'keep' && paths.some((one) => this.hashed?.(one))) fate = 'hash';
      if (this.fates.size >= MAX_KNOWN) this.fates.clear();
      this.fates.set(path, fate);
    }
    return fate;
  }

  /** Whether a glob may name something within what a path names. Where none does, all within is as the path itself is. */
  mayReachInto(path: string): boolean {
    return aliases(path).some((alias) => this.globs.some((glob) => mayMatchBelow(glob, `${alias}.`)));
  }

  /** Whether a value is taken: itself, or by what it stands in. */
  isIncluded(path: string, above: boolean): boolean {
    return above || this.included?.(path) === true;
  }

  /** Whether all of a field at the top is taken, as far as `include` decides. */
  takesField(name: string): boolean {
    return this.included === undefined || !CHOSEN_FIELDS.has(name);
  }
}

/** A path, and as what it is matched too. */
const aliases = (path: string): string[] =>
  path.startsWith('context.traits') ? [path, path.slice('context.'.length)] : [path];

/** Never false where some path that begins like this matches. */
const mayMatchBelow = (glob: string, beginning: string): boolean => {
  const star = glob.indexOf('*');
  if (star < 0) return glob.startsWith(beginning);
  const fixed = glob.slice(0, star);
  return fixed.startsWith(beginning) || beginning.startsWith(fixed);
};
