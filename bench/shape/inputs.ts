import type { ReadSource } from '../../lambdas/core/shape/object-table';
import { debeziumLines } from './debezium-events';
import { eventLines } from './events';

/** A kind of input: lines, and the source that reads them. */
export interface Input {
  name: string;
  source: ReadSource;
  lines: readonly string[];
}

const below = { prefix: 'events/', lookbackSeconds: 86_400, keysInOrder: false, changedObjects: 'take' } as const;

/** So many events of each kind. */
export const inputs = (count: number): Input[] => {
  const events: ReadSource = {
    ...below,
    format: 'segment',
    type: 'ndjson',
    naming: 'segment',
    arrays: 'super',
    events: {},
    properties: {},
    hash: [],
    drop: [],
    dedupeWindowSeconds: 2_592_000,
    maxNewTables: 100,
  };
  const lines = eventLines(count);
  return [
    { name: 'clickstream', source: events, lines },
    { name: 'clickstream, small events', source: events, lines: eventLines(count, true) },
    {
      name: 'clickstream, hash and drop',
      source: { ...events, hash: ['userId', 'traits.email'], drop: ['context.ip', 'context.userAgent'] },
      lines,
    },
    {
      name: 'debezium',
      source: { ...below, format: 'debezium', type: 'ndjson', placeholder: '__debezium_unavailable_value' },
      lines: debeziumLines(count),
    },
  ];
};
