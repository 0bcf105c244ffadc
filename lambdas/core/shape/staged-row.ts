import { absentText } from './absent-names';
import { type Cell, type Cells, type ColumnNames, cellsOf, cellValue } from './cells';
import type { Change, Row } from './change';
import { renderSuper } from './column/render-super';
import { escaped } from './column/render-value';
import type { LineWriter } from './line-writer';
import { RawText, RawTime } from './raw-text';
import { rowOf } from './row';
import { faultOf, RowFault } from './row-fault';
import { StagedLayout } from './staged-layout';
import type { StagedLine } from './staged-line';
import { type StagedColumn, StagedSlot } from './staged-slot';

/** COPY refuses longer JSON objects, and counts a `|` twice: https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-json.html */
export const MAX_STAGED_BYTES = 4 * 2 ** 20;

/** What the column of absent names holds: https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html */
const MAX_ABSENT_BYTES = 65_535;

/** A value that its column cannot hold exactly. */
export interface Misfit {
  /** In the source. */
  column: string;
  reason: string;
}

/** Renders the rows of one table. */
export class RowRenderer {
  private readonly slots = new Map<string, StagedSlot>();
  private readonly layouts = new WeakMap<ColumnNames, StagedLayout>();
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
    const targets = new Map<string, StagedSlot['target']>();
    for (const [source, column] of columns) {
      const target = targets.get(column.name) ?? { row: 0, source: '' };
      targets.set(column.name, target);
      this.slots.set(source, new StagedSlot(column, target));
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
  render(change: Change, seq: bigint | number, to: StagedLine): Misfit[] | undefined {
    const misfits = this.line(change, seq, this.overflow, to);
    const { op, key } = change;
    if (misfits === undefined || op !== 'D' || key === null) return misfits;
    // These may be made only when they are asked for.
    const { table, row, pos, at } = change;
    const ofKey = key.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]] as const]));
    return this.line({ table, op, key, row: rowOf(ofKey), absent: [], pos, at }, seq, undefined, to);
  }

  private line(
    change: Change,
    seq: bigint | number,
    overflow: string | undefined,
    to: StagedLine,
  ): Misfit[] | undefined {
    if (change.op === 'T') to.begin();
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
    to.own.put(change, absent, seq, to);
    // A `|` takes two: most rows need no count.
    if (to.length * 2 <= MAX_STAGED_BYTES) return undefined;
    const bytes = to.length - END_BYTES + bars(to);
    if (bytes <= MAX_STAGED_BYTES) return undefined;
    return [{ column: '*', reason: `a row of ${bytes} bytes, where COPY takes ${MAX_STAGED_BYTES}` }];
  }

  /** Begins the line with the values, each with a comma behind it. */
  private values(change: Change, overflow: string | undefined, to: StagedLine): Misfit[] | undefined {
    this.row++;
    const cells = cellsOf(change);
    const { columns, values } = cells;
    const layout = this.layoutOf(columns);
    const { slots, mayClash } = layout;
    try {
      const others: string[] = [];
      for (let i = takeOver(cells, layout, to); i < slots.length; i++) {
        const value = values[i];
        const slot = slots[i];
        if (value !== null && value !== undefined) {
          if (slot === undefined && overflow !== undefined) others.push(other(columns.items[i] as string, value));
          else if (mayClash) this.only(slot, columns.items[i] as string, value, to);
          else member(slot, value, to);
        }
        to.endValue(i);
      }
      if (overflow !== undefined && others.length > 0) to.text(`${JSON.stringify(overflow)}:{${others.join(',')}},`);
      to.endValues(cells, layout);
      return undefined;
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      return this.misfits(change.row, overflow, to);
    }
  }

  private layoutOf(columns: ColumnNames): StagedLayout {
    if (columns.isAlone) return new StagedLayout(this.slotsOf(columns), true);
    let layout = this.layouts.get(columns);
    if (layout === undefined) {
      layout = new StagedLayout(this.slotsOf(columns));
      this.layouts.set(columns, layout);
    }
    return layout;
  }

  private slotsOf({ items }: ColumnNames): (StagedSlot | undefined)[] {
    return items.map((source) => this.slots.get(source));
  }

  /** Takes the target of a slot for this row. @throws RowFault where it has been taken */
  private taken({ target }: StagedSlot, source: string): void {
    if (target.row === this.row) throw new RowFault(`column ${JSON.stringify(target.source)} has the same name`);
    target.row = this.row;
    target.source = source;
  }

  /** A member of the line where a row has but one in its target. @throws RowFault */
  private only(slot: StagedSlot | undefined, source: string, value: Exclude<Cell, null>, to: StagedLine): void {
    if (slot?.renderer !== undefined) this.taken(slot, source);
    member(slot, value, to);
  }

  /** All misfits of a row that has one: rows seldom have. */
  private misfits(row: Row, overflow: string | undefined, to: StagedLine): Misfit[] {
    this.row++;
    return Object.keys(row).flatMap((source) => {
      const value = row[source];
      if (value === null || value === undefined) return [];
      const slot = this.slots.get(source);
      const found = faultOf(() =>
        slot === undefined && overflow !== undefined ? other(source, value) : this.only(slot, source, value, to),
      );
      return found instanceof RowFault ? [{ column: source, reason: found.message }] : [];
    });
  }
}

/** Begins the line with what another table's row, the line before, says in the same way. @returns how many cells that are */
const takeOver = ({ begins, values }: Cells, layout: StagedLayout, to: StagedLine): number => {
  const before = begins && to.layoutOf(begins);
  const count = before === undefined ? 0 : layout.alikeWith(before, values);
  if (count > 0) to.beginWith(count);
  else to.begin();
  return count;
};

/** @throws RowFault */
const member = (slot: StagedSlot | undefined, cell: Exclude<Cell, null>, to: StagedLine): void => {
  const renderer = slot?.renderer;
  if (renderer === undefined) throw new RowFault('no such column in the target');
  const { open, name } = slot as StagedSlot;
  if (cell instanceof RawText) {
    const isAsItIs = cell.end - cell.start <= renderer.textBytes || (renderer.takesTimes && cell instanceof RawTime);
    if (isAsItIs) {
      to.raw(open, cell);
      return;
    }
  }
  const text = renderer.render(cellValue(cell));
  if (renderer.form === 'safe') to.safe(open, text);
  else if (renderer.form === 'json') to.json(name, text);
  else if (!to.plain(open, text)) to.json(name, escaped(text));
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
