/**
 * A value as the file has it, one character a byte (latin1), so that invalid UTF-8 is still there to be judged; null is
 * NULL. `json` marks a value that is JSON text rather than the text of a string.
 */
export interface Field {
  bytes: string | null;
  json?: boolean;
}

/** One row of a text file: fields in the order of the target columns, or what is wrong with it. */
export interface FileRecord {
  /** From 1. */
  line: number;
  raw: string;
  fields: Field[] | Error;
}

/** A row of a load may have 4 MB, and so may one JSON object (developer guide, COPY usage notes). */
export const MAX_ROW_BYTES = 4 * 2 ** 20;
