import type { RowsSource } from '../config/load-config';
import { ObjectUnreadable } from '../errors';
import { defaultCsvFormat } from './csv/csv-fields';
import { CsvRecords } from './csv/csv-records';
import { CsvRows } from './csv/csv-rows';
import { unpacked } from './gunzip';
import { JsonRecords, layoutOfType } from './json/json-records';
import { objectOrder } from './object-order';
import { ParquetFile } from './parquet/parquet-file';
import { splitChunks } from './raw-record';
import type { Changes, Reading } from './reading';
import { RowChanges, Upserts } from './rows';

/** The changes of an object of plain rows. @throws ObjectUnreadable */
export async function* readRows(source: RowsSource, { object, content, table, tables, batchSeq }: Reading): Changes {
  if (table === undefined) throw new ObjectUnreadable(`the key ${object.key} names no table`);
  const { key, columns } = tables.of(table) ?? {};
  const options = { table, key, objectOrder: objectOrder(batchSeq, object) };
  if (source.type === 'parquet') {
    const file = await ParquetFile.open(content);
    const upserts = new Upserts({ ...options, types: file.types });
    for await (const rows of file.rows()) yield rows.map((row) => upserts.of(row));
    return;
  }
  const rows = source.type === 'csv' ? csvRows(source, columns) : new JsonRecords(layoutOfType(source.type));
  for await (const batch of splitChunks(unpacked(content.chunks()), new RowChanges(rows, options))) yield batch;
}

const csvRows = ({ csv }: RowsSource, columns: readonly string[] | undefined): CsvRows => {
  const { delimiter, header, nullText } = { ...defaultCsvFormat, header: true, ...csv };
  return new CsvRows(new CsvRecords({ delimiter, nullText }), { header, columns: header ? undefined : columns });
};
