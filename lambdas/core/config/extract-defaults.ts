/** What a pipeline has where the file says nothing. */
export const EXTRACT_DEFAULTS = {
  maxConcurrency: 20,
  statementTimeout: '24h',
  pollInterval: '15m',
  maxFileSizeMb: 256,
  attempts: 3,
  include: ['*.*'],
  prefix: 'shuttle',
  method: 'auto',
  verify: 'auto',
  mode: 'full',
  /** Batches: bounds current.json of an incremental table. */
  fullRefreshEvery: 500,
  onReset: 'refresh',
  deletes: 'ignore',
  maxDeletes: 0.5,
  schemaDrift: 'evolve',
  tableName: '{schema}__{table}',
  keepSnapshots: 1,
  keepRuns: '90d',
} as const;
