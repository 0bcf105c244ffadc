import { hash } from 'node:crypto';
import type { SegmentSource } from '../../config/load-config';
import { newRow } from '../row';
import { matcherOf } from './globs';
import { isTreeObject, type Tree, type TreeObject, treeText } from './tree';

/** What happens with a value by its path. */
type Fate = 'keep' | 'drop' | 'hash';

/** Fields that an event is told by: no glob touches them. */
const FIXED = new Set(['type', 'event', 'messageId', 'sentAt', 'receivedAt', 'timestamp', 'originalTimestamp']);

/** Fields that `properties` chooses in; every other field is taken. */
const CHOSEN_FIELDS = new Set(['properties', 'traits', 'context']);
const CHOSEN_IN = /^(?:properties|traits|context)\./;

/** Paths that are remembered at most; names may hold anything. */
const MAX_KNOWN = 50_000;

/**
 * Leaves out values of events, or replaces them by their SHA-256, before anything else sees them.
 *
 * A path is the names from the top, joined by dots; elements of an array have the path of the array. A name that holds a
 * dot is matched as it reads. What a glob names goes with all that is in it: of an object or array each value within is
 * hashed. `context.traits` is matched as `traits` too. `include` and `exclude` choose in properties, traits and context.
 */
export class ValueFilter {
  private readonly included;
  private readonly excluded;
  private readonly dropped;
  private readonly hashed;
  private readonly fates = new Map<string, Fate>();
  /** Whether there is nothing to filter. */
  readonly isIdle: boolean;

  constructor({ properties, hash, drop }: Pick<SegmentSource, 'properties' | 'hash' | 'drop'>) {
    this.included = matcherOf(properties.include);
    this.excluded = matcherOf(properties.exclude);
    this.dropped = matcherOf(drop);
    this.hashed = matcherOf(hash);
    this.isIdle = !this.included && !this.excluded && !this.dropped && !this.hashed;
  }

  /** The event with what is left of it. */
  apply(event: TreeObject): TreeObject {
    return this.members(event, '', false, true);
  }

  private members(from: TreeObject, prefix: string, isHashed: boolean, isIncluded: boolean): TreeObject {
    const left = newRow() as TreeObject;
    for (const name of Object.keys(from)) {
      const value = from[name] as Tree;
      const path = prefix === '' ? name : `${prefix}.${name}`;
      if (prefix === '' && FIXED.has(name)) left[name] = value;
      else {
        const isTaken = prefix === '' && CHOSEN_FIELDS.has(name) ? this.included === undefined : isIncluded;
        const kept = this.value(value, path, isHashed, isTaken);
        if (kept !== undefined) left[name] = kept;
      }
    }
    return left;
  }

  /** @returns undefined where nothing is left */
  private value(value: Tree, path: string, hashedAbove: boolean, includedAbove: boolean): Tree | undefined {
    const fate = this.fateOf(path);
    if (fate === 'drop') return undefined;
    const isHashed = hashedAbove || fate === 'hash';
    const isIncluded = includedAbove || this.included?.(path) === true;
    if (isTreeObject(value)) return this.members(value, path, isHashed, isIncluded);
    if (Array.isArray(value)) {
      const items = value.flatMap((item) => {
        const kept = this.value(item, path, isHashed, isIncluded);
        return kept === undefined ? [] : [kept];
      });
      return items.length > 0 || value.length === 0 ? items : undefined;
    }
    if (!isIncluded) return undefined;
    return isHashed ? hashOf(value) : value;
  }

  private fateOf(path: string): Fate {
    let fate = this.fates.get(path);
    if (fate === undefined) {
      const paths = path.startsWith('context.traits') ? [path, path.slice('context.'.length)] : [path];
      const isExcluded = CHOSEN_IN.test(path) && paths.some((one) => this.excluded?.(one));
      fate = isExcluded || paths.some((one) => this.dropped?.(one)) ? 'drop' : 'keep';
      if (fate === 'keep' && paths.some((one) => this.hashed?.(one))) fate = 'hash';
      if (this.fates.size >= MAX_KNOWN) this.fates.clear();
      this.fates.set(path, fate);
    }
    return fate;
  }
}

/** Of a string its text, exactly; of a number or boolean its JSON text. null and the empty text stay what they are. */
const hashOf = (value: Tree): Tree => {
  if (value === null || value === '') return value;
  return hash('sha256', typeof value === 'string' ? value : treeText(value));
};
