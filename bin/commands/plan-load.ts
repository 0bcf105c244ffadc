import type { LoadPipeline } from '../../lambdas/core/config/load-config';
import { LOAD_DEFAULTS } from '../../lambdas/core/config/load-defaults';
import { inheritedLoadOptions } from '../../lambdas/core/config/load-table-options-schema';
import { mapOf, type RawMap } from '../../lambdas/core/config/raw-value';
import { NotedMap } from './noted-map';

const DEFAULT = 'default';

/** A load pipeline in the order of the documentation; what the file does not say is marked. */
export const planLoad = (pipeline: LoadPipeline, written: RawMap): NotedMap => {
  const map = new NotedMap();
  const set = (key: string, value: unknown): unknown => setMarked(map, written, key, value);
  map.set('name', pipeline.name);
  set('enabled', pipeline.enabled);
  map.set('warehouse', ofFile(pipeline.warehouse, written.warehouse === undefined));
  const { schedule, trigger } = pipeline;
  if (schedule) map.set('schedule', schedule);
  if (trigger) map.set('trigger', { batchEvery: LOAD_DEFAULTS.batchEvery, ...mapOf(written.trigger) });
  map.set('source', sourceMap(pipeline, mapOf(written.source)));
  map.set('target', withDefaults(mapOf(written.target), { ...pipeline.target }));
  map.set('storage', withDefaults(mapOf(written.storage), { ...pipeline.storage }));
  // Of an extract pipeline these are refused: no function reads its rows.
  const isExtract = pipeline.source.format === 'extract';
  if (!isExtract) set('maxObjects', pipeline.maxObjects);
  set('maxBytes', written.maxBytes ?? LOAD_DEFAULTS.maxBytes);
  if (!isExtract) set('maxBadRows', pipeline.maxBadRows);
  const { tables, shaping } = pipeline.maxConcurrency;
  map.set('maxConcurrency', withDefaults(mapOf(written.maxConcurrency), { tables, ...(!isExtract && { shaping }) }));
  set('statementTimeout', written.statementTimeout ?? LOAD_DEFAULTS.statementTimeout);
  set('pollInterval', written.pollInterval ?? LOAD_DEFAULTS.pollInterval);
  set('attempts', pipeline.attempts);
  const keep = mapOf(written.keep);
  map.set('keep', withDefaults(keep, { runs: keep.runs ?? LOAD_DEFAULTS.keepRuns }));
  set('writeMode', written.writeMode ?? LOAD_DEFAULTS.writeMode);
  set('evolve', written.evolve ?? LOAD_DEFAULTS.evolve);
  // The defaults of the others depend on these, and on the table.
  for (const option of Object.keys(inheritedLoadOptions)) {
    if (option !== 'writeMode' && option !== 'evolve') map.set(option, written[option]);
  }
  map.set('tables', written.tables);
  return map;
};

const setMarked = (map: NotedMap, written: RawMap, key: string, value: unknown): NotedMap =>
  map.set(key, value, written[key] === undefined ? DEFAULT : undefined);

const withDefaults = (written: RawMap, resolved: RawMap): NotedMap => {
  const map = new NotedMap();
  for (const [key, value] of Object.entries(resolved)) setMarked(map, written, key, value);
  return map;
};

const ofFile = (warehouse: LoadPipeline['warehouse'], isOfFile: boolean): NotedMap => {
  const map = new NotedMap();
  if (isOfFile) map.say('from the top of the file');
  for (const [key, value] of Object.entries(warehouse)) map.set(key, value);
  return map;
};

/** As it is written, then what every source of objects has. */
const sourceMap = ({ source }: LoadPipeline, written: RawMap): NotedMap => {
  const map = new NotedMap();
  for (const [key, value] of Object.entries(written)) map.set(key, value);
  if (source.format === 'extract') return map;
  const common = {
    type: source.type,
    lookback: LOAD_DEFAULTS.lookback,
    keysInOrder: source.keysInOrder,
    changedObjects: source.changedObjects,
    ...(source.format === 'debezium' && { placeholder: source.placeholder }),
  };
  for (const [key, value] of Object.entries(common)) if (written[key] === undefined) map.set(key, value, DEFAULT);
  return map;
};
