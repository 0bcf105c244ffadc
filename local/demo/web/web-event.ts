export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

export type EventType = 'track' | 'identify' | 'page' | 'screen' | 'group' | 'alias';

/** An event, and what is true of it beside what it says. */
export interface WebEvent {
  type: EventType;
  messageId: string;
  /** As the collector writes it down. */
  sent: JsonObject;
  /** Milliseconds since 1970, by the collector's clock. */
  receivedAt: number;
  /** When it happened by the collector's clock, had it arrived at once as fast as it was sent; milliseconds since 1970. */
  happenedAt: number;
  /** The table of a track event; null of one that the demo's configuration leaves out, and of other types. */
  table: string | null;
}
