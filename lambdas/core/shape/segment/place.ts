/** Values of an event that are asked for by where they stand: by their paths, their names joined by dots. */
export const FIELD_PATHS = [
  'type',
  'event',
  'messageId',
  'sentAt',
  'receivedAt',
  'timestamp',
  'originalTimestamp',
  'request_ip',
  'context.ip',
] as const;
export type Field = (typeof FIELD_PATHS)[number];

const FIELDS: ReadonlyMap<string, Field> = new Map(FIELD_PATHS.map((path) => [path, path]));

/** A place in events: the names that lead to it from the top. All types of events share it. */
export class Place {
  readonly children = new Map<string, Place>();
  readonly field: Field | undefined;
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
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    this.top = parent === undefined || parent.depth === 0 ? name : parent.top;
    if (this.depth === 1) this.field = FIELDS.get(name);
    if (this.depth === 2 && this.top === 'context') this.field = FIELDS.get(`context.${name}`);
  }
}

/** The places that events have, numbered from 0. */
export class Places {
  /** The event itself. */
  readonly event = new Place(0, '');
  count = 1;

  child(parent: Place, name: string): Place {
    let child = parent.children.get(name);
    if (child === undefined) {
      child = new Place(this.count++, name, parent);
      parent.children.set(name, child);
    }
    return child;
  }
}
