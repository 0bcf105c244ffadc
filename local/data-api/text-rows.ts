import type { EngineField, EngineResult } from '../redshift/engine';

function text(field: EngineField): string | null {
  if ('stringValue' in field) return field.stringValue;
  if ('longValue' in field) return field.longValue.toString();
  if ('doubleValue' in field) return String(field.doubleValue);
  if ('booleanValue' in field) return String(field.booleanValue);
  return null;
}

/** All rows of a small result, as text. */
export async function readTextRows(result: EngineResult): Promise<(string | null)[][]> {
  const rows: (string | null)[][] = [];
  for await (const row of result.rows) rows.push(row.map(text));
  return rows;
}
