import type { TableReport } from './report';

/** A Fail state's cause holds this much: https://docs.aws.amazon.com/step-functions/latest/apireference/API_FailExecution.html */
export const MAX_CAUSE = 32_768;

/**
 * The error that the run ends with, or undefined when every table was committed. The first lines are what people see in
 * the console, so that they name the tables and the way to run them again.
 */
export const runFailure = (
  runId: string,
  tables: readonly Pick<TableReport, 'table' | 'status' | 'error' | 'cause' | 'unregistered'>[],
): { error: string; cause: string } | undefined => {
  const failed = tables.filter((table) => table.status === 'failed' || table.status === 'unaccounted');
  const unregistered = tables.flatMap(({ table, unregistered: why }) => (why ? [lineOf(table, why)] : []));
  if (failed.length === 0 && unregistered.length === 0) return undefined;
  if (failed.length === 0) {
    const head =
      `Every table is committed, but ${unregistered.length} of ${tables.length} could not be registered in the Glue Data ` +
      'Catalog, which still shows what was committed before; the next run tries again.';
    return { error: 'TablesNotRegistered', cause: [head, ...unregistered].join('\n').slice(0, MAX_CAUSE) };
  }
  const unaccounted = failed.every((table) => table.status === 'unaccounted');
  const lines = [
    ...failed.map(({ table, error = '', cause = '' }) => lineOf(table, { error, cause })),
    ...unregistered.map((line) => `not registered: ${line}`),
  ];
  const head =
    `${failed.length} of ${tables.length} tables failed; the others are committed. ` +
    `Run again with {"retryFailedOf": "${runId}"}.`;
  return {
    error: unaccounted ? 'TableUnaccounted' : 'TablesFailed',
    cause: [head, ...lines].join('\n').slice(0, MAX_CAUSE),
  };
};

const lineOf = (table: string, { error, cause }: { error: string; cause: string }): string =>
  `${table}: ${error}: ${cause.slice(0, 500)}`;
