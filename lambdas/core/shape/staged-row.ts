import type { RedshiftType } from '../catalog/redshift-type';
import { absentText } from './absent-names';
import { type Cell, type Cells, cellValue } from './cells';
import type { Change, Row } from './change';
import { renderSuper } from './column/render-super';
import { escaped, type ValueRenderer, valueRenderer } from './column/render-value';
import type { LineWriter } from './line-writer';
import { RawText, RawTime } from './raw-text';
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
  /** Its name in the source. */
  source: string;
  column: StagedColumn;
  renderer: ValueRenderer | undefined;
  /** The name as JSON with its colon; and with the quote of a text behind. */
  name: Uint8Array;
  open: Uint8Array;
  /** What all columns of the source with the same target share: the row that has a value for it, and whose that is. */
  target: { row: number; source: string };
}

/** Renders the rows of one table. */
export class RowRenderer {
  private readonly slots = new Map<string, Slot>();
  /** Those of the last row, in its order: the next one mostly has the same. */
  private readonly expected: (Slot | undefined)[] = [];
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
      const before = `${JSON.stringify(name)}:`;
      const [bytes, open] = [before, `${before}"`].map((text) => Uint8Array.from(Buffer.from(text))) as [
        Uint8Array,
        Uint8Array,
      ];
      this.slots.set(source, { source, column, renderer: type && valueRenderer(type), name: bytes, open, target });
    }
  }

  /**
   * Writes a change as one line of a staged part, with its line end: JSON that COPY reads with FORMAT AS JSON 'auto'.
   * Values are JSON strings (SUPER: native JSON), NULL is left out. A truncate has no values. Of a delete the key is what
   * counts: where the rest cannot be staged, it goes without it.
   *
   * @param seq unique within the batch: part number × 2^32 + row
   * @param to has nothing else when it returns
   * @returns the misfits where a value does not fit its column, or the row as a whole is too long (column `*`): nothing is
   *   written then
   */
  render(change: Change, seq: bigint | number, to: LineWriter): Misfit[] | undefined {
    const misfits = this.line(change, seq, this.overflow, to);
    const { table, op, key, pos, at } = change;
    if (misfits === undefined || op !== 'D' || key === null) return misfits;
    const { row } = change;
    const ofKey = key.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]] as const]));
    return this.line({ table, op, key, row: rowOf(ofKey), absent: [], pos, at }, seq, undefined, to);
  }

  private line(
    change: Change,
    seq: bigint | number,
    overflow: string | undefined,
    to: LineWriter,
  ): Misfit[] | undefined {
    to.cut();
    to.text('{');
    const misfits = change.op === 'T' ? undefined : this.values(change, overflow, to);
    if (misfits !== undefined) return misfits;
    const absent =
      change.op === 'T' || change.absent.length === 0
        ? ''
        : absentText(change.absent.map((source) => this.slots.get(source)?.column.name ?? source));
    const absentBytes = Buffer.byteLength(absent);
    if (absentBytes > MAX_ABSENT_BYTES) {
      const reason = `names of absent columns of ${absentBytes} bytes, where ${MAX_ABSENT_BYTES} fit`;
      return [{ column: '*', reason }];
    }
    to.text(ownColumns(change, absent, seq));
    // A `|` takes two: most rows need no count.
    if (to.length * 2 <= MAX_STAGED_BYTES) return undefined;
    const bytes = to.length - END_BYTES + bars(to);
    if (bytes <= MAX_STAGED_BYTES) return undefined;
    return [{ column: '*', reason: `a row of ${bytes} bytes, where COPY takes ${MAX_STAGED_BYTES}` }];
  }

  /** The values, each with a comma behind it. */
  private values(change: Change, overflow: string | undefined, to: LineWriter): Misfit[] | undefined {
    this.row++;
    const { names, values } = change.cells ?? cellsOf(change.row);
    try {
      const others: string[] = [];
      for (let i = 0; i < names.length; i++) {
        const source = names[i] as string;
        const value = values[i];
        if (value === null || value === undefined) continue;
        const slot = this.slotAt(i, source);
        if (slot === undefined && overflow !== undefined) others.push(other(source, value));
        else this.member(slot, source, value, to);
      }
      if (overflow !== undefined && others.length > 0) to.text(`${JSON.stringify(overflow)}:{${others.join(',')}},`);
      return undefined;
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      return this.misfits(change.row, overflow, to);
    }
  }

  /** The slot of a column that stands in this place of its row. */
  private slotAt(index: number, source: string): Slot | undefined {
    const expected = this.expected[index];
    if (expected !== undefined && expected.source === source) return expected;
    const slot = this.slots.get(source);
    if (index <= this.expected.length) this.expected[index] = slot;
    return slot;
  }

  /** @throws RowFault */
  private member(slot: Slot | undefined, source: string, cell: Exclude<Cell, null>, to: LineWriter): void {
    if (slot?.renderer === undefined) throw new RowFault('no such column in the target');
    const { target, renderer } = slot;
    if (target.row === this.row) throw new RowFault(`column ${JSON.stringify(target.source)} has the same name`);
    target.row = this.row;
    target.source = source;
    if (cell instanceof RawText) {
      const isAsItIs = cell.end - cell.start <= renderer.textBytes || (renderer.takesTimes && cell instanceof RawTime);
      if (isAsItIs) {
        to.raw(slot.open, cell);
        return;
      }
    }
    const text = renderer.render(cellValue(cell));
    if (renderer.form === 'safe') to.safe(slot.open, text);
    else if (renderer.form === 'json') to.json(slot.name, text);
    else if (!to.plain(slot.open, text)) to.json(slot.name, escaped(text));
  }

  /** All misfits of a row that has one: rows seldom have. */
  private misfits(row: Row, overflow: string | undefined, to: LineWriter): Misfit[] {
    this.row++;
    return Object.keys(row).flatMap((source) => {
      const value = row[source];
      if (value === null || value === undefined) return [];
      const slot = this.slots.get(source);
      const found = faultOf(() =>
        slot === undefined && overflow !== undefined ? other(source, value) : this.member(slot, source, value, to),
      );
      return found instanceof RowFault ? [{ column: source, reason: found.message }] : [];
    });
  }
}

const cellsOf = (row: Row): Pick<Cells, 'names' | 'values'> => {
  const names = Object.keys(row);
  return { names, values: names.map((name) => row[name] as Cell) };
};

/** A member of the column of all others. @throws RowFault */
const other = (source: string, value: Exclude<Cell, null>): string =>
  `${renderSuper(source)}:${renderSuper(cellValue(value))}`;

const BAR = 124;

const bars = ({ bytes, length }: LineWriter): number => {
  let count = 0;
  for (let at = bytes.indexOf(BAR); at >= 0 && at < length; at = bytes.indexOf(BAR, at + 1)) count++;
  return count;
};

/** Of `}` and the line end, which do not count. */
const END_BYTES = 2;

/** The columns of the product, and the end of the line. Operations, positions and times hold nothing that JSON would escape. */
const ownColumns = ({ op, pos, at }: Change, absent: string, seq: bigint | number): string => {
  const time = at === null ? '' : `"shuttle_at":"${at}",`;
  const names = absent === '' ? '' : `,"shuttle_absent":${JSON.stringify(absent)}`;
  return `"shuttle_op":"${op}","shuttle_pos":"${pos}",${time}"shuttle_seq":"${seq}"${names}}\n`;
};
