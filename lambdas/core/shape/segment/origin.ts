import type { Cell } from '../cells';
import { type FlatEvent, type FlatValue, isJson } from './flat-event';

/** Values that an event comes with beside those in its members. */
export const GIVEN = {
  id: 0,
  received: 1,
  sent: 2,
  original: 3,
  timestamp: 4,
  batch: 5,
  name: 6,
  slug: 7,
} as const;

/**
 * Where the value of a cell comes from: how it is worked out again for the next event with the same layout. Less than 0: what
 * is given, by its number; else the event's own value by its number, times three, and what is made of it.
 */
export type Origin = number;

const AS_IT_IS = 0;
const AS_TEXT = 1;
const JSON_AS_TEXT = 2;
const KINDS = 3;

/** A value that is given; undefined where the event has none. */
export type Given = Cell | undefined;

export const givenOrigin = (given: (typeof GIVEN)[keyof typeof GIVEN]): Origin => -1 - given;

/** The value as it is; arrays as JSON, or its text. */
export const valueOrigin = (index: number, arraysAsText: boolean): Origin =>
  index * KINDS + (arraysAsText ? JSON_AS_TEXT : AS_IT_IS);

/** The text of a value that is no JSON. */
export const textOrigin = (index: number): Origin => index * KINDS + AS_TEXT;

export const givenFrom = (origin: Origin, given: readonly Given[]): Given => given[-1 - origin];

/** The value from there: it is known that there is one. */
export const valueFrom = (origin: Origin, flat: FlatEvent, given: readonly Given[]): Cell => {
  if (origin < 0) return givenFrom(origin, given) as Cell;
  const kind = origin % KINDS;
  const value = flat.valueAt((origin - kind) / KINDS);
  if (kind === AS_IT_IS) return value;
  return kind === AS_TEXT ? textOf(value) : isJson(value) ? value.json : value;
};

/** As text columns have it. */
const textOf = (value: FlatValue): Cell => {
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'object' && 'number' in value ? value.number : value;
};
