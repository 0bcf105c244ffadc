import { hash } from 'node:crypto';
import { newRow } from '../row';
import { FIXED_FIELDS, type PathFates } from './path-fates';
import { isTreeObject, type Tree, type TreeObject, treeText } from './tree';

/**
 * Leaves out values of events, or replaces them by their SHA-256, before anything else sees them.
 *
 * A path is the names from the top, joined by dots; elements of an array have the path of the array. A name that holds a
 * dot is matched as it reads. What a glob names goes with all that is in it: of an object or array each value within is
 * hashed. `context.traits` is matched as `traits` too. `include` and `exclude` choose in properties, traits and context.
 */
export class ValueFilter {
  constructor(private readonly fates: PathFates) {}

  /** The event with what is left of it. */
  apply(event: TreeObject): TreeObject {
    return this.members(event, '', false, true);
  }

  private members(from: TreeObject, prefix: string, isHashed: boolean, isIncluded: boolean): TreeObject {
    const left = newRow() as TreeObject;
    for (const name of Object.keys(from)) {
      const value = from[name] as Tree;
      const path = prefix === '' ? name : `${prefix}.${name}`;
      if (prefix === '' && FIXED_FIELDS.has(name)) left[name] = value;
      else {
        const isTaken = prefix === '' ? this.fates.takesField(name) : isIncluded;
        const kept = this.value(value, path, isHashed, isTaken);
        if (kept !== undefined) left[name] = kept;
      }
    }
    return left;
  }

  /** @returns undefined where nothing is left */
  private value(value: Tree, path: string, hashedAbove: boolean, includedAbove: boolean): Tree | undefined {
    const fate = this.fates.of(path);
    if (fate === 'drop') return undefined;
    const isHashed = hashedAbove || fate === 'hash';
    const isIncluded = this.fates.isIncluded(path, includedAbove);
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
}

/** Of a string its text, exactly; of a number or boolean its JSON text. null and the empty text stay what they are. */
const hashOf = (value: Tree): Tree => {
  if (value === null || value === '') return value;
  return hash('sha256', typeof value === 'string' ? value : treeText(value));
};
