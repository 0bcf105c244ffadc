import type { SegmentSource } from '../../config/load-config';
import { LOAD_DEFAULTS } from '../../config/load-defaults';
import type { Cell, Cells } from '../cells';
import type { Change, SourceTable } from '../change';
import type { RawText, RawTime } from '../raw-text';
import { ColumnTree } from './column-tree';
import { Entries } from './entries';
import { EventChange } from './event-change';
import { EVENT_KINDS, type EventType } from './event-kind';
import { EventRow } from './event-row';
import type { Instant } from './event-time';
import { putTimes } from './event-times';
import { type FlatEvent, type FlatValue, isJson, scalarText } from './flat-event';
import { selectorOf } from './globs';
import { Naming } from './naming';
import { FIELD } from './place';
import { TimeBytes } from './time-bytes';

/** What a source decides of how its events become changes. */
export type EventOptions = Pick<SegmentSource, 'naming' | 'arrays' | 'events'>;

/** When the object of an event was written, and when its batch was taken. */
export interface ObjectTimes {
  written: Instant;
  batch: Instant;
}

/** An event as it is read, filtered already. */
export interface ReadEvent {
  type: EventType;
  /** Of a track event; empty where it has none. */
  name: string;
  id: string | RawText;
  flat: FlatEvent;
  /** Digits and small letters that tell events apart that were received at the same time. */
  digest: string;
}

/** What an event has in every table, before its context: its own columns. */
interface Common {
  received: RawTime;
  userId: Cell | undefined;
}

/** What comes of the name of a track event. */
interface Tracked {
  /** Empty for a name of blanks alone, which has no table. */
  slug: string;
  table: string;
}

/** Names of events that are remembered at most. */
const MAX_TRACKED = 10_000;

/** Makes the changes of events, each by itself: the order of events makes no difference. */
export class EventChanges {
  private readonly trees = new Map<EventType, ColumnTree>();
  private readonly tables = new Map<string, SourceTable>();
  private readonly tracked = new Map<string, Tracked>();
  private readonly names: Naming;
  /** What goes to all tables of an event, and what is its own. */
  private readonly context: Entries;
  private readonly own: Entries;
  private readonly row = new EventRow();
  private readonly times = new TimeBytes();
  /** Whether a track event of a name is wanted. */
  readonly isWanted: (event: string) => boolean;

  constructor(private readonly options: EventOptions) {
    this.names = new Naming(options.naming);
    this.isWanted = selectorOf(options.events);
    this.context = new Entries(options.arrays);
    this.own = new Entries(options.arrays);
  }

  /** Columns that are remembered. */
  get size(): number {
    let size = 0;
    for (const tree of this.trees.values()) size += tree.size;
    return size;
  }

  /** The changes of one event. */
  of({ type, name, id, flat, digest }: ReadEvent, times: ObjectTimes): Change[] {
    const columns = this.treeOf(type);
    const { context, own, row } = this;
    context.begin(columns);
    own.begin(columns);
    const { received, userId } = this.common(id, flat, columns, times);
    const { table } = EVENT_KINDS[type];
    const { slug, table: ownTable } = this.trackedOf(name);
    if (name !== '') {
      row.add(columns.event.event_text, name);
      if (slug !== '') row.add(columns.event.event, slug);
    }
    const at = received.text;
    const pos = digitsOf(at) + digest;
    const change = (to: string, cells: Cells) => new EventChange(this.table(to), cells, pos, at);

    const identified = type === 'identify' && userId !== undefined ? row.cells() : undefined;
    context.putInto(row);
    // Without a table of its own, a track event keeps its properties with it.
    const all = type === 'track' && slug !== '' ? row.cells() : undefined;
    own.putInto(row);
    const first = change(table, all ?? row.cells());
    if (all !== undefined) return [first, change(ownTable, row.cells(all))];
    if (identified === undefined || userId === undefined) return [first];
    const user = change('users', this.user(identified, userId, columns));
    user.partial = true;
    return [first, user];
  }

