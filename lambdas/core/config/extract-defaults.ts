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
} as const;
