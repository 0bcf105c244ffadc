import { RowFault } from '../row-fault';

/** A field as Kafka Connect's JSON converter describes it. */
export interface FieldSchema {
  /** int8 … int64, float, double, boolean, string, bytes, array, map, struct. */
  type: string;
  /** The logical type. */
  name?: string;
  parameters?: Record<string, string>;
  /** The field's own name within a struct. */
  field?: string;
  fields?: FieldSchema[];
}

/**
 * Reads a schema's JSON text. Numbers in it (defaults) do not matter here.
 * @throws RowFault
 */
export const readSchema = (text: string): FieldSchema | undefined => {
  const schema: unknown = JSON.parse(text);
  // The documentation's shorthand for a schema, and null where the converter writes none.
  if (schema === null || (typeof schema === 'object' && Object.keys(schema).length === 0)) return undefined;
  if (!isFieldSchema(schema)) throw new RowFault('a schema that is not of Kafka Connect');
  return schema;
};

const isFieldSchema = (schema: unknown): schema is FieldSchema => {
  if (typeof schema !== 'object' || schema === null || !('type' in schema) || typeof schema.type !== 'string')
    return false;
  return !('fields' in schema) || (Array.isArray(schema.fields) && schema.fields.every(isFieldSchema));
};
