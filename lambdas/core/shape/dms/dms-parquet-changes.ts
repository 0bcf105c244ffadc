import { badRow } from '../bad-row';
import { type BadRow, type Change, isBadRow } from '../change';
import type { ParquetFile } from '../parquet/parquet-file';
import type { Changes } from '../reading';
import { newRow, scalarText } from '../row';
import { faultOf, RowFault } from '../row-fault';
import type { PlacedRow } from '../rows';
import { type DmsTable, dmsChange } from './dms-change';
import { checkColumns, type DmsColumnOptions, opColumnOf } from './dms-columns';

/**
 * Reads the changes of one Parquet object of DMS, in batches.
 * @throws ObjectUnreadable for a file that is broken, or has not the columns that the options name
 */
export async function* dmsParquetChanges(file: ParquetFile, table: DmsTable, options: DmsColumnOptions): Changes {
  const names = file.columns;
  checkColumns(names, options);
  const opColumn = opColumnOf(names, options);
  const types = { ...file.types };
  if (opColumn !== undefined) delete types[opColumn];
  const typed = { ...table, types: { ...types, ...table.types } };
  let count = 0;
  const changeOf = (item: PlacedRow | BadRow): Change | BadRow => {
    count++;
    if (isBadRow(item)) return item;
    const op = opColumn === undefined ? undefined : (scalarText(item.row[opColumn]) ?? '');
    const row = opColumn === undefined ? item.row : newRow();
    if (opColumn !== undefined) {
      for (const name of names) if (name !== opColumn) row[name] = item.row[name] ?? null;
    }
    const change = faultOf(() => dmsChange(row, op, options.object, count, typed, options));
    return change instanceof RowFault ? badRow(item.location, change.message, item.text) : change;
  };
  for await (const rows of file.rows()) yield rows.map(changeOf);
}
