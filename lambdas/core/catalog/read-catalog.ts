import { DocumentInvalid } from '../errors';
import type { CatalogTable } from './table';

/** A field of a result row, as far as catalog rows have them. */
export interface CatalogField {
  isNull?: boolean;
  stringValue?: string;
  longValue?: number;
  doubleValue?: number;
  booleanValue?: boolean;
}

type Row = readonly CatalogField[];

/**
 * Collects the rows of the three catalog statements (see catalogQueries) into tables. Rows may come page by page.
 */
export class CatalogReader {
  private readonly tables = new Map<string, CatalogTable>();

  /** Rows of `relations`. */
  addRelations(rows: readonly Row[]): void {
    for (const row of rows) {
      const schema = text(row, 0);
      const name = text(row, 1);
      const table = this.tableOf(schema, name, row);
      const column = optionalText(row, 5);
      if (column !== undefined) {
        // Of a view's columns nobody knows what older rows hold.
        const hasDefault = table.kind === 'table' ? row[9]?.booleanValue : undefined;
        table.columns.push({
          name: column,
          type: text(row, 6),
          nullable: row[7]?.booleanValue !== true,
          ...(hasDefault === undefined ? {} : { hasDefault }),
        });
      }
    }
  }

  /** Rows of `lateBindingColumns`: of the views that `relations` knows, which are those that the user may read. */
  addLateBindingColumns(rows: readonly Row[]): void {
    for (const row of rows) {
      const table = this.tables.get(keyOf(text(row, 0), text(row, 1)));
      if (!table || table.kind === 'table') continue;
      if (table.kind === 'view' && table.columns.length > 0) continue;
      table.kind = 'late-binding view';
      table.columns.push({ name: text(row, 2), type: text(row, 3), nullable: true });
    }
  }

  /** Rows of `sizes`. */
  addSizes(rows: readonly Row[]): void {
    for (const row of rows) {
      const table = this.tables.get(keyOf(text(row, 0), text(row, 1)));
      if (!table) continue;
      const sizeMb = optionalNumber(row, 2);
      const count = optionalNumber(row, 3);
      if (sizeMb !== undefined) table.sizeBytes = sizeMb * 1024 * 1024;
      if (count !== undefined) table.rows = count;
    }
  }

  /** The tables, by schema and name. */
  read(): CatalogTable[] {
    return [...this.tables.values()];
  }

  private tableOf(schema: string, name: string, row: Row): CatalogTable {
    const key = keyOf(schema, name);
    const known = this.tables.get(key);
    if (known) return known;
    const estimate = optionalNumber(row, 3);
    const constraint = optionalText(row, 8);
    const table: CatalogTable = {
      schema,
      name,
      kind: text(row, 2) === 'v' ? 'view' : 'table',
      columns: [],
      primaryKey: constraint === undefined ? [] : keyColumns(constraint),
      // Views and tables that were never analysed have 0 (or 0.001): that is no estimate.
      ...(estimate !== undefined && estimate >= 1 ? { rows: estimate } : {}),
    };
    this.tables.set(key, table);
    return table;
  }
}

/**
 * The column names in the text of pg_get_constraintdef.
 *
 * @example keyColumns('PRIMARY KEY (id, "line no")') // ['id', 'line no']
 */
export const keyColumns = (constraint: string): string[] => {
  const list = /^PRIMARY KEY \((.*)\)$/is.exec(constraint.trim())?.[1];
  if (list === undefined)
    throw new DocumentInvalid(`the catalog describes a primary key as ${JSON.stringify(constraint)}`);
  return [...list.matchAll(/"((?:[^"]|"")+)"|([^\s,"]+)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
};

const keyOf = (schema: string, name: string): string => JSON.stringify([schema, name]);

const optionalText = (row: Row, index: number): string | undefined => {
  const field = row[index];
  return field === undefined || field.isNull ? undefined : field.stringValue;
};

const text = (row: Row, index: number): string => {
  const value = optionalText(row, index);
  if (value === undefined) throw new DocumentInvalid(`the catalog's column ${index + 1} holds no text`);
  return value;
};

const optionalNumber = (row: Row, index: number): number | undefined => {
  const field = row[index];
  if (field === undefined || field.isNull) return undefined;
  const value = field.longValue ?? field.doubleValue ?? Number(field.stringValue);
  return Number.isFinite(value) ? value : undefined;
};
