import type { Row, Value } from '../change';
import { newRow } from '../row';
import { RowFault } from '../row-fault';
import type { FieldSchema } from './field-schema';
import { readSchema } from './field-schema';
import { type ColumnReader, columnReader } from './logical-types';

/** How the rows of a table are read. */
export interface RowSchema {
  /** The schema's own name; of envelopes `….Envelope`. */
  name: string | undefined;
  /** Redshift types of the columns that have one; the same object for every row. */
  types: Readonly<Record<string, string>>;
  /** Converts one value. @throws RowFault that names the column */
  convert(column: string, value: Value): Value;
}

/** Events without a schema: their values are taken as JSON has them. */
export const noSchema: RowSchema = { name: undefined, types: {}, convert: (_column, value) => value };

/**
 * The schema of a row, from the schema of its message: of an envelope that of its before or after.
 *
 * @param declared schemas of columns that the configuration gives; they beat the message's own
 * @param isColumn tells the columns of a row without an envelope from what was added to it
 * @throws RowFault
 */
export const rowSchema = (
  text: string,
  isColumn: (name: string) => boolean = () => true,
  declared: ReadonlyMap<string, FieldSchema> = new Map(),
): RowSchema => {
  const root = readSchema(text);
  const all = root?.fields ?? [];
  const isEnvelope = ['op', 'source'].every((part) => all.some(({ field }) => field === part));
  // Of MongoDB the images are text: their columns have no schema.
  const image = all.find(({ field, type }) => (field === 'after' || field === 'before') && type === 'struct');
  const fields = isEnvelope ? image?.fields : all.filter(({ field }) => isColumn(field ?? ''));
  return schemaOf(
    root?.name,
    new Map([...(fields ?? []).map((field) => [field.field ?? '', field] as const), ...declared]),
  );
};

/** A schema of columns that only the configuration gives. */
export const declaredSchema = (declared: ReadonlyMap<string, FieldSchema>): RowSchema =>
  declared.size === 0 ? noSchema : schemaOf(undefined, declared);

const schemaOf = (name: string | undefined, fields: ReadonlyMap<string, FieldSchema>): RowSchema => {
  const readers = new Map<string, ColumnReader | RowFault>();
  const types = newRow() as Record<string, string>;
  for (const [column, field] of fields) {
    const reader = readerOf(field);
    readers.set(column, reader);
    if (!(reader instanceof RowFault) && reader.type !== undefined) types[column] = reader.type;
  }
  return {
    name,
    types,
    convert(column, value) {
      const reader = readers.get(column);
      if (reader === undefined || value === null) return value;
      try {
        if (reader instanceof RowFault) throw reader;
        return reader.convert(value);
      } catch (error) {
        if (error instanceof RowFault) throw new RowFault(`column ${JSON.stringify(column)}: ${error.message}`);
        throw error;
      }
    },
  };
};

/** A column of an unknown type is told by the rows that have a value in it. */
const readerOf = (field: FieldSchema): ColumnReader | RowFault => {
  try {
    return columnReader(field);
  } catch (error) {
    if (error instanceof RowFault) return error;
    throw error;
  }
};

/** The values of a row image: those that the source sent, and the names of those that it did not. */
export interface Image {
  row: Row;
  absent: string[];
}

/** Reads a row image. @throws RowFault */
export const readImage = (image: Row, schema: RowSchema, isUnavailable: (value: Value) => boolean): Image => {
  const row = newRow();
  const absent: string[] = [];
  for (const column of Object.keys(image)) {
    const value = image[column] as Value;
    if (isUnavailable(value)) absent.push(column);
    else row[column] = schema.convert(column, value);
  }
  return { row, absent };
};
