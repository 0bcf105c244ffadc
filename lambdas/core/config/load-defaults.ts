/** What a load pipeline has where the file says nothing. */
export const LOAD_DEFAULTS = {
  prefix: 'shuttle',
  statementTimeout: '24h',
  pollInterval: '15m',
  attempts: 3,
  keepRuns: '90d',
  tables: 20,
  shaping: 50,
  batchEvery: '1m',
  maxObjects: 100_000,
  maxBytes: '100GB',
  maxBadRows: 0.5,
  lookback: '1d',
  schema: '{schema}',
  tableName: '{table}',
  writeMode: 'auto',
  truncates: 'ignore',
  evolve: 'add',
  validFrom: 'valid_from',
  validTo: 'valid_to',
  isCurrent: 'is_current',
  /** What Debezium writes for a value that it does not know: `unavailable.value.placeholder`. */
  placeholder: '__debezium_unavailable_value',
  delimiter: ',',
  /** Of DMS: `CsvNullValue`. */
  dmsNullText: 'NULL',
  /** DMS writes `<schema>/<table>/` below its folder. */
  dmsTablePath: '{schema}/{table}/',
  /** As DMS names it in Parquet, and in CSV with `AddColumnName`. */
  opColumn: 'Op',
  opIn: 'changes',
  naming: 'segment',
  arrays: 'super',
  dedupeWindow: '30d',
  maxNewTables: 100,
  /** Of tables that clickstream events make. */
  segmentSchema: 'segment',
  /** Of a table whose schema no key and no event tells. */
  sourceSchema: 'public',
} as const;
