import { RowFault } from '../row-fault';
import { DELIVERY_FIELDS } from './event-kind';
import type { FlatEvent } from './flat-event';
import type { Place, Places } from './place';
import { ExactNumber, type Tree, type TreeObject, treeText } from './tree';

/** Levels of objects that become columns; names of more are no names. */
export const MAX_LEVELS = 20;

/** How the tree of an event is read. */
export interface Flattening {
  places: Places;
  /** The field whose members are columns by themselves, as those of the context are. */
  fields: string | undefined;
  /** The tree holds no exact numbers. */
  isPlain: boolean;
}

/** Puts the values of a tree into an event that has none. @throws RowFault for too many levels */
export const flatten = (tree: TreeObject, into: FlatEvent, { places, fields, isPlain }: Flattening): void => {
  const members = (object: TreeObject, parent: Place, level: number): void => {
    if (level > MAX_LEVELS) throw new RowFault(`more than ${MAX_LEVELS} levels of objects`);
    for (const name of Object.keys(object)) add(object[name] as Tree, places.child(parent, name), level);
  };
  const add = (value: Tree, place: Place, level: number): void => {
    if (value === null || value === '') return;
    if (typeof value !== 'object') into.put(place, typeof value === 'number' ? { number: String(value) } : value);
    else if (value instanceof ExactNumber) into.put(place, { number: value.text });
    else if (Array.isArray(value)) {
      if (value.length > 0) into.put(place, { json: isPlain ? JSON.stringify(value) : treeText(value) });
    } else members(value, place, level + 1);
  };
  for (const name of Object.keys(tree)) {
    if (DELIVERY_FIELDS.has(name)) continue;
    add(tree[name] as Tree, places.child(places.event, name), name === 'context' || name === fields ? 0 : 1);
  }
};
