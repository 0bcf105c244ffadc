import type { RedshiftType } from '../catalog/redshift-type';
import { absentText } from './absent-names';
import type { Cells } from './cells';
import type { Change, Row, Value } from './change';
import { renderSuper } from './column/render-super';
import { type ValueRenderer, valueRenderer } from './column/render-value';
import { rowOf } from './row';
import { faultOf, RowFault } from './row-fault';

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

/** What a column of the source comes to, worked out once. */
interface Slot {
  column: StagedColumn;
  /** Writes a value with its name in front and a comma behind. */
  render: ValueRenderer | undefined;
  /** What all columns of the source with the same target share: the row that has a value for it, and whose that is. */
  target: { row: number; source: string };
}

/** Renders the rows of one table. */
export class RowRenderer {
  private readonly slots = new Map<string, Slot>();
  /** Number of the row that is rendered. */
  private row = 0;

  /**
   * @param columns by the source's names, those too that are only ever absent
   * @param overflow the SUPER column of the target that takes the values of all other columns, by the source's names
   */
  constructor(
    columns: ReadonlyMap<string, StagedColumn>,
    private readonly overflow?: string,
  ) {
    const targets = new Map<string, Slot['target']>();
    for (const [source, column] of columns) {
      const { name, type } = column;
      const target = targets.get(name) ?? { row: 0, source: '' };
      targets.set(name, target);
      const render = type && valueRenderer(type, `${JSON.stringify(name)}:`, ',');
      this.slots.set(source, { column, render, target });
    }
  }

  /**
   * Renders a change as one line of a staged part, with its line end: JSON that COPY reads with FORMAT AS JSON 'auto'.
   * Values are JSON strings (SUPER: native JSON), NULL is left out. A truncate has no values. Of a delete the key is what
   * counts: where the rest cannot be staged, it goes without it.
   *
   * @param seq unique within the batch: part number × 2^32 + row
   * @returns the misfits where a value does not fit its column, or the row as a whole is too long (column `*`)
   */
  render(change: Change, seq: bigint | number): string | Misfit[] {
    const line = this.line(change, seq, this.overflow);
    const { table, op, key, pos, at } = change;
    if (typeof line === 'string' || op !== 'D' || key === null) return line;
    const { row } = change;
    const ofKey = key.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]] as const]));
    return this.line({ table, op, key, row: rowOf(ofKey), absent: [], pos, at }, seq, undefined);
  }

  private line(change: Change, seq: bigint | number, overflow: string | undefined): string | Misfit[] {
    const values = change.op === 'T' ? '' : this.values(change, overflow);
    if (typeof values !== 'string') return values;
    const absent =
      change.op === 'T' || change.absent.length === 0
        ? ''
        : absentText(change.absent.map((source) => this.slots.get(source)?.column.name ?? source));
    const absentBytes = Buffer.byteLength(absent);
    if (absentBytes > MAX_ABSENT_BYTES) {
      const reason = `names of absent columns of ${absentBytes} bytes, where ${MAX_ABSENT_BYTES} fit`;
      return [{ column: '*', reason }];
    }
    const line = `{${values}${ownColumns(change, absent, seq)}}\n`;
    // A character takes at most three bytes, a `|` two: most rows need no count.
    if (line.length * 3 <= MAX_STAGED_BYTES) return line;
    const bytes = Buffer.byteLength(line) - END_BYTES + (line.split('|').length - 1);
    if (bytes <= MAX_STAGED_BYTES) return line;
    return [{ column: '*', reason: `a row of ${bytes} bytes, where COPY takes ${MAX_STAGED_BYTES}` }];
  }

  /** The values, each with a comma behind it. */
  private values(change: Change, overflow: string | undefined): string | Misfit[] {
    this.row++;
    let line = '';
    const { names, values } = change.cells ?? cellsOf(change.row);
    try {
      const others: string[] = [];
      for (let i = 0; i < names.length; i++) {
        const source = names[i] as string;
        const value = values[i];
        if (value === null || value === undefined) continue;
        const slot = this.slots.get(source);
        if (slot === undefined && overflow !== undefined) others.push(`${renderSuper(source)}:${renderSuper(value)}`);
        else line += this.member(slot, source, value);
      }
      if (overflow !== undefined && others.length > 0) line += `${JSON.stringify(overflow)}:{${others.join(',')}},`;
      return line;
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      return this.misfits(change.row, overflow);
    }
  }

  /** @throws RowFault */
  private member(slot: Slot | undefined, source: string, value: Exclude<Value, null>): string {
    if (slot?.render === undefined) throw new RowFault('no such column in the target');
    const { target } = slot;
    if (target.row === this.row) throw new RowFault(`column ${JSON.stringify(target.source)} has the same name`);
    target.row = this.row;
    target.source = source;
    return slot.render(value);
  }

  /** All misfits of a row that has one: rows seldom have. */
  private misfits(row: Row, overflow: string | undefined): Misfit[] {
    this.row++;
    return Object.keys(row).flatMap((source) => {
      const value = row[source];
      if (value === null || value === undefined) return [];
      const slot = this.slots.get(source);
      const found = faultOf(() =>
        slot === undefined && overflow !== undefined
          ? renderSuper(source) + renderSuper(value)
          : this.member(slot, source, value),
      );
      return found instanceof RowFault ? [{ column: source, reason: found.message }] : [];
    });
  }
}

const cellsOf = (row: Row): Pick<Cells, 'names' | 'values'> => {
  const names = Object.keys(row);
  return { names, values: names.map((name) => row[name] as Value) };
};

/** Of `}` and the line end, which do not count. */
const END_BYTES = 2;

/** The columns of the product. Operations, positions and times hold nothing that JSON would escape. */
const ownColumns = ({ op, pos, at }: Change, absent: string, seq: bigint | number): string => {
  const time = at === null ? '' : `"shuttle_at":"${at}",`;
  const names = absent === '' ? '' : `,"shuttle_absent":${JSON.stringify(absent)}`;
  return `"shuttle_op":"${op}","shuttle_pos":"${pos}",${time}"shuttle_seq":"${seq}"${names}`;
};
