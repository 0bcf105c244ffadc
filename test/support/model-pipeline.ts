import { pipelineRoot } from '../../lambdas/core/batch/object-keys';
import type { ExtractPipeline } from '../../lambdas/core/config/shuttle-config';
import type { TableOptions } from '../../lambdas/core/config/table-options';
import { pipelineOf } from '../unit/core/config/pipeline-of';
import type { ModelConfig } from './model-history';
import type { ModelSource } from './model-source';

/** The filter of tables that have one. */
export const WHERE = 'grade <> 0';

/** A pipeline of no table. */
export const BASE = pipelineOf('keep: { snapshots: 1 }');
export const ROOT = pipelineRoot('lake', BASE.destination.prefix, BASE.name);

export const hashedColumns = ({ hash, hashKey }: ModelConfig): string[] => [
  ...(hash ? ['note'] : []),
  ...(hashKey ? ['id'] : []),
];

/** The pipeline that reads a source as a config of the model has it. */
export const pipelineFor = (config: ModelConfig, source: ModelSource): ExtractPipeline => {
  const { lookback, delay } = source.kind;
  const hash = hashedColumns(config);
  const options: TableOptions = {
    method: config.method,
    ...(config.full
      ? { mode: 'full' }
      : {
          mode: 'incremental',
          replicationKey: config.by,
          fullRefreshEvery: config.fullRefreshEvery,
          ...(config.lookback > 0 && lookback && { lookback: lookback(config.lookback) }),
          ...(config.delay > 0 && delay && { delay: delay(config.delay) }),
        }),
    ...(config.primaryKey && { primaryKey: ['id'] }),
    ...(config.detect && { deletes: 'detect', maxDeletes: 1 }),
    ...(config.where && { where: WHERE }),
    ...(hash.length > 0 && { columns: { hash } }),
  };
  return { ...BASE, tables: [{ pattern: `public.${source.name}`, isGlob: false, options }] };
};
