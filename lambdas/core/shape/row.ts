import type { Row, Value } from './change';

/**
 * A class without inherited members: a column `__proto__` or `constructor` is a column like any other. Unlike those of
 * `Object.create(null)`, its objects keep the engine's fast form.
 */
const Empty = function Empty() {} as unknown as { new (): Row; prototype: object };
Empty.prototype = Object.create(null);

/** A row without columns. */
export const newRow = (): Row => new Empty();

/** A row with these columns, in this order. */
export const rowOf = (entries: Iterable<readonly [string, Value]>): Row => {
  const row = newRow();
  for (const [name, value] of entries) row[name] = value;
  return row;
};

/** The text of a number or a string; undefined for every other value. */
export const scalarText = (value: Value | undefined): string | undefined => {
  if (typeof value === 'string') return value;
  return value !== null && typeof value === 'object' && 'number' in value ? value.number : undefined;
};

/** The JSON text of an object or array; undefined for every other value. */
export const jsonText = (value: Value | undefined): string | undefined =>
  value !== null && typeof value === 'object' && 'json' in value ? value.json : undefined;