  /** Sorts the values of an event: those of its own columns into its row, the others to what comes after them. */
  private common(id: string | RawText, flat: FlatEvent, columns: ColumnTree, { written, batch }: ObjectTimes): Common {
    const { context, own, row } = this;
    row.begin();
    row.add(columns.event.id, id);
    const { received, unread } = putTimes(row, columns.event, flat, written, this.times);
    row.add(columns.event.uuid_ts, this.times.write(batch));
    for (const [field, value] of unread) context.put(columns.topField(field), value);
    for (let i = 0; i < flat.count; i++) {
      const { role, node, text } = columns.target(flat.placeAt(i));
      const value = flat.valueAt(i);
      if (role === 'own') own.put(node, value);
      else if (role === 'common') context.put(node, value);
      else if (role !== 'skip') {
        if (isJson(value)) context.put(node, value);
        else if (text !== undefined) row.add(text, typeof value === 'string' ? value : textOf(value));
      }
    }
    if (this.options.naming === 'rudderstack') putAddresses(row, columns, flat);
    return { received, userId: row.get(columns.event.user_id) };
  }

  /** The row of the user that an event identifies. */
  private user(event: Cells, userId: Cell, columns: ColumnTree): Cells {
    const user = this.row;
    user.begin();
    user.add(columns.event.id, userId);
    user.add(columns.event.received_at, event.get('received_at') as Cell);
    user.add(columns.event.uuid_ts, event.get('uuid_ts') as Cell);
    if (this.options.naming === 'rudderstack') {
      for (const column of ['sent_at', 'timestamp', 'original_timestamp'] as const) {
        const time = event.get(column);
        if (time !== undefined) user.add(columns.event[column], time);
      }
    }
    const own = { get: (column: string) => (column === 'id' ? userId : event.get(column)) };
    this.context.putInto(user, own);
    this.own.putInto(user, own);
    return user.cells();
  }

  private table(name: string): SourceTable {
    let table = this.tables.get(name);
    if (table === undefined) {
      table = { schema: LOAD_DEFAULTS.segmentSchema, name };
      this.tables.set(name, table);
    }
    return table;
  }

  /** Names come again and again: the last ones are remembered. */
  private trackedOf(name: string): Tracked {
    let tracked = this.tracked.get(name);
    if (tracked === undefined) {
      const slug = this.names.slug(name);
      tracked = { slug, table: this.names.table(slug) };
      if (this.tracked.size >= MAX_TRACKED) this.tracked.clear();
      this.tracked.set(name, tracked);
    }
    return tracked;
  }

  private treeOf(type: EventType): ColumnTree {
    let tree = this.trees.get(type);
    if (tree === undefined) {
      tree = new ColumnTree(type, this.options.naming);
      this.trees.set(type, tree);
    }
    return tree;
  }
}

/** 20 digits that sort as the instants do. */
const digitsOf = (time: string): string =>
  time.slice(0, 4) +
  time.slice(5, 7) +
  time.slice(8, 10) +
  time.slice(11, 13) +
  time.slice(14, 16) +
  time.slice(17, 19) +
  time.slice(20);

/** As text columns have it, whatever it is. */
const textOf = (value: Exclude<FlatValue, { json: string }>): Cell =>
  typeof value === 'boolean' ? String(value) : typeof value === 'object' && 'number' in value ? value.number : value;

/** As RudderStack tells the address that the client gave from the one it was seen at. */
const putAddresses = (row: EventRow, { event: columns }: ColumnTree, event: FlatEvent): void => {
  const passed = scalarText(event.field(FIELD.contextIp));
  const request = scalarText(event.field(FIELD.requestIp));
  if (passed !== undefined) row.add(columns.context_passed_ip, passed);
  if (request !== undefined) row.add(columns.context_request_ip, request);
  const ip = passed ?? request;
  if (ip !== undefined) row.add(columns.context_ip, ip);
};
