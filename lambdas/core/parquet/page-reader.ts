import type { ColumnMapping } from '../catalog/column-mapping';
import type { ParquetType } from '../catalog/parquet-type';
import { SchemaMismatch } from '../errors';
import { type Field, type FieldReader, fieldReader } from './page-field';
import { ValueVector } from './value-vector';

/** A row that was left out. The reason never holds a value of the row. */
export interface Quarantined {
  /** Its number in the records given, from 0. */
  row: number;
  column: string;
  reason: string;
}

type Records = readonly (readonly Field[])[];

/** Turns records into one vector for each column. The vectors are reused by the next read. */
export class PageReader {
  private readonly columns: { name: string; width: number; read: FieldReader; vector: ValueVector }[];

  constructor(columns: readonly ColumnMapping[]) {
    this.columns = columns.map((column) => ({
      name: column.name,
      width: widthOf(column.parquet),
      read: fieldReader(column),
      vector: new ValueVector(),
    }));
  }

  /**
   * Reads records, leaving out the rows that cannot be kept exactly.
   *
   * @throws SchemaMismatch when a record has another number of fields than there are columns
   */
  read(records: Records): { rows: number; vectors: ValueVector[]; quarantined: Quarantined[] } {
    const faults = this.readColumns(records);
    let rows = records.length;
    if (faults.size > 0) {
      // Rare: the columns are read again without these rows, so that the vectors need no holes.
      const kept = records.filter((_record, row) => !faults.has(row));
      this.readColumns(kept);
      rows = kept.length;
    }
    const quarantined = [...faults.values()].sort((a, b) => a.row - b.row);
    return { rows, vectors: this.columns.map((column) => column.vector), quarantined };
  }

  private readColumns(records: Records): Map<number, Quarantined> {
    const faults = new Map<number, Quarantined>();
    this.columns.forEach(({ name, width, read, vector }, index) => {
      vector.reset(records.length, width);
      const { defined } = vector;
      for (let row = 0; row < records.length; row++) {
        const field = records[row]?.[index];
        if (field === undefined || records[row]?.length !== this.columns.length) {
          throw new SchemaMismatch(
            `a record of the result has ${records[row]?.length} fields, the table was planned with ${this.columns.length} columns`,
          );
        }
        if (field.isNull === true) {
          defined[row] = 0;
          continue;
        }
        const reason = read(field, vector);
        if (reason === undefined) {
          defined[row] = 1;
          vector.count++;
        } else if (!faults.has(row)) faults.set(row, { row, column: name, reason });
      }
    });
    return faults;
  }
}

/** Bytes that a value takes in a vector; 0 for text. */
const widthOf = (type: ParquetType): number => {
  switch (type.physical) {
    case 'BOOLEAN':
      return 1;
    case 'INT32':
    case 'FLOAT':
      return 4;
    case 'INT64':
    case 'DOUBLE':
      return 8;
    case 'FIXED_LEN_BYTE_ARRAY':
      return type.typeLength;
    case 'BYTE_ARRAY':
      return 0;
  }
};
