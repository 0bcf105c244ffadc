import type { DmsSource } from '../config/load-config';
import { LOAD_DEFAULTS } from '../config/load-defaults';
import { ObjectUnreadable } from '../errors';
import type { SourceTable } from './change';
import type { DmsTable } from './dms/dms-change';
import type { DmsColumnOptions } from './dms/dms-columns';
import { DmsCsvChanges } from './dms/dms-csv-changes';
import { type DmsObject, dmsObject } from './dms/dms-object';
import { dmsParquetChanges } from './dms/dms-parquet-changes';
import { unpacked } from './gunzip';
import { isInCdcPath } from './object-table';
import { ParquetFile } from './parquet/parquet-file';
import { splitChunks } from './raw-record';
import type { Changes, Reading } from './reading';

/** What `csv` says where the configuration says nothing. */
const DEFAULT_CSV = { delimiter: LOAD_DEFAULTS.delimiter, nullText: LOAD_DEFAULTS.dmsNullText, header: false };

/** The changes of an object of DMS. @throws ObjectUnreadable */
export async function* readDms(source: DmsSource, { object: { key }, content, table, tables }: Reading): Changes {
  const known = (name: SourceTable): DmsTable | undefined => {
    const options = tables.of(name);
    return options && { table: name, columns: options.columns, key: options.key };
  };
  const options: DmsColumnOptions = {
    object: objectOf(source, key),
    opIn: source.opIn,
    opColumn: source.opColumn,
    timeColumn: source.timestampColumn,
    positionColumn: source.sequenceColumn,
  };
  if (source.type === 'parquet') {
    const parquetTable = table && known(table);
    if (parquetTable === undefined) throw new ObjectUnreadable(`the key ${key} names no table`);
    for await (const batch of dmsParquetChanges(await ParquetFile.open(content), parquetTable, options)) yield batch;
    return;
  }
  const { delimiter, nullText, header } = { ...DEFAULT_CSV, ...source.csv };
  const changes = new DmsCsvChanges({ ...options, table, tables: known, header, format: { delimiter, nullText } });
  for await (const batch of splitChunks(unpacked(content.chunks()), changes)) yield batch;
}

const objectOf = (source: DmsSource, key: string): DmsObject => {
  const object = dmsObject(key);
  if (object === undefined) throw new ObjectUnreadable(`the key ${key} is not named as DMS names its files`);
  const inCdcPath = isInCdcPath(source, key);
  if (object.kind === 'transactions' && !inCdcPath) {
    throw new ObjectUnreadable(`the key ${key} is a file of transactions: set cdcPath to its folder`);
  }
  if (object.kind !== 'transactions' && inCdcPath) {
    throw new ObjectUnreadable(`the key ${key} is in cdcPath, and is no file of transactions`);
  }
  return object;
};
