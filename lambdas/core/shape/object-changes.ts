import { type BadRow, type Change, isBadRow, type SourceTable } from './change';
import { clickstreamInference, csvInference, type Inference, jsonInference } from './column/value-facts';
import { type ReadSource, tableOfObject } from './object-table';
import { readDebezium } from './read-debezium';
import { readDms } from './read-dms';
import { readRows } from './read-rows';
import { readSegment } from './read-segment';
import type { ReadableObject } from './readable-object';
import type { Changes, OrderedObject, Reading } from './reading';
import { SourceTables, type TableOptions } from './source-tables';
import { instantText } from './time-text';

/** What of its batch and of the configuration the reading of an object depends on. */
export interface ObjectContext {
  batchSeq: number;
  /** The options of a table of the source; asked once for each table of an object. */
  optionsOf: (table: SourceTable) => TableOptions;
  /** Nobody asks for the order of changes: those whose key is fixed may have less of a position. */
  withoutPositions?: true;
}

/**
 * The changes of one object in batches, in its order, whatever its format. Rows of tables that are not enabled are passed over. The
 * same object of the same batch gives the same changes each time.
 *
 * @param content its bytes; what they throw goes through
 * @throws ObjectUnreadable where the object as a whole cannot be read, which may show at its end only: what was given
 *   before it does not count
 */
export async function* objectChanges(
  source: ReadSource,
  object: OrderedObject,
  content: ReadableObject,
  { batchSeq, optionsOf, withoutPositions }: ObjectContext,
): Changes {
  const tables = new SourceTables(optionsOf);
  const table = tableOfObject(source, object.key);
  // Events of Debezium name their tables: the key is for those that do not.
  if (table !== undefined && source.format !== 'debezium' && tables.of(table) === undefined) return;
  const written = Date.parse(object.lastModified);
  const writtenAt = instantText(Math.floor(written / 1_000), (written % 1_000) * 1_000) ?? null;
  for await (const batch of read(source, {
    object,
    content,
    table,
    tables,
    batchSeq,
    withPositions: !withoutPositions,
  })) {
    const given: (Change | BadRow)[] = [];
    for (const item of batch) {
      const taken = isBadRow(item) ? item : tables.apply(item);
      if (taken === undefined) continue;
      // A source that tells no time: the one that its object was written at, which a replay has as well.
      if (!isBadRow(taken) && taken.raw === undefined) taken.at ??= writtenAt;
      given.push(taken);
    }
    if (given.length > 0) yield given;
  }
}

/** What the texts of a source's values are taken for: CSV has no types. */
export const inferenceOf = ({ format, type }: ReadSource): Inference => {
  if (format === 'segment') return clickstreamInference;
  return type === 'csv' ? csvInference : jsonInference;
};

const read = (source: ReadSource, reading: Reading): Changes => {
  switch (source.format) {
    case 'rows':
      return readRows(source, reading);
    case 'debezium':
      return readDebezium(source, reading);
    case 'dms':
      return readDms(source, reading);
    case 'segment':
      return readSegment(source, reading);
  }
};
