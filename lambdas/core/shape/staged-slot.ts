import { formatRedshiftType, type RedshiftType } from '../catalog/redshift-type';
import type { Cell } from './cells';
import { type ValueRenderer, valueRenderer } from './column/render-value';
import { RawText } from './raw-text';
import { type Words, wordsOf } from './words';

/** A column of the staging table. */
export interface StagedColumn {
  /** In the target. */
  name: string;
  /** Absent where no change of the batch has a value for it. */
  type?: RedshiftType;
}

/** What all columns of a source with the same target share: the row that has a value for it, and whose that is. */
interface SharedTarget {
  row: number;
  source: string;
}

/** What a column of the source comes to, worked out once. */
export class StagedSlot {
  readonly renderer: ValueRenderer | undefined;
  /** The name as JSON with its colon; and with the quote of a text behind. */
  readonly name: Words;
  readonly open: Words;
  /** The one of another table that it was compared with last. */
  private peer: StagedSlot | undefined;
  /** Whether it has the same name; and the same type, or both are text. */
  private likeness: 'same' | 'text' | 'none' = 'none';

  /** @param source its name in the source */
  constructor(
    readonly source: string,
    readonly column: StagedColumn,
    readonly target: SharedTarget,
  ) {
    const { name, type } = column;
    this.renderer = type && valueRenderer(type);
    this.name = wordsOf(`${JSON.stringify(name)}:`);
    this.open = wordsOf(`${JSON.stringify(name)}:"`);
  }

  /** Whether it writes a cell as another one has. */
  writesAs(other: StagedSlot, cell: Cell | undefined): boolean {
    if (this.peer !== other) {
      this.peer = other;
      this.likeness = likenessOf(this.column, other.column);
    }
    if (this.likeness !== 'text') return this.likeness === 'same';
    // Each may have another length: what fits here looks alike there.
    const { textBytes } = this.renderer as ValueRenderer;
    if (cell instanceof RawText) return cell.end - cell.start <= textBytes;
    return typeof cell === 'string' && cell.length * UNIT_BYTES <= textBytes;
  }
}

/** UTF-8 bytes of a UTF-16 unit at most. */
const UNIT_BYTES = 3;

const likenessOf = (a: StagedColumn, b: StagedColumn): 'same' | 'text' | 'none' => {
  if (a.name !== b.name || a.type === undefined || b.type === undefined) return 'none';
  if (formatRedshiftType(a.type) === formatRedshiftType(b.type)) return 'same';
  return a.type.base === 'varchar' && b.type.base === 'varchar' ? 'text' : 'none';
};
