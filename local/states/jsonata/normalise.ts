import type { Json } from '../json';

/**
 * Turns a JSONata result into plain JSON. JSONata marks the arrays that it builds as sequences, and a marked array of
 * one element would lose its brackets in the next expression; between states only JSON survives. Parts that need no
 * change are shared, not copied.
 *
 * @returns undefined when the result is undefined or a function
 */
export function normalise(value: unknown): Json | undefined {
  if (Array.isArray(value)) return normaliseArray(value);
  if (typeof value === 'object' && value !== null) return normaliseObject(value as Record<string, unknown>);
  return typeof value === 'function' ? undefined : (value as Json | undefined);
}

const isMarked = (array: unknown[]): boolean => Object.keys(array).length !== array.length || 'sequence' in array;

function normaliseArray(array: unknown[]): Json[] {
  let changed = isMarked(array);
  const items = array.map((item) => {
    const clean = normalise(item);
    if (clean !== item) changed = true;
    return clean ?? null;
  });
  return changed ? items : (array as Json[]);
}

function normaliseObject(object: Record<string, unknown>): Json | undefined {
  if ('_jsonata_lambda' in object || '_jsonata_function' in object) return undefined;
  const lazy = Object.getPrototypeOf(object) !== Object.prototype;
  let copy: Record<string, Json> | undefined = lazy ? {} : undefined;
  const keys = Object.keys(object);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    const item = object[key];
    const clean = normalise(item);
    if (copy === undefined && clean !== item) {
      copy = {};
      for (const done of keys.slice(0, i)) copy[done] = object[done] as Json;
    }
    if (copy !== undefined && clean !== undefined) copy[key] = clean;
  }
  return (copy ?? object) as Json;
}
