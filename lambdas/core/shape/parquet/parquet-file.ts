import type { RowGroup } from 'hyparquet';
import { ObjectUnreadable } from '../../errors';
import { badRow } from '../bad-row';
import { batches } from '../batches';
import type { BadRow, Location, Row, Value } from '../change';
import type { ReadableObject } from '../readable-object';
import { newRow } from '../row';
import { RowFault } from '../row-fault';
import type { PlacedRow } from '../rows';
import { fileBytes, PARQUET_LIMITS, type ParquetLimits, type ReadBytes } from './file-bytes';
import { readFooter } from './footer';
import { leafReader } from './leaf-value';
import { jsonWriter } from './nested-json';
import { groupColumns } from './row-group-columns';
import { isFlat, readSchema, type SchemaNode } from './schema-node';

/** Rows that are made before the first of them is used: a row may hold megabytes. */
const BATCH_ROWS = 16;

/** A column and how its values are read. */
interface FileColumn {
  name: string;
  type: string | undefined;
  read(raw: unknown): Value;
}

/**
 * Reads the rows of a Parquet file, every value exactly. It reads by ranges: the footer, then a row group at a time, of
 * which the values of a page per column are held.
 */
export class ParquetFile {
  private constructor(
    private readonly file: ReadableObject,
    private readonly read: ReadBytes,
    private readonly root: SchemaNode,
    private readonly groups: readonly RowGroup[],
    private readonly all: readonly FileColumn[],
    private readonly limits: ParquetLimits,
  ) {}

  /** @throws ObjectUnreadable for what is no Parquet, is cut off, or has columns of a type that is not supported */
  static async open(file: ReadableObject, limits = PARQUET_LIMITS): Promise<ParquetFile> {
    const read = fileBytes(file, limits);
    const { schema, row_groups } = await readFooter(read, file.sizeBytes);
    const root = readSchema(schema);
    return new ParquetFile(file, read, root, row_groups, root.children.map(fileColumn), limits);
  }

  /** Names of the columns, in their order. */
  get columns(): string[] {
    return this.all.map(({ name }) => name);
  }

  /** Redshift types by column, of those that have one; `varchar` and `varbyte` without a length. */
  get types(): Record<string, string> {
    return Object.fromEntries(this.all.flatMap(({ name, type }) => (type === undefined ? [] : [[name, type]])));
  }

  /**
   * All rows in batches, in their order. A value that its type does not have makes its row a bad one.
   * @throws ObjectUnreadable where a row group is broken, after the rows before it
   */
  async *rows(): AsyncGenerator<(PlacedRow | BadRow)[]> {
    let row = 0;
    for (const group of this.groups) {
      let left = Number(group.num_rows);
      if (left === 0) continue;
      const columns = groupColumns(this.file, this.read, this.root, group, this.limits);
      const byte = Number(group.columns[0]?.meta_data?.data_page_offset ?? 0);
      while (left > 0) {
        let count = left;
        for (const column of columns) count = Math.min(count, await column.ready());
        const values = columns.map((column) => column.take(count));
        yield* batches(this.rowsOf(values, count, byte, row), BATCH_ROWS);
        row += count;
        left -= count;
      }
    }
  }

  private *rowsOf(values: readonly ArrayLike<unknown>[], count: number, byte: number, before: number) {
    for (let i = 0; i < count; i++) yield this.row(values, i, { byte, row: before + i + 1 });
  }

  private row(values: readonly ArrayLike<unknown>[], index: number, location: Location): PlacedRow | BadRow {
    const row = newRow();
    let reason: string | undefined;
    this.all.forEach(({ name, read }, i) => {
      const raw = values[i]?.[index];
      try {
        row[name] = raw === null || raw === undefined ? null : read(raw);
      } catch (error) {
        if (!(error instanceof RowFault)) throw error;
        reason ??= `column ${JSON.stringify(name)}: ${error.message}`;
      }
    });
    return reason === undefined ? new ParquetRow(row, location) : badRow(location, reason, textOf(row));
  }
}

/** Its text is made only where it is asked for: for the quarantine. */
class ParquetRow implements PlacedRow {
  constructor(
    readonly row: Row,
    readonly location: Location,
  ) {}

  get text(): string {
    return textOf(this.row);
  }
}

const textOf = (row: Row): string => {
  const members = Object.keys(row).map((name) => `${JSON.stringify(name)}:${memberText(row[name] ?? null)}`);
  return `{${members.join(',')}}`;
};

const memberText = (value: Value): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return 'number' in value ? value.number : value.json;
};

const fileColumn = (node: SchemaNode): FileColumn => {
  const { name, element } = node;
  try {
    if (isFlat(node)) {
      const { type, read } = leafReader(element);
      return { name, type, read: (raw) => read(raw as never) };
    }
    const write = jsonWriter(node);
    return { name, type: 'super', read: (raw) => ({ json: write(raw) }) };
  } catch (error) {
    if (!(error instanceof ObjectUnreadable)) throw error;
    throw new ObjectUnreadable(`column ${JSON.stringify(name)}: ${error.message}`);
  }
};
