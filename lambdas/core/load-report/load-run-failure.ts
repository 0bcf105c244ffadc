import { MAX_CAUSE } from '../progress/run-failure';
import type { LoadTableReport } from './load-report';

/**
 * The error that a load run ends with, or undefined when no table failed; tables that wait are none. The first line says
 * what people do, the others name the tables.
 */
export const loadRunFailure = (
  runId: string,
  tables: readonly Pick<LoadTableReport, 'table' | 'status' | 'error' | 'cause'>[],
): { error: string; cause: string } | undefined => {
  const failed = tables.filter(({ status }) => status === 'failed' || status === 'unaccounted');
  if (failed.length === 0) return undefined;
  const applied = tables.filter(({ status }) => status === 'applied').length;
  const head =
    `${failed.length} of ${tables.length} tables failed; ${applied} ${applied === 1 ? 'is' : 'are'} loaded. What a failed ` +
    'table lacks is kept for it: the next run loads it before anything newer, or run again with ' +
    `{"retryFailedOf": "${runId}"}.`;
  const lines = failed.map(({ table, error = '', cause = '' }) => `${table}: ${error}: ${cause.slice(0, 500)}`);
  return {
    error: failed.every(({ status }) => status === 'unaccounted') ? 'TableUnaccounted' : 'TablesFailed',
    cause: [head, ...lines].join('\n').slice(0, MAX_CAUSE),
  };
};
