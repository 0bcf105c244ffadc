import type { SegmentNaming } from '../../config/load-config';

/** What a type of events has of its own. */
export interface EventKind {
  /** The table of every event of the type. */
  table: string;
  /** The field whose members become columns without a prefix. */
  fields: 'properties' | 'traits' | undefined;
  /** Columns of its own by the top-level fields that they hold. */
  columns: Readonly<Record<string, string>>;
}

export type EventType = 'track' | 'identify' | 'page' | 'screen' | 'group' | 'alias';

export const EVENT_KINDS: Readonly<Record<EventType, EventKind>> = {
  track: { table: 'tracks', fields: 'properties', columns: {} },
  identify: { table: 'identifies', fields: 'traits', columns: {} },
  page: { table: 'pages', fields: 'properties', columns: { name: 'name' } },
  screen: { table: 'screens', fields: 'properties', columns: { name: 'name' } },
  group: { table: 'groups', fields: 'traits', columns: { groupId: 'group_id' } },
  alias: { table: 'aliases', fields: undefined, columns: { previousId: 'previous_id' } },
};

/** Letter case does not count. undefined for any other type. */
export const eventTypeOf = (type: string): EventType | undefined => {
  if (Object.hasOwn(EVENT_KINDS, type)) return type as EventType;
  const folded = type.trim().toLowerCase();
  return Object.hasOwn(EVENT_KINDS, folded) ? (folded as EventType) : undefined;
};

/** Fields of an event that hold times, by their columns. */
export const TIME_FIELDS = {
  sentAt: 'sent_at',
  receivedAt: 'received_at',
  timestamp: 'timestamp',
  originalTimestamp: 'original_timestamp',
} as const;

/** Whether a field holds a time. */
export const isTimeField = (field: string): boolean => Object.hasOwn(TIME_FIELDS, field);

/** Fields of texts that every event may have, by their columns. */
const ID_FIELDS = { anonymousId: 'anonymous_id', userId: 'user_id' } as const;

/** Fields that tell a pipeline how to deliver the event, and nothing of the event itself: they are left out. */
export const DELIVERY_FIELDS: ReadonlySet<string> = new Set([
  'type',
  'version',
  'integrations',
  'writeKey',
  'projectId',
  '_metadata',
]);

/** Fields of texts of a type of events, by their columns. */
export const textFields = (type: EventType, naming: SegmentNaming): Readonly<Record<string, string>> => ({
  ...ID_FIELDS,
  ...EVENT_KINDS[type].columns,
  // Segment has no such column, and `channel` is a common property.
  channel: naming === 'segment' ? 'context_channel' : 'channel',
});

/** Columns that belong to the event: a property never gets them, even where the event has no value for one. */
export const ownColumns = (type: EventType, naming: SegmentNaming): ReadonlySet<string> =>
  new Set([
    'id',
    'uuid_ts',
    ...Object.values(TIME_FIELDS),
    ...Object.values(ID_FIELDS),
    ...(type === 'track' ? ['event', 'event_text'] : []),
    ...(naming === 'rudderstack' ? ['channel', 'context_ip', 'context_request_ip', 'context_passed_ip'] : []),
  ]);

/** Types of the columns that belong to the event; what the values look like decides all others. */
export const OWN_TYPES: Readonly<Record<string, string>> = {
  id: 'varchar',
  anonymous_id: 'varchar',
  user_id: 'varchar',
  received_at: 'timestamp',
  sent_at: 'timestamp',
  timestamp: 'timestamp',
  original_timestamp: 'timestamp',
  uuid_ts: 'timestamp',
};
