import type { DuckDBConnection } from '@duckdb/node-api';

interface SchemaRow {
  file_name: string;
  name: string;
  type: string | null;
  converted_type: string | null;
  logical_type: string | null;
  num_children: string | null;
  precision: string | null;
  scale: string | null;
}

/** Physical and annotated type of each top-level column, such as `INT64 (DECIMAL(10,2))`; the last file wins. */
export async function parquetTypes(connection: DuckDBConnection, fileList: string): Promise<Map<string, string>> {
  const sql = `SELECT file_name, name, type, converted_type, logical_type, num_children, precision, scale FROM parquet_schema(${fileList})`;
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson() as unknown as SchemaRow[];
  const types = new Map<string, string>();
  let file: string | undefined;
  let nested = 0;
  for (const row of rows) {
    if (row.file_name !== file) {
      file = row.file_name; // the first row of a file is the root, whose children are the columns
      nested = 0;
      continue;
    }
    if (nested === 0) types.set(row.name, typeText(row));
    nested = Math.max(0, nested - 1) + Number(row.num_children ?? 0);
  }
  return types;
}

function typeText({ type, converted_type, logical_type, precision, scale }: SchemaRow): string {
  const utc = logical_type?.includes('isAdjustedToUTC=1') ? ', UTC' : '';
  const annotation = converted_type === 'DECIMAL' ? `DECIMAL(${precision},${scale})` : converted_type;
  if (type === null) return annotation ?? 'GROUP';
  return annotation === null ? type : `${type} (${annotation}${utc})`;
}
