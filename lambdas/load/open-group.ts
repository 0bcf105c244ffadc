import { openObject } from '../clients/object-source';
import type { BatchObject } from '../core/collect/object-batch';
import type { LoadPipeline } from '../core/config/load-config';
import { loadTableResolver } from '../core/config/resolve-load-table';
import { ConfigInvalid } from '../core/errors';
import type { BadRow, Change } from '../core/shape/change';
import type { Inference } from '../core/shape/column/value-facts';
import { inferenceOf, type ObjectContext, objectChanges } from '../core/shape/object-changes';
import type { ReadSource } from '../core/shape/object-table';
import type { LoadRun, TakenBatch } from './contract';

/** How the objects of a group are read. */
export interface GroupReader {
  inference: Inference;
  /** In batches. */
  changes(object: BatchObject): AsyncIterable<readonly (Change | BadRow)[]>;
}

/** @throws ConfigInvalid for a source without objects */
export const groupReader = (
  run: LoadRun,
  batch: TakenBatch,
  config: LoadPipeline,
  asked: Pick<ObjectContext, 'withoutPositions'> = {},
): GroupReader => {
  const { source } = config;
  if (source.format === 'extract') throw new ConfigInvalid('source.format extract has no objects to be read');
  const readSource: ReadSource = source;
  const optionsOf = loadTableResolver(config);
  const context: ObjectContext = { batchSeq: batch.batchSeq, optionsOf, ...asked };
  return {
    inference: inferenceOf(readSource),
    changes: (object) => {
      const content = openObject({ bucket: run.source.bucket, key: object.key }, object);
      return objectChanges(readSource, object, content, context);
    },
  };
};
