import { badRow } from '../bad-row';
import { type BadRow, type Change, isBadRow } from '../change';
import type { ParquetFile } from '../parquet/parquet-file';
import { newRow, scalarText } from '../row';
import { faultOf, RowFault } from '../row-fault';
import { type DmsTable, dmsChange } from './dms-change';
import { checkColumns, type DmsColumnOptions, opColumnOf } from './dms-columns';

/**
 * Reads the changes of one Parquet object of DMS.
 * @throws ObjectUnreadable for a file that is broken, or has not the columns that the options name
 */
export async function* dmsParquetChanges(
  file: ParquetFile,
  table: DmsTable,
  options: DmsColumnOptions,
): AsyncGenerator<Change | BadRow> {
  const names = file.columns;
  checkColumns(names, options);
  const opColumn = opColumnOf(names, options);
  const types = { ...file.types };
  if (opColumn !== undefined) delete types[opColumn];
  const typed = { ...table, types: { ...types, ...table.types } };
  let count = 0;
  for await (const item of file.rows()) {
    count++;
    if (isBadRow(item)) {
      yield item;
      continue;
    }
    const op = opColumn === undefined ? undefined : (scalarText(item.row[opColumn]) ?? '');
    const row = opColumn === undefined ? item.row : newRow();
    if (opColumn !== undefined) {
      for (const name of names) if (name !== opColumn) row[name] = item.row[name] ?? null;
    }
    const change = faultOf(() => dmsChange(row, op, options.object, count, typed, options));
    yield change instanceof RowFault ? badRow(item.location, change.message, item.text) : change;
  }
}
