import type { RedshiftType } from '../catalog/redshift-type';
import type { Change } from './change';
import { renderValue } from './column/render-value';
import { RowFault } from './row-fault';

/** COPY refuses longer JSON objects, and counts a `|` twice: https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-json.html */
export const MAX_STAGED_BYTES = 4 * 2 ** 20;

/** A column of the staging table. */
export interface StagedColumn {
  /** In the target. */
  name: string;
  type: RedshiftType;
}

/** A value that its column cannot hold exactly. */
export interface Misfit {
  /** In the source. */
  column: string;
  reason: string;
}

/**
 * Renders a change as one line of a staged part, with its line end: JSON that COPY reads with FORMAT AS JSON 'auto'.
 * Values are JSON strings (SUPER: native JSON), NULL is left out.
 *
 * @param columns by the source's names
 * @param seq unique within the batch: part number × 2^32 + row
 * @returns the misfits where a value does not fit its column, or the row as a whole is too long (column `*`)
 * @throws RangeError for a truncate, which is no row
 */
export const renderStagedRow = (
  change: Change,
  columns: ReadonlyMap<string, StagedColumn>,
  seq: bigint,
): string | Misfit[] => {
  if (change.op === 'T') throw new RangeError('a truncate cannot be staged as a row');
  const misfits: Misfit[] = [];
  const given = new Map<string, string>();
  let line = '{';
  for (const source of Object.keys(change.row)) {
    const value = change.row[source];
    if (value === null || value === undefined) continue;
    const column = columns.get(source);
    try {
      if (column === undefined) throw new RowFault('no such column in the target');
      if (given.has(column.name))
        throw new RowFault(`column ${JSON.stringify(given.get(column.name))} has the same name`);
      given.set(column.name, source);
      line += `${JSON.stringify(column.name)}:${renderValue(value, column.type)},`;
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      misfits.push({ column: source, reason: error.message });
    }
  }
  if (misfits.length > 0) return misfits;
  line += ownColumns(change, columns, seq);
  const bytes = Buffer.byteLength(line) + (line.split('|').length - 1);
  if (bytes > MAX_STAGED_BYTES)
    return [{ column: '*', reason: `a row of ${bytes} bytes, where COPY takes ${MAX_STAGED_BYTES}` }];
  return `${line}}\n`;
};

const ownColumns = (change: Change, columns: ReadonlyMap<string, StagedColumn>, seq: bigint): string => {
  const absent = change.absent.map((source) => columns.get(source)?.name ?? source);
  return [
    `"shuttle_op":"${change.op}"`,
    `"shuttle_pos":${JSON.stringify(change.pos)}`,
    ...(change.at === null ? [] : [`"shuttle_at":"${change.at}"`]),
    `"shuttle_seq":"${seq}"`,
    ...(absent.length === 0 ? [] : [`"shuttle_absent":${JSON.stringify(absent.join(','))}`]),
  ].join(',');
};
