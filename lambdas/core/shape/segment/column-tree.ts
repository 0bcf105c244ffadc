import type { SegmentNaming } from '../../config/load-config';
import { type EventType, ownColumns, textFields } from './event-kind';
import { Naming } from './naming';

/** Names that are remembered at most: a client may send an id as a name. */
const MAX_NODES = 100_000;

/** A place in the events of one type, and the column that its values go to. */
export interface ColumnNode {
  /** undefined where the naming leaves such a property out. */
  column: string | undefined;
  /** The column of the event that has the same name. */
  own: string | undefined;
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
  /** Columns of the event's own texts, by their fields. */
  readonly texts: ReadonlyMap<string, string>;
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
    this.texts = new Map(Object.entries(textFields(type, naming)));
    this.names = new Naming(naming);
  }

  /** The place of a member. */
  child(parent: ColumnNode, name: string): ColumnNode {
    const known = parent.children.get(name);
    if (known !== undefined) return known;
    if (++this.count > MAX_NODES) this.forget();
    const child = node(parent.path === '' ? name : `${parent.path}_${name}`, `${parent.identity}\0${name}`);
    const plain = this.names.column(child.path);
    child.column = plain;
    // What RudderStack reads itself from the context is the event's own already.
    if (this.own.has(plain)) {
      child.own = plain;
      child.column = this.beside(plain, child);
    }
    parent.children.set(name, child);
    return child;
  }

  /** Where a property goes whose name is a column of the event; undefined where the naming leaves it out. */
  beside(own: string, { identity }: ColumnNode): string | undefined {
    const isOfTop = !identity.startsWith('fields');
    const isKept = this.naming === 'segment' || isOfTop || (this.type === 'identify' && own === 'user_id');
    return isKept ? `_${own}` : undefined;
  }

  private forget(): void {
    this.count = 0;
    for (const { children } of [this.fields, this.context, this.top]) children.clear();
  }
}

const node = (path: string, identity: string): ColumnNode => ({
  column: undefined,
  own: undefined,
  path,
  identity,
  children: new Map(),
});
