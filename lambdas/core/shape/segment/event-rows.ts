import type { SegmentSource } from '../../config/load-config';
import type { Cell } from '../cells';
import type { ColumnTree } from './column-tree';
import { Conditions } from './conditions';
import { Entries, type OwnValues } from './entries';
import type { EventType } from './event-kind';
import { EventRow, type TracedCells } from './event-row';
import type { EventTimes } from './event-times';
import type { FlatEvent } from './flat-event';
import { GIVEN, type Given, givenFrom, givenOrigin, type Origin, textOrigin, valueFrom } from './origin';
import { FIELD, type Field } from './place';

/** An event, as far as its rows depend on it. */
export interface PlannedEvent {
  type: EventType;
  flat: FlatEvent;
  /** Fields of times that are kept beside. */
  unread: EventTimes['unread'];
}

/** Rows, and what their columns depend on beside the layout. */
export interface WorkedOut {
  rows: TracedCells[];
  conditions: Conditions;
}

/** What a source decides of how its events become rows. */
export type RowOptions = Pick<SegmentSource, 'naming' | 'arrays'>;

const ORIGIN = {
  id: givenOrigin(GIVEN.id),
  received_at: givenOrigin(GIVEN.received),
  sent_at: givenOrigin(GIVEN.sent),
  original_timestamp: givenOrigin(GIVEN.original),
  timestamp: givenOrigin(GIVEN.timestamp),
  uuid_ts: givenOrigin(GIVEN.batch),
  event_text: givenOrigin(GIVEN.name),
  event: givenOrigin(GIVEN.slug),
} as const;
const TIME_COLUMNS = ['received_at', 'sent_at', 'original_timestamp', 'timestamp', 'uuid_ts'] as const;

/** Works out which columns the rows of an event have, and what is in them. */
export class EventRows {
  /** What goes to all tables of an event, and what is its own. */
  private readonly context: Entries;
  private readonly own: Entries;
  private readonly row = new EventRow();
  private conditions = new Conditions();

  constructor(private readonly options: RowOptions) {
    this.context = new Entries(options.arrays);
    this.own = new Entries(options.arrays);
  }

  /**
   * The rows of an event: of its type's table, and of the table of a track event's name, or of the user that it identifies.
   * The first begins what comes after, where both are a track event's.
   *
   * @param given by the numbers of GIVEN
   * @param isPlanned whether events like it are expected: their columns are remembered then
   */
  of(event: PlannedEvent, columns: ColumnTree, given: readonly Given[], isPlanned: boolean): WorkedOut {
    const conditions = new Conditions();
    this.conditions = conditions;
    return { rows: this.rowsOf(event, columns, given, isPlanned), conditions };
  }

  private rowsOf(event: PlannedEvent, columns: ColumnTree, given: readonly Given[], isPlanned: boolean): TracedCells[] {
    const { context, own, row, conditions } = this;
    const { type } = event;
    context.begin(columns, conditions);
    own.begin(columns, conditions);
    row.begin();
    this.common(event, columns, given);
    if (given[GIVEN.name] !== '') {
      this.add(columns, 'event_text', given);
      if (given[GIVEN.slug] !== '') this.add(columns, 'event', given);
    }
    const identified = type === 'identify' && row.has(columns.event.user_id) ? row.cells(isPlanned) : undefined;
    context.putInto(row);
    // Without a table of its own, a track event keeps its properties with it.
    const all = type === 'track' && given[GIVEN.slug] !== '' ? row.cells(isPlanned) : undefined;
    own.putInto(row);
    if (all !== undefined) return [all, row.cells(isPlanned, all.cells)];
    const first = row.cells(isPlanned);
    return identified === undefined ? [first] : [first, this.user(identified, columns, isPlanned)];
  }

  /** Sorts the values of an event: those of its own columns into its row, the others to what comes after them. */
  private common({ flat, unread }: PlannedEvent, columns: ColumnTree, given: readonly Given[]): void {
    const { context, own } = this;
    this.add(columns, 'id', given);
    for (const column of TIME_COLUMNS) this.add(columns, column, given);
    for (const field of unread) {
      const index = flat.indexOf(FIELD[field]);
      context.put(columns.topField(field), flat.valueAt(index), index);
    }
    for (let i = 0; i < flat.count; i++) {
      const { role, node, text } = columns.target(flat.placeAt(i));
      const value = flat.valueAt(i);
      if (role === 'own') own.put(node, value, i);
      else if (role === 'common') context.put(node, value, i);
      else if (role !== 'skip') {
        if (this.conditions.isJson(i, value)) context.put(node, value, i);
        else if (text !== undefined) this.row.add(text, valueFrom(textOrigin(i), flat, given), textOrigin(i));
      }
    }
    if (this.options.naming === 'rudderstack') this.putAddresses(columns, flat, given);
  }

  /** What is given, if it is. */
  private add({ event }: ColumnTree, column: keyof typeof ORIGIN, given: readonly Given[]): void {
    const origin = ORIGIN[column];
    const value = givenFrom(origin, given);
    if (value !== undefined) this.row.add(event[column], value, origin);
  }

  /** As RudderStack tells the address that the client gave from the one it was seen at. */
  private putAddresses({ event: columns }: ColumnTree, flat: FlatEvent, given: readonly Given[]): void {
    const textOf = (field: Field): Origin | undefined => {
      const index = flat.indexOf(field);
      return index < 0 || this.conditions.isJson(index, flat.valueAt(index)) ? undefined : textOrigin(index);
    };
    const put = (column: 'context_passed_ip' | 'context_request_ip' | 'context_ip', origin: Origin | undefined) => {
      if (origin !== undefined) this.row.add(columns[column], valueFrom(origin, flat, given), origin);
    };
    const passed = textOf(FIELD.contextIp);
    const request = textOf(FIELD.requestIp);
    put('context_passed_ip', passed);
    put('context_request_ip', request);
    put('context_ip', passed ?? request);
  }

  /** The row of the user that an event identifies. */
  private user(event: TracedCells, columns: ColumnTree, isPlanned: boolean): TracedCells {
    const { row } = this;
    const { names, values } = event.cells;
    const copy = (from: string, to: keyof ColumnTree['event']) => {
      const index = names.indexOf(from);
      if (index >= 0) row.add(columns.event[to], values[index] as Cell, event.origins[index] as Origin);
    };
    row.begin();
    copy('user_id', 'id');
    const isRudderstack = this.options.naming === 'rudderstack';
    for (const column of ['received_at', 'uuid_ts'] as const) copy(column, column);
    if (isRudderstack)
      for (const column of ['sent_at', 'timestamp', 'original_timestamp'] as const) copy(column, column);
    const own: OwnValues = {
      says: ({ column }, value, origin, conditions) => {
        const index = names.indexOf(column === 'id' ? 'user_id' : column);
        if (index < 0) return false;
        return conditions.isSame(values[index] as Cell, event.origins[index] as Origin, value, origin);
      },
    };
    this.context.putInto(row, own);
    this.own.putInto(row, own);
    return row.cells(isPlanned);
  }
}
