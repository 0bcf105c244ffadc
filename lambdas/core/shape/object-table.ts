import type { DmsSource, ExtractSource, LoadSource } from '../config/load-config';
import { parseTableName } from '../config/table-name';
import { compileTablePath } from '../config/table-path';
import { ObjectUnreadable } from '../errors';
import type { SourceTable } from './change';

/** The sources whose objects are read; batches of an extract pipeline go into COPY as they are. */
export type ReadSource = Exclude<LoadSource, ExtractSource>;

/** A key below the source's prefix. @throws ObjectUnreadable for a key elsewhere */
export const keyBelow = ({ prefix }: ReadSource, key: string): string => {
  if (!key.startsWith(prefix)) throw new ObjectUnreadable(`the key ${key} is not below the prefix ${prefix}`);
  return key.slice(prefix.length);
};

/** Whether a key is in the folder of files of transactions, which hold changes of many tables. */
export const isInCdcPath = (source: DmsSource, key: string): boolean =>
  source.cdcPath !== undefined && keyBelow(source, key).startsWith(source.cdcPath);

/**
 * The table that an object belongs to by its key; undefined where its rows name theirs: events of a clickstream, files of
 * transactions of DMS, and events of Debezium below a prefix without a template, or with a key that does not fit it.
 *
 * @throws ObjectUnreadable for a key that does not fit the template, of any other format
 */
export const tableOfObject = (source: ReadSource, key: string): SourceTable | undefined => {
  if (source.format === 'rows' && source.table !== undefined) return parseTableName(source.table);
  if (source.format === 'segment') return undefined;
  if (source.format === 'dms' && isInCdcPath(source, key)) return undefined;
  const below = keyBelow(source, key);
  const { tablePath } = source;
  const table = tablePath === undefined ? undefined : compileTablePath(tablePath)(below);
  if (table !== undefined || source.format === 'debezium') return table;
  throw new ObjectUnreadable(`the key ${key} names no table by tablePath ${JSON.stringify(tablePath)}`);
};
