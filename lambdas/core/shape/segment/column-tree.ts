import type { SegmentNaming } from '../../config/load-config';
import { type EventType, ownColumns, textFields } from './event-kind';
import { type ColumnSlot, columnSlot } from './event-row';
import { Naming } from './naming';

/** Names that are remembered at most: a client may send an id as a name. */
const MAX_NODES = 100_000;

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

/** The columns of all places in the events of one type, each worked out once. */
export class ColumnTree {
  private readonly own: ReadonlySet<string>;
  private readonly names: Naming;
  private count = 0;
  private readonly slots = new Map<string, ColumnSlot>();
  /** Columns of the event's own texts, by their fields. */
  readonly texts: ReadonlyMap<string, ColumnSlot>;
  /** Columns of the event that do not hold the text of a field. */
  readonly event: Readonly<Record<(typeof EVENT_COLUMNS)[number], ColumnSlot>>;
  /** Members of properties or traits: columns without a prefix. */
  readonly fields = node('', 'fields');
  readonly context = node('context', 'context');
  /** What stands at the top of an event and is not known. */
  readonly top = node('', 'top');

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

  /** The place of a member. */
  child(parent: ColumnNode, name: string): ColumnNode {
    const known = parent.children.get(name);
    if (known !== undefined) return known;
    this.count++;
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
      this.count++;
    }
    return slot;
  }

  /** Where a property goes whose name is a column of the event; undefined where the naming leaves it out. */
  beside(own: string, { identity }: ColumnNode): ColumnSlot | undefined {
    const isOfTop = !identity.startsWith('fields');
    const isKept = this.naming === 'segment' || isOfTop || (this.type === 'identify' && own === 'user_id');
    return isKept ? this.slot(`_${own}`) : undefined;
  }

  /** Between events: forgets names where there are too many. */
  tidy(): void {
    if (this.count <= MAX_NODES) return;
    this.count = 0;
    for (const { children } of [this.fields, this.context, this.top]) children.clear();
    this.slots.clear();
    for (const slot of [...this.texts.values(), ...Object.values(this.event)]) this.slots.set(slot.column, slot);
  }
}

const node = (path: string, identity: string): ColumnNode => ({
  column: undefined,
  own: undefined,
  path,
  identity,
  children: new Map(),
});
