import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { StoredDocument } from '../progress/stored-document';
import type { ColumnMapping } from './column-mapping';
import type { ParquetType } from './parquet-type';

const parquetSchema: z.ZodType<ParquetType> = z.union([
  z.strictObject({ physical: z.enum(['BOOLEAN', 'INT64', 'FLOAT', 'DOUBLE']) }),
  z.strictObject({ physical: z.literal('INT32'), logical: z.literal('DATE') }),
  z.strictObject({ physical: z.literal('INT64'), logical: z.literal('TIMESTAMP_MICROS') }),
  z.strictObject({ physical: z.literal('BYTE_ARRAY'), logical: z.enum(['STRING', 'JSON']) }),
  z.strictObject({
    physical: z.literal('FIXED_LEN_BYTE_ARRAY'),
    logical: z.literal('DECIMAL'),
    precision: z.number().int().min(1).max(38),
    scale: z.number().int().min(0).max(37),
    typeLength: z.number().int().min(1).max(16),
  }),
]);

const columnSchema = z.object({
  name: z.string(),
  redshiftType: z.string(),
  nullable: z.boolean(),
  encoding: z.enum(['hex', 'hex-ewkb', 'sha256']).exactOptional(),
  parquet: parquetSchema,
  sparkType: z.string(),
  glueType: z.string(),
});

/** `schemas/<version>.json`: what the columns of a batch's files are, and what they were in Redshift. */
export const tableSchemaSchema = z.object({
  formatVersion: z.literal(1),
  table: z.object({ schema: z.string(), name: z.string() }),
  /** In the order of the files. */
  columns: z.array(columnSchema).min(1),
  /** Names in key order; empty without a declared key. */
  primaryKey: z.array(z.string()),
});
export type TableSchema = z.infer<typeof tableSchemaSchema>;
export type SchemaColumn = TableSchema['columns'][number];

export const tableSchemaDocument: StoredDocument<TableSchema> = {
  kind: 'table schema',
  formatVersion: 1,
  schema: tableSchemaSchema,
};

/** The part of a mapping that is kept: without what only reading needs. */
export const schemaColumn = (mapping: ColumnMapping): SchemaColumn => ({
  name: mapping.name,
  redshiftType: mapping.redshiftType,
  nullable: mapping.nullable,
  ...(mapping.encoding === undefined ? {} : { encoding: mapping.encoding }),
  parquet: mapping.parquet,
  sparkType: mapping.sparkType,
  glueType: mapping.glueType,
});

/** The document for a table. */
export const tableSchemaOf = (
  table: { schema: string; name: string },
  mappings: readonly ColumnMapping[],
  primaryKey: readonly string[],
): TableSchema => ({
  formatVersion: 1,
  table: { schema: table.schema, name: table.name },
  columns: mappings.map(schemaColumn),
  primaryKey: [...primaryKey],
});

/**
 * Names a schema: 12 hex digits that are the same exactly when every column has the same name, place, types,
 * nullability and encoding. The table's name and its key do not count, nor does how a type was spelt in the catalog.
 */
export const schemaVersion = (columns: readonly SchemaColumn[]): string => {
  const hash = createHash('sha256');
  for (const { name, redshiftType, nullable, encoding, parquet, sparkType, glueType } of columns) {
    // Key order must not matter: a document that went through another JSON writer is the same schema.
    const physical = Object.entries(parquet).sort(([a], [b]) => (a < b ? -1 : 1));
    hash.update(JSON.stringify([name, redshiftType, nullable, encoding ?? null, physical, sparkType, glueType]));
  }
  return hash.digest('hex').slice(0, 12);
};
