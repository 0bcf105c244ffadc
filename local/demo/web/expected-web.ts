import { createHash } from 'node:crypto';
import type { Instalment } from '../inventory/inventory-objects';
import { columnValues } from './web-columns';
import type { EventType, Json, JsonObject, WebEvent } from './web-event';
import { type WebSize, webObjects } from './web-objects';

/** Values by columns. Times are milliseconds since 1970 in columns that end in `_at`, and in `timestamp`. */
export type WebRow = ReadonlyMap<string, Json>;

/** Rows by their id, by the names of tables. */
export type WebTables = Map<string, Map<string, WebRow>>;

const TABLES: Readonly<Record<EventType, string>> = {
  track: 'tracks',
  identify: 'identifies',
  page: 'pages',
  screen: 'screens',
  group: 'groups',
  alias: 'aliases',
};

/**
 * What the tables of the clickstream have to hold after the instalments up to this one: of every event one row, as it was
 * received first, and of every user the latest value of each trait.
 */
export function expectedWeb(instalment: Instalment, size: WebSize): WebTables {
  const tables: WebTables = new Map();
  const users: WebEvent[] = [];
  for (const nth of instalment === 1 ? ([1] as const) : ([1, 2] as const)) {
    for (const { events } of webObjects(nth, size)) {
      for (const event of events) {
        if (event.sent.event !== undefined && event.table === null) continue;
        // Objects have a retry after the event, so that the first one stays.
        for (const [table, row] of rowsOf(event)) addOnce(tables, table, event.messageId, row);
        if (event.type === 'identify') users.push(event);
      }
    }
  }
  tables.set('users', usersOf(users));
  return tables;
}

function addOnce(tables: WebTables, table: string, id: string, row: WebRow): void {
  const rows = tables.get(table) ?? new Map<string, WebRow>();
  tables.set(table, rows);
  if (!rows.has(id)) rows.set(id, row);
}

function rowsOf({ type, table, sent, receivedAt, happenedAt }: WebEvent): [table: string, row: WebRow][] {
  const { campaign, ip, locale } = sent.context as { campaign: JsonObject; ip: string; locale: string };
  const common: [string, Json | undefined][] = [
    ['anonymous_id', sent.anonymousId],
    ['user_id', sent.userId],
    ['event_text', sent.event],
    ['received_at', receivedAt],
    ['timestamp', happenedAt],
    ['context_ip', sha256(ip)],
    ['context_locale', locale],
    ['context_library_name', 'analytics.js'],
    ['context_campaign_name', campaign.name],
    ['group_id', sent.groupId],
    ['previous_id', sent.previousId],
  ];
  const base = new Map(common.filter((entry): entry is [string, Json] => entry[1] !== undefined));
  if (type === 'page' || type === 'screen') base.set('name', sent.name as string);
  const own = columnValues((sent.properties ?? sent.traits ?? {}) as JsonObject);
  hashMail(own);
  const all = new Map([...base, ...own]);
  if (type !== 'track') return [[TABLES[type], all]];
  return [['tracks', base], ...(table === null ? [] : ([[table, all]] as [string, WebRow][]))];
}

function usersOf(identifies: readonly WebEvent[]): Map<string, WebRow> {
  const users = new Map<string, Map<string, Json>>();
  for (const { sent } of identifies.toSorted((a, b) => a.receivedAt - b.receivedAt)) {
    const user = users.get(sent.userId as string) ?? new Map<string, Json>();
    users.set(sent.userId as string, user);
    const traits = columnValues(sent.traits as JsonObject);
    hashMail(traits);
    for (const [column, value] of traits) user.set(column, value);
  }
  return users;
}

function hashMail(traits: Map<string, Json>): void {
  const mail = traits.get('email');
  if (typeof mail === 'string') traits.set('email', sha256(mail));
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
