import type { Cell } from '../cells';
import { RawText } from '../raw-text';
import { FIELD, type Field, type Place } from './place';

/** A value of an event; arrays are JSON. */
export type FlatValue = Exclude<Cell, null>;

/**
 * An event as the values that it has, each with its place, in its order. Null, and empty text, objects and arrays are no
 * values. One is used for event after event.
 */
export class FlatEvent {
  /** Values there are. Behind them stand those of events before: to shorten an array and let it grow again takes time. */
  count = 0;
  private readonly places: Place[] = [];
  private readonly values: FlatValue[] = [];
  private readonly fields: (FlatValue | undefined)[] = Object.values(FIELD).map(() => undefined);

  clear(): void {
    this.count = 0;
    this.fields.fill(undefined);
  }

  put(place: Place, value: FlatValue): void {
    this.places[this.count] = place;
    this.values[this.count++] = value;
    if (place.field >= 0) this.fields[place.field] = value;
  }

  /** undefined where the event has no such value. */
  field(field: Field): FlatValue | undefined {
    return this.fields[field];
  }

  placeAt(index: number): Place {
    return this.places[index] as Place;
  }

  valueAt(index: number): FlatValue {
    return this.values[index] as FlatValue;
  }
}

/** The text of a text, a number or a boolean. */
export const scalarText = (value: FlatValue | undefined): string | undefined => {
  if (value instanceof RawText) return value.text;
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return 'number' in value ? value.number : undefined;
};

/** Whether a value is a text. */
export const isText = (value: FlatValue | undefined): value is string | RawText =>
  typeof value === 'string' || value instanceof RawText;

/** Whether a value is an array, as JSON. */
export const isJson = (value: FlatValue): value is { json: string } => typeof value === 'object' && 'json' in value;
