import { EXTRACT_DEFAULTS } from '../../lambdas/core/config/extract-defaults';
import type { TableOptions } from '../../lambdas/core/config/table-options';
import { idleOptions } from '../../lambdas/core/config/useless-options';
import type { NotedMap } from './noted-map';

/** Options of incremental reads, deletes and drift, in the order of the documentation. */
export const INCREMENTAL_OPTIONS = [
  'mode',
  'replicationKey',
  'fullRefreshEvery',
  'lookback',
  'delay',
  'onReset',
  'chunkBy',
  'deletes',
  'maxDeletes',
  'checkKey',
  'schemaDrift',
] as const satisfies readonly (keyof TableOptions)[];

const SHOWN_DEFAULTS = ['mode', 'fullRefreshEvery', 'onReset', 'deletes', 'maxDeletes', 'schemaDrift'] as const;

/**
 * Sets the options that stand at the pipeline, and the defaults of the others. Where an option stands that needs another
 * mode (or deletes) than the default, because entries under `tables` set it, that default is left unsaid: beside it the
 * option would be refused.
 */
export const setIncremental = (map: NotedMap, options: TableOptions): void => {
  const { mode, deletes } = EXTRACT_DEFAULTS;
  const idle: string[] = idleOptions({ mode: options.mode ?? mode, deletes: options.deletes ?? deletes });
  const isLeftToTables = INCREMENTAL_OPTIONS.some((option) => idle.includes(option) && options[option] !== undefined);
  const unsaid = isLeftToTables ? [...idle, 'mode', 'deletes'] : idle;
  for (const option of INCREMENTAL_OPTIONS) {
    const shown = SHOWN_DEFAULTS.find((one) => one === option);
    if (options[option] !== undefined) map.set(option, options[option]);
    else if (shown !== undefined && !unsaid.includes(option)) map.set(option, EXTRACT_DEFAULTS[shown], 'default');
  }
};
