import { formatRedshiftType, type RedshiftType } from '../catalog/redshift-type';
import type { Cell } from './cells';
import { type ValueRenderer, valueRenderer } from './column/render-value';
import { RawText } from './raw-text';
import { UNIT_BYTES, type Words, wordsOf } from './words';

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

  constructor(
    readonly column: StagedColumn,
    readonly target: SharedTarget,
  ) {
    const { name, type } = column;
    this.renderer = type && valueRenderer(type);
    this.name = wordsOf(`${JSON.stringify(name)}:`);
    this.open = wordsOf(`${JSON.stringify(name)}:"`);
  }

  /** Whether it writes what another one could write in the same way: `shorter` where the text is not too long for it. */
  likenessTo({ column }: StagedSlot): 'same' | 'shorter' | 'none' {
    const [own, other] = [this.column.type, column.type];
    if (this.column.name !== column.name || own === undefined || other === undefined) return 'none';
    if (formatRedshiftType(own) === formatRedshiftType(other)) return 'same';
    if (own.base !== 'varchar' || other.base !== 'varchar') return 'none';
    return own.length < other.length ? 'shorter' : 'same';
  }

  /** Whether it is seen at once that a text is not too long. */
  surelyFits(cell: Cell | undefined): boolean {
    const textBytes = this.renderer?.textBytes ?? 0;
    if (cell instanceof RawText) return cell.end - cell.start <= textBytes;
    return cell === null || (typeof cell === 'string' && cell.length * UNIT_BYTES <= textBytes);
  }
}
