import type { SegmentSource } from '../../../../../lambdas/core/config/load-config';
import { type BadRow, type Change, isBadRow } from '../../../../../lambdas/core/shape/change';
import { context, read } from '../object-rig';

/** A source of clickstream events. */
export const source = (more: Partial<SegmentSource> = {}): SegmentSource => ({
  format: 'segment',
  type: 'ndjson',
  prefix: 'in/',
  lookbackSeconds: 60,
  keysInOrder: false,
  changedObjects: 'take',
  naming: 'segment',
  arrays: 'super',
  events: {},
  properties: {},
  hash: [],
  drop: [],
  dedupeWindowSeconds: 2_592_000,
  maxNewTables: 100,
  ...more,
});

/** What an object with these events gives; text stands for itself. */
export const readEvents = (
  events: readonly unknown[],
  more: Partial<SegmentSource> = {},
): Promise<(Change | BadRow)[]> =>
  read(
    source(more),
    'in/2024/events',
    events.map((event) => (typeof event === 'string' ? event : JSON.stringify(event))).join('\n'),
    { ...context(), batchSeq: 17_000_000_000_000 },
  );

/** Rows by table; more than one of a table fails. Bad events fail. */
export const tablesOf = async (event: unknown, more: Partial<SegmentSource> = {}) => {
  const tables: Record<string, Record<string, unknown>> = {};
  for (const item of await readEvents([event], more)) {
    if (isBadRow(item)) throw new Error(item.reason);
    if (tables[item.table.name] !== undefined) throw new Error(`two rows of ${item.table.name}`);
    tables[item.table.name] = { ...item.row };
  }
  return tables;
};

/** The reasons of bad events, undefined for those that load. */
export const reasonOf = async (event: unknown, more: Partial<SegmentSource> = {}): Promise<string | undefined> => {
  const bad = (await readEvents([event], more)).filter(isBadRow);
  return bad[0]?.reason;
};

export const n = (number: number | string) => ({ number: String(number) });

/** Columns that every event of these tests has, by what `base` says. */
export const base = { messageId: 'm', receivedAt: '2024-01-01T00:00:12.500Z' };
export const common = {
  id: 'm',
  received_at: '2024-01-01 00:00:12.500000',
  timestamp: '2024-01-01 00:00:12.500000',
  uuid_ts: '2023-11-14 22:13:20.000000',
};
