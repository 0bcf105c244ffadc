import type { Cell } from '../cells';
import { RawText } from '../raw-text';
import { type Sequence, Sequences } from '../sequence';
import { FIELD, type Field, type Place } from './place';

/** A value of an event; arrays are JSON. */
export type FlatValue = Exclude<Cell, null>;

/** The places of an event's values. */
export type EventLayout = Sequence<Place>;

const NOWHERE = -1;

/**
 * An event as the values that it has, each with its place, in its order. Null, and empty text, objects and arrays are no
 * values. One is used for event after event.
 */
export class FlatEvent {
  /** Values there are. Behind them stands nothing that counts: to shorten an array and let it grow again takes time. */
  count = 0;
  private readonly places: (Place | undefined)[] = [];
  private readonly values: (FlatValue | undefined)[] = [];
  private readonly fields: number[] = Object.values(FIELD).map(() => NOWHERE);
  private readonly layouts = new Sequences<Place>(({ index }) => index);

  clear(): void {
    // Texts hold the bytes that they were read from.
    this.values.fill(undefined, 0, this.count);
    this.count = 0;
    this.fields.fill(NOWHERE);
  }

  /** The places of its values, in their order; undefined where it does not pay to remember anything of them. */
  layout(): EventLayout | undefined {
    return this.layouts.ifItPays(this.places as Place[], this.count);
  }

  put(place: Place, value: FlatValue): void {
    this.places[this.count] = place;
    this.values[this.count] = value;
    if (place.field >= 0) this.fields[place.field] = this.count;
    this.count++;
  }

  /** undefined where the event has no such value. */
  field(field: Field): FlatValue | undefined {
    const index = this.fields[field] as number;
    return index < 0 ? undefined : this.values[index];
  }

  /** The number of such a value; less than 0 where the event has none. */
  indexOf(field: Field): number {
    return this.fields[field] as number;
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
