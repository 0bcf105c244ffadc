import type { RunningStatement } from '../../../lambdas/statement/contract';

/** The part of a run that statements need, and a statement of it. */
export const run = {
  pipeline: 'lake',
  runId: 'R',
  executionArn: 'arn:aws:states:eu-west-1:1:execution:lake:e1',
  target: { database: 'dev', workgroupName: 'demo' },
  statementTimeoutSeconds: 600,
  pollIntervalSeconds: 60,
};
export const START = '2026-01-05T03:00:00.000Z';
/** The time some seconds after the start. */
export const later = (seconds: number): string => new Date(Date.parse(START) + seconds * 1000).toISOString();

export const running: RunningStatement = {
  status: 'RUNNING',
  statementId: 'id',
  name: 'lake/R/public.t/read/1',
  mode: 'TRANSACTION',
  startedAt: START,
  waitSeconds: 1,
  timedOut: false,
  polls: 4,
};
