/** Values of an event that are asked for by where they stand. */
export const FIELD = {
  none: -1,
  type: 0,
  event: 1,
  messageId: 2,
  sentAt: 3,
  receivedAt: 4,
  timestamp: 5,
  originalTimestamp: 6,
  requestIp: 7,
  contextIp: 8,
} as const;
export type Field = (typeof FIELD)[keyof typeof FIELD];

/** By their paths, names joined by dots. */
const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['type', FIELD.type],
  ['event', FIELD.event],
  ['messageId', FIELD.messageId],
  ['sentAt', FIELD.sentAt],
  ['receivedAt', FIELD.receivedAt],
  ['timestamp', FIELD.timestamp],
  ['originalTimestamp', FIELD.originalTimestamp],
  ['request_ip', FIELD.requestIp],
  ['context.ip', FIELD.contextIp],
]);

/** A place in events: the names that lead to it from the top. All types of events share it. */
export class Place {
  /** undefined: there are none, as for most. */
  private children: Map<string, Place> | undefined;
  readonly field: Field;
  /** The names that lead to it, joined by NUL, which no name holds. */
  readonly identity: string;
  /** The name at the top of the event. */
  readonly top: string;
  /** Names from the top. */
  readonly depth: number;
  /** The number of the last event that was seen to have it. */
  seenIn = 0;

  constructor(
    readonly index: number,
    readonly name: string,
    /** undefined: the event itself. */
    readonly parent?: Place,
  ) {
    this.identity = parent === undefined || parent.depth === 0 ? name : `${parent.identity}\0${name}`;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    this.top = parent === undefined || parent.depth === 0 ? name : parent.top;
    const path = this.depth === 1 ? name : this.depth === 2 ? `${this.top}.${name}` : undefined;
    // A name at the top may hold a dot.
    const isPath = path !== undefined && path.split('.').length === this.depth;
    this.field = (isPath ? FIELDS.get(path) : undefined) ?? FIELD.none;
  }

  child(name: string): Place | undefined {
    return this.children?.get(name);
  }

  add(child: Place): void {
    this.children ??= new Map();
    this.children.set(child.name, child);
  }
}

/** The places that events have, numbered from 0. */
export class Places {
  /** The event itself. */
  readonly event = new Place(0, '');
  count = 1;

  child(parent: Place, name: string): Place {
    let child = parent.child(name);
    if (child === undefined) {
      child = new Place(this.count++, name, parent);
      parent.add(child);
    }
    return child;
  }
}
