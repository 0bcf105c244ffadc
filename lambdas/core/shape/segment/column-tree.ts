import type { SegmentNaming } from '../../config/load-config';
import { DELIVERY_FIELDS, EVENT_KINDS, type EventType, isTimeField, ownColumns, textFields } from './event-kind';
import { type ColumnSlot, columnSlot } from './event-row';
import { Naming } from './naming';
import { FIELD, type Place } from './place';

const EVENT_COLUMNS = [
  'id',
  'received_at',
  'sent_at',
  'original_timestamp',
  'timestamp',
  'uuid_ts',
  'event_text',
  'event',
  'user_id',
  'context_passed_ip',
  'context_request_ip',
  'context_ip',
] as const;

/** A place in the events of one type, and the column that its values go to. */
export interface ColumnNode {
  /** undefined where the naming leaves such a property out. */
  column: ColumnSlot | undefined;
  /** The column of the event that has the same name. */
  own: ColumnSlot | undefined;
  /** Its names, joined by `_`. */
  path: string;
  /** Its names from the top, joined by NUL, which no name holds. */
  identity: string;
  children: Map<string, ColumnNode>;
}

/**
 * What becomes of the values of a place. `skip`: nothing here. `own`: they are properties or traits of the event.
 * `common`: they go to all its tables. Of the last two, what is a text, number or boolean is not put beside the columns of
 * the event: `text` goes into the column `text`, `read` is in one already.
 */
export interface Target {
  role: 'skip' | 'own' | 'common' | 'text' | 'read';
  node: ColumnNode;
  text: ColumnSlot | undefined;
}

/** The columns of all places in the events of one type, each worked out once. */
export class ColumnTree {
  private readonly own: ReadonlySet<string>;
  private readonly names: Naming;
  private readonly slots = new Map<string, ColumnSlot>();
  /** By the numbers of their places. */
  private readonly targets: (Target | undefined)[] = [];
  /** Columns of the event's own texts, by their fields. */
  private readonly texts: ReadonlyMap<string, ColumnSlot>;
  /** Columns of the event that do not hold the text of a field. */
  readonly event: Readonly<Record<(typeof EVENT_COLUMNS)[number], ColumnSlot>>;
  /** Members of properties or traits: columns without a prefix. */
  private readonly fields = node('', 'fields');
  private readonly context = node('context', 'context');
  /** What stands at the top of an event and is not known. */
  private readonly top = node('', 'top');

  constructor(
    private readonly type: EventType,
    private readonly naming: SegmentNaming,
  ) {
    this.own = ownColumns(type, naming);
    const texts = Object.entries(textFields(type, naming));
    this.texts = new Map(texts.map(([field, column]) => [field, this.slot(column)]));
    this.event = Object.fromEntries(EVENT_COLUMNS.map((column) => [column, this.slot(column)])) as typeof this.event;
    this.names = new Naming(naming);
  }

  /** Columns that are known: they only grow. */
  get size(): number {
    return this.slots.size;
  }

  /** What becomes of the values of a place. */
  target(place: Place): Target {
    let target = this.targets[place.index];
    if (target === undefined) {
      target = this.targetOf(place);
      this.targets[place.index] = target;
    }
    return target;
  }

  /** The place of a field at the top whose value is kept for itself. */
  topField(name: string): ColumnNode {
    return this.child(this.top, name);
  }

  private targetOf(place: Place): Target {
    const { top, name, depth, field } = place;
    const text = depth === 1 ? this.texts.get(name) : undefined;
    const node = this.child(place.parent === undefined ? this.top : this.containerOf(place.parent), name);
    return { role: this.roleOf(top, field, depth, text), node, text };
  }

  private roleOf(top: string, field: Place['field'], depth: number, text: ColumnSlot | undefined): Target['role'] {
    if (DELIVERY_FIELDS.has(top)) return 'skip';
    if (depth > 1) return top === EVENT_KINDS[this.type].fields ? 'own' : 'common';
    if (isTimeField(top) || (field === FIELD.event && this.type === 'track')) return 'skip';
    if (field === FIELD.messageId || (field === FIELD.requestIp && this.naming === 'rudderstack')) return 'read';
    return text === undefined ? 'common' : 'text';
  }

  /** An object. What stands in the place of one of these two without being an object is a value like others at the top. */
  private containerOf({ parent, name, depth }: Place): ColumnNode {
    if (parent === undefined) return this.top;
    if (depth === 1 && name === 'context') return this.context;
    if (depth === 1 && name === EVENT_KINDS[this.type].fields) return this.fields;
    return this.child(this.containerOf(parent), name);
  }

  private child(parent: ColumnNode, name: string): ColumnNode {
    const known = parent.children.get(name);
    if (known !== undefined) return known;
    const child = node(parent.path === '' ? name : `${parent.path}_${name}`, `${parent.identity}\0${name}`);
    const plain = this.names.column(child.path);
    // What RudderStack reads itself from the context is the event's own already.
    if (this.own.has(plain)) {
      child.own = this.slot(plain);
      child.column = this.beside(plain, child);
    } else child.column = this.slot(plain);
    parent.children.set(name, child);
    return child;
  }

  /** The column of a name. */
  slot(column: string): ColumnSlot {
    let slot = this.slots.get(column);
    if (slot === undefined) {
      slot = columnSlot(column);
      this.slots.set(column, slot);
    }
    return slot;
  }

  /** Where a property goes whose name is a column of the event; undefined where the naming leaves it out. */
  beside(own: string, { identity }: ColumnNode): ColumnSlot | undefined {
    const isOfTop = !identity.startsWith('fields');
    const isKept = this.naming === 'segment' || isOfTop || (this.type === 'identify' && own === 'user_id');
    return isKept ? this.slot(`_${own}`) : undefined;
  }
}

const node = (path: string, identity: string): ColumnNode => ({
  column: undefined,
  own: undefined,
  path,
  identity,
  children: new Map(),
});
