import { gzipSync } from 'node:zlib';
import { messagesOf, topicOf } from './connect-message';
import { type ShopHistory, shopHistory } from './shop-history';
import type { LogEntry } from './shop-log';
import { TABLE_NAMES, type TableName } from './shop-tables';

/** 1: what is there before the demo's first run of a load. 2: what comes between the first and the second. */
export type Instalment = 1 | 2;

export interface InventoryObject {
  key: string;
  /** Gzip of one message a line, `{"key", "value", "offset"}`. */
  body: Buffer;
  /** In the order of the log. */
  entries: readonly LogEntry[];
  /** Lines in it that are no message. */
  badLines: number;
}

/**
 * The objects that a sink connector of Kafka Connect writes for the shop's five topics, keys with values
 * (`format.output.fields: key,value,offset`), in the two instalments in which they appear. Besides the usual there are
 *
 * - one object of `orders` that belongs to the first instalment and appears with the second;
 * - one object of `order_lines` that the second instalment brings once more, under another key;
 * - one object of `customers` with a line that was cut off.
 */
export function inventoryObjects(history: ShopHistory = shopHistory()): Record<Instalment, InventoryObject[]> {
  const halves = TABLE_NAMES.map((table) => {
    const sink = new Sink(table, history.size.flushSize);
    const { entries } = history.log;
    return { table, 1: sink.write(entries.slice(0, history.half)), 2: sink.write(entries.slice(history.half)) };
  });
  const of = (table: TableName) => halves.find((half) => half.table === table) as (typeof halves)[number];
  const late = pick(of('orders')[1], isOfChanges);
  const again = pick(of('order_lines')[1], isOfChanges);
  const torn = pick(of('customers')[1], isOfChanges);
  const replay = { ...again, key: again.key.replace(/\.json\.gz$/, '.again.json.gz') };
  const first = halves.flatMap((half) => half[1]).filter((object) => object !== late);
  return {
    1: first.map((object) => built(object, object === torn)),
    2: [...halves.flatMap((half) => half[2]), late, replay].map((object) => built(object, false)),
  };
}

interface Draft {
  key: string;
  lines: string[];
  entries: LogEntry[];
}

const isOfChanges = ({ entries }: Draft): boolean => entries.every(({ op }) => op !== 'r');

function pick(drafts: readonly Draft[], test: (draft: Draft) => boolean): Draft {
  const found = drafts.find(test);
  if (!found) throw new RangeError('the history is too short for its oddities');
  return found;
}

/** The cut-off line is the beginning of one that is there in full. */
function built({ key, lines, entries }: Draft, isTorn: boolean): InventoryObject {
  const middle = lines.length >> 1;
  const all = isTorn ? lines.toSpliced(middle, 0, (lines[middle] ?? '').slice(0, 120)) : lines;
  return { key, entries, badLines: isTorn ? 1 : 0, body: gzipSync(`${all.join('\n')}\n`, { level: 1 }) };
}

/** Writes a topic's messages down, in objects that are named by their first offset. */
class Sink {
  private offset = 0;

  constructor(
    private readonly table: TableName,
    private readonly flushSize: number,
  ) {}

  write(entries: readonly LogEntry[]): Draft[] {
    const drafts: Draft[] = [];
    let draft: Draft | undefined;
    for (const entry of entries) {
      if (entry.table !== this.table) continue;
      if (draft === undefined || draft.lines.length >= this.flushSize) {
        draft = { key: this.key(), lines: [], entries: [] };
        drafts.push(draft);
      }
      draft.entries.push(entry);
      for (const { key, value } of messagesOf(entry)) {
        draft.lines.push(`{"key":${key},"value":${value},"offset":${this.offset++}}`);
      }
    }
    return drafts;
  }

  private key(): string {
    const topic = topicOf(this.table);
    return `topics/${topic}/partition=0/${topic}+0+${String(this.offset).padStart(10, '0')}.json.gz`;
  }
}
