import type { DebeziumSource } from '../config/load-config';
import { DebeziumChanges } from './debezium/debezium-changes';
import { unpacked } from './gunzip';
import { layoutOfType } from './json/json-records';
import { objectOrder } from './object-order';
import { splitChunks } from './raw-record';
import type { Changes, Reading } from './reading';

/** The changes of an object of Debezium's events, ordered by their position in the source's log. */
export const readDebezium = (
  { placeholder, type }: DebeziumSource,
  { object, content, table, tables, batchSeq }: Reading,
): Changes => {
  const options = {
    table,
    placeholder,
    keyOf: (name: { schema: string; name: string }) => tables.of(name)?.key ?? null,
    objectOrder: objectOrder(batchSeq, object),
  };
  return splitChunks(unpacked(content.chunks()), new DebeziumChanges(options, layoutOfType(type)));
};
