import type { SegmentSource } from '../../config/load-config';
import { LOAD_DEFAULTS } from '../../config/load-defaults';
import type { Cells } from '../cells';
import type { Change, SourceTable, Value } from '../change';
import { ColumnTree } from './column-tree';
import { Entries } from './entries';
import { EventChange } from './event-change';
import { nameOf, textOf, typeOf } from './event-fields';
import { contentId } from './event-id';
import { DELIVERY_FIELDS, EVENT_KINDS, type EventType, TIME_FIELDS } from './event-kind';
import { EventRow } from './event-row';
import { type InstantText, instantDigits } from './event-time';
import { putTimes } from './event-times';
import { selectorOf } from './globs';
import { Naming } from './naming';
import { isTreeObject, type Tree, type TreeObject } from './tree';

/** What a source decides of how its events become changes. */
export type EventOptions = Pick<SegmentSource, 'naming' | 'arrays' | 'events'>;

/** When the object of an event was written, and when its batch was taken. */
export interface ObjectTimes {
  written: InstantText;
  batch: InstantText;
}

/** An event as it is read, filtered already. */
export interface ReadEvent {
  event: TreeObject;
  /** The event holds no exact numbers. */
  isPlain: boolean;
  /** Digits and small letters that tell events apart that were received at the same time. */
  digest: string;
}

/** What an event has in every table: its own columns, its context, and what else stands at its top. */
interface Common {
  row: EventRow;
  received: InstantText;
  userId: string | undefined;
  context: Entries;
}

/** Names of events whose slugs are remembered at most. */
const MAX_SLUGS = 10_000;

/** Fields that make no column of their own name. */
const LEFT_OUT: ReadonlySet<string> = new Set([...DELIVERY_FIELDS, ...Object.keys(TIME_FIELDS)]);

/** Makes the changes of events, each by itself: the order of events makes no difference. */
export class EventChanges {
  private readonly trees = new Map<EventType, ColumnTree>();
  private readonly tables = new Map<string, SourceTable>();
  private readonly slugs = new Map<string, string>();
  private readonly names: Naming;
  private readonly isWanted: (event: string) => boolean;

  constructor(
    private readonly options: EventOptions,
    private readonly times: ObjectTimes,
  ) {
    this.names = new Naming(options.naming);
    this.isWanted = selectorOf(options.events);
  }

  /**
   * The changes of one event; none of a track event that is not wanted.
   * @throws RowFault for what is no event
   */
  of({ event, isPlain, digest }: ReadEvent): Change[] {
    const type = typeOf(event);
    const name = type === 'track' ? nameOf(event.event) : '';
    if (type === 'track' && !this.isWanted(name)) return [];
    const columns = this.treeOf(type);
    columns.tidy();
    const reading = { columns, arrays: this.options.arrays, isPlain };
    const { row, received, userId, context } = this.common(type, event, new Entries(reading), columns);
    const { table, fields } = EVENT_KINDS[type];
    const slug = this.slugOf(name);
    if (name !== '') {
      row.add(columns.event.event_text, name);
      if (slug !== '') row.add(columns.event.event, slug);
    }
    const own = new Entries(reading);
    const members = fields && event[fields];
    if (isTreeObject(members)) own.addMembers(members, columns.fields);
    const pos = instantDigits(received) + digest;
    const change = (to: string, cells: Cells) => new EventChange(this.table(to), cells, pos, received);

    const identified = type === 'identify' && userId !== undefined ? ownValues(row) : undefined;
    context.putInto(row);
    // Without a table of its own, a track event keeps its properties with it.
    const all = type === 'track' && slug !== '' ? row.cells.copy() : undefined;
    own.putInto(row);
    if (all !== undefined) return [change(table, all), change(this.names.table(slug), row.cells)];
    if (identified === undefined || userId === undefined) return [change(table, row.cells)];
    const user = change('users', this.user(identified, userId, context, own, columns));
    user.partial = true;
    return [change(table, row.cells), user];
  }

  private common(type: EventType, event: TreeObject, context: Entries, columns: ColumnTree): Common {
    const { naming } = this.options;
    const { fields } = EVENT_KINDS[type];
    const row = new EventRow();
    const id = textOf(event.messageId);
    row.add(columns.event.id, id ?? contentId(event));
    const { received, unread } = putTimes(row, columns.event, event, this.times.written);
    row.add(columns.event.uuid_ts, this.times.batch);
    for (const [field, value] of unread) context.add(value, columns.child(columns.top, field));
    for (const name of Object.keys(event)) {
      const value = event[name] as Tree;
      if (value === null || value === '' || LEFT_OUT.has(name)) continue;
      if (name === 'event' && type === 'track') continue;
      if (name === 'request_ip' && naming === 'rudderstack' && textOf(value) !== undefined) continue;
      if (name === 'messageId' && id !== undefined) continue;
      const column = columns.texts.get(name);
      const text = column === undefined ? undefined : textOf(value);
      if (column !== undefined && text !== undefined) row.add(column, text);
      else if (name === 'context' && isTreeObject(value)) context.addMembers(value, columns.context);
      else if (!(name === fields && isTreeObject(value))) context.add(value, columns.child(columns.top, name));
    }
    if (naming === 'rudderstack') putAddresses(row, columns, event);
    const userId = row.get(columns.event.user_id);
    return { row, received, userId: typeof userId === 'string' ? userId : undefined, context };
  }

  /** The row of the user that an event identifies. */
  private user(
    event: ReadonlyMap<string, Value>,
    userId: string,
    context: Entries,
    traits: Entries,
    columns: ColumnTree,
  ): Cells {
    const user = new EventRow();
    user.add(columns.event.id, userId);
    user.add(columns.event.received_at, event.get('received_at') as Value);
    user.add(columns.event.uuid_ts, event.get('uuid_ts') as Value);
    if (this.options.naming === 'rudderstack') {
      for (const column of ['sent_at', 'timestamp', 'original_timestamp'] as const) {
        const time = event.get(column);
        if (time !== undefined) user.add(columns.event[column], time);
      }
    }
    const own = new Map(event).set('id', userId);
    context.putInto(user, own);
    traits.putInto(user, own);
    return user.cells;
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
  private slugOf(name: string): string {
    let slug = this.slugs.get(name);
    if (slug === undefined) {
      slug = this.names.slug(name);
      if (this.slugs.size >= MAX_SLUGS) this.slugs.clear();
      this.slugs.set(name, slug);
    }
    return slug;
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

/** As RudderStack tells the address that the client gave from the one it was seen at. */
const putAddresses = (
  row: EventRow,
  { event: columns }: ColumnTree,
  { context, request_ip: seen }: TreeObject,
): void => {
  const passed = textOf(isTreeObject(context) ? context.ip : undefined);
  const request = textOf(seen);
  if (passed !== undefined) row.add(columns.context_passed_ip, passed);
  if (request !== undefined) row.add(columns.context_request_ip, request);
  const ip = passed ?? request;
  if (ip !== undefined) row.add(columns.context_ip, ip);
};

const ownValues = ({ cells }: EventRow): ReadonlyMap<string, Value> =>
  new Map(cells.names.map((name, i) => [name, cells.values[i] as Value]));
