import type { RedshiftData, ResultPage } from '../clients/redshift-data';
import { RowsMismatch } from '../core/errors';
import { readCount } from './read-count';
import type { TableRead } from './read-plan';

/** What the statements of a read say of it. */
export interface ReadNumbers {
  /** Rows that the data statement reads; undefined where no count was made. */
  rows?: number;
  /** Rows that the next run reads anew. */
  tail: number;
  high: string | null;
  settled: string | null;
  /** Whether a row at or beyond the last watermark is there. */
  reached: boolean;
  /** Whether rows beyond this chunk are left. */
  more: boolean;
  keys?: { nulls: number; duplicates: number };
  keyCounts?: { last: number; now: number; gone: number };
}

/** Reads the small results of a finished batch; several tables share the result of one bounds statement. */
export class NumbersReader {
  private readonly pages = new Map<number, Promise<ResultPage>>();

  constructor(
    private readonly data: RedshiftData,
    private readonly statementId: string,
  ) {}

  async read({ unit, statements }: TableRead): Promise<ReadNumbers> {
    const { bounds, count, keyCheck, keyCounts } = statements;
    const numbers: ReadNumbers = { tail: 0, high: null, settled: null, reached: true, more: false };
    if (count !== undefined) numbers.rows = await readCount(this.data, this.statementId, count);
    if (bounds !== undefined) {
      const [, high, settled, rows, tail, reached, more] = await this.row(bounds.index, bounds.row, unit.table);
      numbers.high = high ?? null;
      // Without a key nothing is settled; GREATEST passes over NULL.
      numbers.settled = high === null ? null : (settled ?? null);
      // A count of its own is the UNLOAD's: a view may change between the two.
      numbers.rows ??= whole(rows, unit.table);
      numbers.tail = whole(tail, unit.table);
      numbers.reached = whole(reached, unit.table) > 0;
      numbers.more = whole(more, unit.table) > 0;
    }
    if (keyCheck !== undefined) {
      const [nulls, duplicates] = await this.row(keyCheck, 0, unit.table);
      numbers.keys = { nulls: whole(nulls, unit.table), duplicates: whole(duplicates, unit.table) };
    }
    if (keyCounts !== undefined) {
      const [last, now, gone] = await this.row(keyCounts, 0, unit.table);
      numbers.keyCounts = {
        last: whole(last, unit.table),
        now: whole(now, unit.table),
        gone: whole(gone, unit.table),
      };
    }
    return numbers;
  }

  /** A row of a sub-statement's result, each value as text; null for NULL. */
  private async row(index: number, row: number, table: string): Promise<(string | null)[]> {
    let page = this.pages.get(index);
    if (!page) {
      page = this.data.page(`${this.statementId}:${index}`);
      this.pages.set(index, page);
    }
    const fields = (await page).records[row];
    if (!fields) throw new RowsMismatch(`${table}: statement ${this.statementId}:${index} gave no row ${row + 1}`);
    return fields.map((field) =>
      field.isNull ? null : (field.stringValue ?? (field.longValue === undefined ? null : String(field.longValue))),
    );
  }
}

const whole = (text: string | null | undefined, table: string): number => {
  const number = text !== null && text !== undefined && /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw new RowsMismatch(`${table}: its count of rows is no whole number`);
  return number;
};
