import type { Fields } from '../definition/fields';
import { InvalidDefinition, StateFailure } from '../errors';
import { byteSize, type Json, type JsonObject } from '../json';
import type { Template } from '../jsonata/template';
import type { Visit } from '../run/visit';

/** `ItemBatcher` of a distributed Map. */
export interface ItemBatcher {
  readonly maxItems: Template | undefined;
  readonly maxBytes: Template | undefined;
  readonly batchInput: Template | undefined;
}

/** One child's share: the items' positions count towards the tolerance. */
export interface Batch {
  readonly input: Json;
  readonly itemCount: number;
}

const isCount = (value: Json): value is number => Number.isInteger(value) && (value as number) > 0;

export function parseItemBatcher(fields: Fields): ItemBatcher | undefined {
  const batcher = fields.object('ItemBatcher');
  if (!batcher) return undefined;
  const result = {
    maxItems: batcher.template('MaxItemsPerBatch'),
    maxBytes: batcher.template('MaxInputBytesPerBatch'),
    batchInput: batcher.template('BatchInput'),
  };
  batcher.close();
  if (!result.maxItems && !result.maxBytes) {
    throw new InvalidDefinition(batcher.path, 'needs MaxItemsPerBatch or MaxInputBytesPerBatch');
  }
  return result;
}

/**
 * Packs items in order; a batch closes when the next item would pass either bound.
 * @throws StateFailure States.DataLimitExceeded when one item alone is over MaxInputBytesPerBatch
 */
export async function packBatches(visit: Visit, batcher: ItemBatcher, items: readonly Json[]): Promise<Batch[]> {
  const field = (name: string) => `ItemBatcher/${name}`;
  const read = async (template: Template | undefined, name: string) =>
    template ? visit.evaluateAs(template, field(name), 'positive integer', isCount) : Number.POSITIVE_INFINITY;
  const maxItems = await read(batcher.maxItems, 'MaxItemsPerBatch');
  const maxBytes = Math.min(
    await read(batcher.maxBytes, 'MaxInputBytesPerBatch'),
    visit.execution.host.limits.payloadBytes,
  );
  const shared: JsonObject = batcher.batchInput ? { BatchInput: await visit.evaluate(batcher.batchInput) } : {};
  const emptyBytes = byteSize({ ...shared, Items: [] });

  const batches: Batch[] = [];
  let current: Json[] = [];
  let bytes = emptyBytes;
  const close = () => {
    if (current.length > 0) batches.push({ input: { ...shared, Items: current }, itemCount: current.length });
    current = [];
    bytes = emptyBytes;
  };
  for (const item of items) {
    const size = byteSize(item) + 1; // the comma
    if (current.length >= maxItems || (current.length > 0 && bytes + size - 1 > maxBytes)) close();
    if (bytes + size - 1 > maxBytes) {
      throw new StateFailure('States.DataLimitExceeded', `An item of ${size - 1} bytes does not fit into a batch.`);
    }
    current.push(item);
    bytes += size;
  }
  close();
  return batches;
}
