import type { EngineField } from '../redshift/engine';

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function csvField(field: EngineField): string {
  // An empty string is quoted to tell it from NULL.
  if ('stringValue' in field) return field.stringValue === '' ? '""' : quoted(field.stringValue);
  if ('longValue' in field) return field.longValue.toString();
  if ('doubleValue' in field) return String(field.doubleValue);
  if ('booleanValue' in field) return String(field.booleanValue);
  if ('blobValue' in field) return Buffer.from(field.blobValue).toString('hex');
  return '';
}

/**
 * One line of CSVRecords, with its line end. AWS documents only "CSV format": no header line here (the columns are in
 * ColumnMetadata), CRLF as in RFC 4180, NULL empty.
 */
export const csvLine = (row: readonly EngineField[]): string => `${row.map(csvField).join(',')}\r\n`;
