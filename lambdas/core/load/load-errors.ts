import type { CatalogField } from '../catalog/read-catalog';

/** A row, or a whole file, that COPY could not load. */
export interface LoadError {
  /** `s3://bucket/key`, as recordedName has it. */
  file: string;
  /** From 1; absent where the error is of the file. */
  line?: number;
  column?: string;
  /** As the load error reference has it: https://docs.aws.amazon.com/redshift/latest/dg/r_Load_Error_Reference.html */
  code?: number;
  message: string;
}

/** What file_name holds: https://docs.aws.amazon.com/redshift/latest/dg/SYS_LOAD_ERROR_DETAIL.html */
const RECORDED_BYTES = 256;

/** A file's name as the view has it: cut, perhaps within a character, which is left out here. */
export const recordedName = (url: string): string => {
  const bytes = Buffer.from(url);
  if (bytes.length <= RECORDED_BYTES) return url;
  let end = RECORDED_BYTES;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
};

/** Reads the rows of sql/load/load-errors-query.ts. Redshift pads names and messages with blanks. */
export const readLoadErrors = (rows: readonly (readonly CatalogField[])[]): LoadError[] =>
  rows.map((row) => {
    const text = (index: number): string => row[index]?.stringValue?.trim() ?? '';
    const line = row[1]?.longValue ?? 0;
    const code = row[3]?.longValue;
    return {
      file: text(0),
      ...(line > 0 && { line }),
      ...(text(2) !== '' && { column: text(2) }),
      ...(code !== undefined && { code }),
      message: text(4),
    };
  });
