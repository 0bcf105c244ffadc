import { hash } from 'node:crypto';
import { RawText } from '../raw-text';
import { type FlatEvent, type FlatValue, isJson, scalarText } from './flat-event';
import { FIXED_FIELDS, type PathFates } from './path-fates';
import type { Place } from './place';

/** What becomes of the values of a place, with all that it stands in. */
interface PlaceFate {
  isDropped: boolean;
  isHashed: boolean;
  isIncluded: boolean;
  /** What is within may be named by itself. */
  hasNamed: boolean;
  path: string;
}

const EVENT: PlaceFate = { isDropped: false, isHashed: false, isIncluded: true, hasNamed: false, path: '' };

/** Leaves out values of events, or hashes them, as ValueFilter does, without a tree. */
export class FlatFilter {
  /** By the numbers of their places. */
  private readonly placeFates: (PlaceFate | undefined)[] = [];

  constructor(private readonly fates: PathFates) {}

  /** @returns false where an array has something to be looked into: that is for ValueFilter */
  apply(from: FlatEvent, to: FlatEvent): boolean {
    to.clear();
    for (let i = 0; i < from.count; i++) {
      const place = from.placeAt(i);
      const value = from.valueAt(i);
      const { isDropped, isHashed, isIncluded, hasNamed } = this.fateOf(place);
      if (isDropped || !isIncluded) {
        // Of an array with objects, what is within may be taken by a name of its own.
        if (!isDropped && holdsObjects(value)) return false;
        continue;
      }
      if (hasNamed && holdsObjects(value)) return false;
      if (!isHashed) to.put(place, value);
      else if (isJson(value)) return false;
      else to.put(place, hashOf(value));
    }
    return true;
  }

  private fateOf(place: Place): PlaceFate {
    let fate = this.placeFates[place.index];
    if (fate === undefined) {
      fate = this.fateOfNew(place);
      this.placeFates[place.index] = fate;
    }
    return fate;
  }

  private fateOfNew({ parent, name, depth, top }: Place): PlaceFate {
    if (parent === undefined || FIXED_FIELDS.has(top)) return EVENT;
    const above = this.fateOf(parent);
    const path = depth === 1 ? name : `${above.path}.${name}`;
    const fate = this.fates.of(path);
    const isTaken = depth === 1 ? this.fates.takesField(name) : above.isIncluded;
    return {
      isDropped: above.isDropped || fate === 'drop',
      isHashed: above.isHashed || fate === 'hash',
      isIncluded: this.fates.isIncluded(path, isTaken),
      hasNamed: this.fates.mayReachInto(path),
      path,
    };
  }
}

const holdsObjects = (value: FlatValue): boolean => isJson(value) && value.json.includes('{');

const hashOf = (value: FlatValue): string => {
  if (value instanceof RawText) return hash('sha256', value.bytes.subarray(value.start, value.end));
  return hash('sha256', scalarText(value) as string);
};
