/** What is wrong with one row of a text file. Codes are those of the developer guide's load error reference. */
export class RowError extends Error {
  constructor(
    readonly code: number,
    message: string,
    /** Index of the target column; absent when it is the whole row. */
    readonly column?: number,
    readonly value = '',
  ) {
    super(message);
  }
}

export const LOAD_ERROR = {
  extraColumns: 1202,
  outOfRange: 1204,
  date: 1205,
  timestamp: 1206,
  digit: 1207,
  float: 1208,
  decimal: 1209,
  boolean: 1210,
  notNull: 1213,
  delimiter: 1214,
  line: 1216,
  utf8: 1220,
  overflow: 1222,
  superValue: 1224,
} as const;
