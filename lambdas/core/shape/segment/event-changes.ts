import type { SegmentSource } from '../../config/load-config';
import { LOAD_DEFAULTS } from '../../config/load-defaults';
import type { Change, Row, SourceTable } from '../change';
import { newRow } from '../row';
import { RowFault } from '../row-fault';
import { ColumnTree } from './column-tree';
import { Entries } from './entries';
import { contentId } from './event-id';
import { DELIVERY_FIELDS, EVENT_KINDS, type EventType, eventTypeOf, OWN_TYPES, TIME_FIELDS } from './event-kind';
import { type InstantText, instantDigits } from './event-time';
import { putTimes } from './event-times';
import { selectorOf } from './globs';
import { Naming } from './naming';
import { ExactNumber, isTreeObject, type Tree, type TreeObject } from './tree';

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
  row: Row;
  received: InstantText;
  userId: string | undefined;
  context: Entries;
}

const KEY: readonly string[] = ['id'];
const NOTHING: readonly string[] = [];

/** Makes the changes of events, each by itself: the order of events makes no difference. */
export class EventChanges {
  private readonly trees = new Map<EventType, ColumnTree>();
  private readonly tables = new Map<string, SourceTable>();
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
    const reading = { columns, arrays: this.options.arrays, isPlain };
    const common = this.common(type, event, new Entries(reading), columns);
    const { table, fields } = EVENT_KINDS[type];
    const slug = this.names.slug(name);
    if (name !== '') {
      common.row.event_text = name;
      if (slug !== '') common.row.event = slug;
    }
    const own = new Entries(reading);
    const members = fields && event[fields];
    if (isTreeObject(members)) own.addMembers(members, columns.fields);
    const pos = instantDigits(common.received) + digest;
    const change = (to: string, row: Row): Change => this.change(to, row, pos, common.received);

    const all = type === 'identify' ? this.user(common, own) : undefined;
    const base = common.row;
    common.context.putInto(base);
    if (type === 'track') {
      if (slug === '') {
        // Without a table of its own, its properties stay with the event.
        own.putInto(base);
        return [change(table, base)];
      }
      const row = copyOf(base);
      own.putInto(row);
      return [change(table, base), change(this.names.table(slug), row)];
    }
    own.putInto(base);
    return all === undefined
      ? [change(table, base)]
      : [change(table, base), { ...change('users', all), partial: true }];
  }

  private common(type: EventType, event: TreeObject, context: Entries, columns: ColumnTree): Common {
    const { naming } = this.options;
    const { fields } = EVENT_KINDS[type];
    const row = newRow();
    const id = textOf(event.messageId);
    row.id = id ?? contentId(event);
    const { received, unread } = putTimes(row, event, this.times.written);
    row.uuid_ts = this.times.batch;
    for (const [field, value] of unread) context.add(value, columns.child(columns.top, field));
    for (const name of Object.keys(event)) {
      const value = event[name] as Tree;
      if (value === null || value === '' || DELIVERY_FIELDS.has(name) || Object.hasOwn(TIME_FIELDS, name)) continue;
      if (name === 'event' && type === 'track') continue;
      if (name === 'request_ip' && naming === 'rudderstack' && textOf(value) !== undefined) continue;
      if (name === 'messageId' && id !== undefined) continue;
      const column = columns.texts.get(name);
      const text = column === undefined ? undefined : textOf(value);
      if (column !== undefined && text !== undefined) row[column] = text;
      else if (name === 'context' && isTreeObject(value)) context.addMembers(value, columns.context);
      else if (!(name === fields && isTreeObject(value))) context.add(value, columns.child(columns.top, name));
    }
    if (naming === 'rudderstack') putAddresses(row, event);
    const userId = typeof row.user_id === 'string' ? row.user_id : undefined;
    return { row, received, userId, context };
  }

  /** The row of the user that an event identifies; undefined where it identifies none. */
  private user({ row, userId, context }: Common, traits: Entries): Row | undefined {
    if (userId === undefined) return undefined;
    const user = newRow();
    user.id = userId;
    user.received_at = row.received_at as string;
    user.uuid_ts = row.uuid_ts as string;
    if (this.options.naming === 'rudderstack') {
      for (const column of ['sent_at', 'timestamp', 'original_timestamp']) {
        const time = row[column];
        if (time !== undefined) user[column] = time;
      }
    }
    const own = copyOf(row);
    own.id = userId;
    context.putInto(user, own);
    traits.putInto(user, own);
    return user;
  }

  private change(name: string, row: Row, pos: string, at: InstantText): Change {
    let table = this.tables.get(name);
    if (table === undefined) {
      table = { schema: LOAD_DEFAULTS.segmentSchema, name };
      this.tables.set(name, table);
    }
    return { table, op: 'U', key: KEY, row, absent: NOTHING, pos, at, types: OWN_TYPES };
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

const typeOf = ({ type }: TreeObject): EventType => {
  if (type === undefined || type === null || type === '') throw new RowFault('an event without a type');
  const known = typeof type === 'string' ? eventTypeOf(type) : undefined;
  if (known === undefined) {
    throw new RowFault('an event of an unknown type: track, identify, page, screen, group and alias are known');
  }
  return known;
};

const nameOf = (event: Tree | undefined): string => {
  if (event === undefined || event === null) return '';
  if (typeof event !== 'string') throw new RowFault('a track event whose "event" is no text');
  return event;
};

/** The text of a text, a number or a boolean. */
const textOf = (value: Tree | undefined): string | undefined => {
  if (value === undefined || value === null || value === '') return undefined;
  if (value instanceof ExactNumber) return value.text;
  return typeof value === 'object' ? undefined : String(value);
};

/** As RudderStack tells the address that the client gave from the one it was seen at. */
const putAddresses = (row: Row, { context, request_ip: seen }: TreeObject): void => {
  const passed = textOf(isTreeObject(context) ? context.ip : undefined);
  const request = textOf(seen);
  if (passed !== undefined) row.context_passed_ip = passed;
  if (request !== undefined) row.context_request_ip = request;
  const ip = passed ?? request;
  if (ip !== undefined) row.context_ip = ip;
};

const copyOf = (row: Row): Row => {
  const copy = newRow();
  for (const name of Object.keys(row)) copy[name] = row[name] as Row[string];
  return copy;
};
