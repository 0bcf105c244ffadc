import type { RedshiftType } from '../catalog/redshift-type';
import { absentText } from './absent-names';
import type { Change } from './change';
import { renderSuper } from './column/render-super';
import { renderValue } from './column/render-value';
import { rowOf } from './row';
import { RowFault } from './row-fault';

/** COPY refuses longer JSON objects, and counts a `|` twice: https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-json.html */
export const MAX_STAGED_BYTES = 4 * 2 ** 20;

/** What the column of absent names holds: https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html */
const MAX_ABSENT_BYTES = 65_535;

/** A column of the staging table. */
export interface StagedColumn {
  /** In the target. */
  name: string;
  /** Absent where no change of the batch has a value for it. */
  type?: RedshiftType;
}

/** A value that its column cannot hold exactly. */
export interface Misfit {
  /** In the source. */
  column: string;
  reason: string;
}

/**
 * Renders a change as one line of a staged part, with its line end: JSON that COPY reads with FORMAT AS JSON 'auto'.
 * Values are JSON strings (SUPER: native JSON), NULL is left out. A truncate has no values. Of a delete the key is what
 * counts: where the rest cannot be staged, it goes without it.
 *
 * @param columns by the source's names, those too that are only ever absent
 * @param overflow the SUPER column of the target that takes the values of all other columns, by the source's names
 * @param seq unique within the batch: part number × 2^32 + row
 * @returns the misfits where a value does not fit its column, or the row as a whole is too long (column `*`)
 */
export const renderStagedRow = (
  change: Change,
  columns: ReadonlyMap<string, StagedColumn>,
  seq: bigint,
  overflow?: string,
): string | Misfit[] => {
  const line = render(change, columns, seq, overflow);
  const { op, key, row } = change;
  if (typeof line === 'string' || op !== 'D' || key === null) return line;
  const ofKey = key.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]] as const]));
  return render({ ...change, row: rowOf(ofKey), absent: [] }, columns, seq);
};

const render = (
  change: Change,
  columns: ReadonlyMap<string, StagedColumn>,
  seq: bigint,
  overflow?: string,
): string | Misfit[] => {
  const misfits: Misfit[] = [];
  const others: string[] = [];
  const given = new Map<string, string>();
  let line = '{';
  for (const source of change.op === 'T' ? [] : Object.keys(change.row)) {
    const value = change.row[source];
    if (value === null || value === undefined) continue;
    const column = columns.get(source);
    try {
      if (column === undefined && overflow !== undefined) {
        others.push(`${renderSuper(source)}:${renderSuper(value)}`);
        continue;
      }
      if (column?.type === undefined) throw new RowFault('no such column in the target');
      if (given.has(column.name))
        throw new RowFault(`column ${JSON.stringify(given.get(column.name))} has the same name`);
      given.set(column.name, source);
      line += `${quotedName(column)}:${renderValue(value, column.type)},`;
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      misfits.push({ column: source, reason: error.message });
    }
  }
  if (misfits.length > 0) return misfits;
  if (overflow !== undefined && others.length > 0) line += `${JSON.stringify(overflow)}:{${others.join(',')}},`;
  const absent =
    change.op === 'T' ? '' : absentText(change.absent.map((source) => columns.get(source)?.name ?? source));
  const absentBytes = Buffer.byteLength(absent);
  if (absentBytes > MAX_ABSENT_BYTES)
    return [{ column: '*', reason: `names of absent columns of ${absentBytes} bytes, where ${MAX_ABSENT_BYTES} fit` }];
  line += ownColumns(change, absent, seq);
  // A character takes at most three bytes, a `|` two: most rows need no count.
  const bytes = line.length * 3 <= MAX_STAGED_BYTES ? 0 : Buffer.byteLength(line) + (line.split('|').length - 1);
  if (bytes > MAX_STAGED_BYTES)
    return [{ column: '*', reason: `a row of ${bytes} bytes, where COPY takes ${MAX_STAGED_BYTES}` }];
  return `${line}}\n`;
};

const quoted = new WeakMap<StagedColumn, string>();

const quotedName = (column: StagedColumn): string => {
  let text = quoted.get(column);
  if (text === undefined) {
    text = JSON.stringify(column.name);
    quoted.set(column, text);
  }
  return text;
};

const ownColumns = (change: Change, absent: string, seq: bigint): string =>
  [
    `"shuttle_op":"${change.op}"`,
    `"shuttle_pos":${JSON.stringify(change.pos)}`,
    ...(change.at === null ? [] : [`"shuttle_at":"${change.at}"`]),
    `"shuttle_seq":"${seq}"`,
    ...(absent === '' ? [] : [`"shuttle_absent":${JSON.stringify(absent)}`]),
  ].join(',');
