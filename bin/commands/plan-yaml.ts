import { Document, type YAMLSeq } from 'yaml';
import type { Pipeline } from '../../lambdas/core/config/all-pipelines';
import { EXTRACT_DEFAULTS } from '../../lambdas/core/config/extract-defaults';
import type { LoadPipeline } from '../../lambdas/core/config/load-config';
import { mapOf, type RawMap } from '../../lambdas/core/config/raw-value';
import { readYaml } from '../../lambdas/core/config/read-yaml';
import type { ExtractPipeline } from '../../lambdas/core/config/shuttle-config';
import type { ConfigFile } from './config-file';
import { NotedMap } from './noted-map';
import { loadNames, physicalNames } from './physical-names';
import { planLoad } from './plan-load';
import { setIncremental } from './plan-options';
import { planTables } from './plan-tables';

const DEFAULT = 'default';

/** The resolved pipelines as a shuttle.yaml that means the same, with defaults and physical names in comments. */
export const planYaml = (file: ConfigFile, pipelines: readonly Pipeline[]): string => {
  const root = mapOf(readYaml(file.text).value);
  const document = new Document();
  const top = new NotedMap().set('stack', file.config.stack).set('alarmEmail', file.config.alarmEmail);
  for (const direction of ['extract', 'load'] as const) {
    const raw = (Array.isArray(root[direction]) ? root[direction] : []).map(mapOf);
    const list = document.createNode([]) as YAMLSeq;
    for (const pipeline of pipelines.filter(({ kind }) => kind === direction)) {
      const written = raw.find(({ name }) => name === pipeline.name) ?? {};
      const isExtract = pipeline.kind === 'extract';
      const item = (isExtract ? pipelineMap(pipeline, written) : planLoad(pipeline, written)).map;
      item.commentBefore = (isExtract ? namesOfExtract(file, pipeline) : namesOfLoad(file, pipeline)).join('\n');
      list.items.push(item);
    }
    if (list.items.length > 0) top.map.items.push(document.createPair(direction, list));
  }
  document.contents = top.map as unknown as typeof document.contents;
  if (file.config.alarmEmail === undefined)
    document.commentBefore = ' no alarmEmail: nobody is mailed when a run fails';
  return document.toString({ lineWidth: 0 });
};

const namesOfExtract = ({ config, region }: ConfigFile, pipeline: ExtractPipeline): string[] => {
  const names = physicalNames(config.stack, region, pipeline);
  return [
    ` state machine: ${names.stateMachine}`,
    ` writes to:     ${names.destination}`,
    ` functions run as role ${names.dataApiRole}`,
    ` UNLOAD writes with role ${names.unloadRole}`,
    ...(pipeline.schedule === undefined ? [' no schedule: it starts by hand'] : []),
  ];
};

const namesOfLoad = ({ config, region }: ConfigFile, pipeline: LoadPipeline): string[] => {
  const names = loadNames(config.stack, region, pipeline);
  return [
    ` state machine: ${names.stateMachine}`,
    ` loads:         ${names.source}`,
    ` state, staged files, quarantine and reports: ${names.storage}`,
    ` functions run as role ${names.dataApiRole}`,
    ` COPY reads with role ${names.copyRole}`,
    ...((pipeline.schedule ?? pipeline.trigger) ? [] : [' neither schedule nor trigger: it starts by hand']),
  ];
};

/** The keys in the order of the documentation; what the file does not say is marked. */
const pipelineMap = (pipeline: ExtractPipeline, written: RawMap): NotedMap => {
  const map = new NotedMap();
  const mark = (key: string): string | undefined => (written[key] === undefined ? DEFAULT : undefined);
  const set = (key: string, value: unknown): unknown => map.set(key, value, mark(key));
  const { defaults } = pipeline;

  map.set('name', pipeline.name);
  set('enabled', pipeline.enabled);
  map.set('warehouse', warehouseMap(pipeline, written.warehouse === undefined));
  map.set('schedule', scheduleMap(pipeline, mapOf(written.schedule)));
  map.set('schemas', pipeline.schemas);
  set('discover', pipeline.discover);
  // Without discovery these are refused: they filter what is discovered.
  if (pipeline.discover) {
    set('include', pipeline.include);
    set('exclude', pipeline.exclude);
  }
  set('maxConcurrency', pipeline.maxConcurrency);
  set('statementTimeout', written.statementTimeout ?? EXTRACT_DEFAULTS.statementTimeout);
  set('pollInterval', written.pollInterval ?? EXTRACT_DEFAULTS.pollInterval);
  set('attempts', pipeline.attempts);
  set('caseSensitiveIdentifiers', pipeline.caseSensitiveIdentifiers);
  set('maxFileSizeMb', pipeline.maxFileSizeMb);
  set('method', defaults.method ?? EXTRACT_DEFAULTS.method);
  set('verify', defaults.verify ?? EXTRACT_DEFAULTS.verify);
  map.set('columns', defaults.columns).set('where', defaults.where).set('limit', defaults.limit);
  map.set('primaryKey', defaults.primaryKey);
  setIncremental(map, defaults);
  map.set('expectEvery', written.expectEvery);
  if (pipeline.consistentGroups.length > 0) map.set('consistentGroups', written.consistentGroups);
  map.set('catalog', catalogMap(pipeline, mapOf(written.catalog)));
  map.set('keep', keepMap(mapOf(written.keep)));
  map.set('destination', destinationMap(pipeline, mapOf(written.destination)));
  if (pipeline.tables.length > 0) map.set('tables', planTables(pipeline));
  return map;
};

const warehouseMap = ({ warehouse }: ExtractPipeline, isOfFile: boolean): NotedMap => {
  const map = new NotedMap();
  if (isOfFile) map.say('from the top of the file');
  for (const [key, value] of Object.entries(warehouse)) map.set(key, value);
  return map;
};

/** Absent where the pipeline starts by hand alone. */
const scheduleMap = ({ schedule }: ExtractPipeline, written: RawMap): NotedMap | undefined =>
  schedule === undefined
    ? undefined
    : new NotedMap()
        .set('expression', schedule.expression)
        .set('timezone', schedule.timezone, written.timezone === undefined ? DEFAULT : undefined)
        .set('enabled', schedule.enabled, written.enabled === undefined ? DEFAULT : undefined);

const catalogMap = ({ catalog }: ExtractPipeline, written: RawMap): NotedMap | undefined =>
  catalog === undefined
    ? undefined
    : new NotedMap()
        .set('database', catalog.database)
        .set('tableName', catalog.tableName, written.tableName === undefined ? DEFAULT : undefined);

const keepMap = ({ snapshots, runs }: RawMap): NotedMap =>
  new NotedMap()
    .set('snapshots', snapshots ?? EXTRACT_DEFAULTS.keepSnapshots, snapshots === undefined ? DEFAULT : undefined)
    .set('runs', runs ?? EXTRACT_DEFAULTS.keepRuns, runs === undefined ? DEFAULT : undefined);

const destinationMap = ({ destination }: ExtractPipeline, written: RawMap): NotedMap => {
  const map = new NotedMap();
  map.set('bucket', destination.bucket);
  map.set('prefix', destination.prefix, written.prefix === undefined ? DEFAULT : undefined);
  return map.set('region', destination.region).set('kmsKeyArn', destination.kmsKeyArn);
};
