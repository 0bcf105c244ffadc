import { Fields } from '../definition/fields';
import { InvalidDefinition, NotSupportedLocally } from '../errors';
import { parseDistributed } from '../map/distributed';
import { parseInline } from '../map/inline';
import type { MapFields } from '../map/map-fields';
import { parseTransition, type StateBody } from './state-body';

const DISTRIBUTED_ONLY = [
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
  'Label',
];

/** Map: runs a machine for each item, inside the execution (INLINE) or as child executions (DISTRIBUTED). */
export function parseMap(fields: Fields, name: string): StateBody {
  const rawProcessor = fields.value('ItemProcessor') ?? fields.missing('ItemProcessor');
  const processorPath = fields.at('ItemProcessor');
  const processor = new Fields(rawProcessor, processorPath, fields.context);
  const config = processor.object('ProcessorConfig');
  const mode = config?.word('Mode', ['INLINE', 'DISTRIBUTED']) ?? 'INLINE';
  const executionType = config?.text('ExecutionType');
  config?.close();
  if (mode === 'DISTRIBUTED' && executionType !== 'STANDARD') {
    throw new NotSupportedLocally(`${processorPath}.ProcessorConfig.ExecutionType`, 'only STANDARD runs locally');
  }
  if (mode === 'INLINE') {
    for (const key of DISTRIBUTED_ONLY) {
      if (fields.has(key)) throw new InvalidDefinition(fields.at(key), 'belongs to a Map in mode DISTRIBUTED');
    }
  }
  const common: MapFields = {
    next: parseTransition(fields),
    effects: fields.effects(),
    items: fields.template('Items'),
    itemSelector: fields.template('ItemSelector'),
    maxConcurrency: fields.template('MaxConcurrency'),
    machine: fields.context.nested(rawProcessor, processorPath, mode === 'DISTRIBUTED'),
  };
  return mode === 'INLINE' ? parseInline(common) : parseDistributed(fields, name, common);
}
