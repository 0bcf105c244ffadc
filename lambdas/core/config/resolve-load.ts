import { pipelineRoot } from '../batch/object-keys';
import { parseByteSize } from './byte-size';
import { parseDuration } from './duration';
import { EXTRACT_DEFAULTS } from './extract-defaults';
import type { ShuttleFile } from './file-schema';
import type {
  CsvLayout,
  DebeziumSource,
  DmsSource,
  ExtractSource,
  Globs,
  LoadPipeline,
  LoadSource,
  LoadTableEntry,
  ObjectSource,
  RowsSource,
  SegmentSource,
} from './load-config';
import { LOAD_DEFAULTS } from './load-defaults';
import type { LoadFile } from './load-schema';
import type { LoadTableOptions } from './load-table-options';
import { inheritedLoadOptions } from './load-table-options-schema';
import { defined, keepRule, resolveSchedule } from './resolve-values';
import type { Warehouse } from './shuttle-config';
import { parseTablePattern } from './table-pattern';
import { takesChanged } from './takes-changed';

/** Fills in every default of a checked load pipeline. */
export const resolveLoad = (file: LoadFile, warehouse: LoadFile['warehouse'], whole: ShuttleFile): LoadPipeline =>
  defined<LoadPipeline>({
    formatVersion: 1,
    kind: 'load',
    name: file.name,
    enabled: file.enabled ?? true,
    // The cross checks have refused a pipeline without a warehouse.
    warehouse: warehouse as Warehouse,
    schedule: resolveSchedule(file.schedule),
    trigger: file.trigger?.onObjectCreated
      ? { batchEverySeconds: parseDuration(file.trigger.batchEvery ?? LOAD_DEFAULTS.batchEvery) }
      : undefined,
    source: resolveSource(file, warehouse?.region, whole),
    target: {
      schema: file.target?.schema ?? LOAD_DEFAULTS.schema,
      tableName: file.target?.tableName ?? LOAD_DEFAULTS.tableName,
    },
    storage: defined({
      bucket: file.storage?.bucket,
      prefix: file.storage?.prefix ?? LOAD_DEFAULTS.prefix,
      kmsKeyArn: file.storage?.kmsKeyArn,
    }),
    maxObjects: file.maxObjects ?? LOAD_DEFAULTS.maxObjects,
    maxBytes: parseByteSize(file.maxBytes ?? LOAD_DEFAULTS.maxBytes),
    maxBadRows: file.maxBadRows ?? LOAD_DEFAULTS.maxBadRows,
    maxConcurrency: {
      tables: file.maxConcurrency?.tables ?? LOAD_DEFAULTS.tables,
      shaping: file.maxConcurrency?.shaping ?? LOAD_DEFAULTS.shaping,
    },
    statementTimeoutSeconds: parseDuration(file.statementTimeout ?? LOAD_DEFAULTS.statementTimeout),
    pollIntervalSeconds: parseDuration(file.pollInterval ?? LOAD_DEFAULTS.pollInterval),
    attempts: file.attempts ?? LOAD_DEFAULTS.attempts,
    keep: { runs: keepRule(file.keep?.runs ?? LOAD_DEFAULTS.keepRuns) },
    defaults: Object.fromEntries(
      Object.keys(inheritedLoadOptions).flatMap((option) => {
        const value = file[option as keyof typeof inheritedLoadOptions];
        return value === undefined ? [] : [[option, value]];
      }),
    ) as LoadTableOptions,
    tables: Object.entries(file.tables ?? {}).map(
      ([pattern, options]): LoadTableEntry => ({
        pattern,
        isGlob: parseTablePattern(pattern).isGlob,
        options: options as LoadTableOptions,
      }),
    ),
  });

const resolveSource = (file: LoadFile, warehouseRegion: string | undefined, whole: ShuttleFile): LoadSource => {
  const { source } = file;
  if (source.format === 'extract') return resolveExtract(source, whole);
  const objects = defined<ObjectSource>({
    bucket: source.bucket,
    prefix: `${source.prefix}/`,
    region: source.region === warehouseRegion ? undefined : source.region,
    kmsKeyArn: source.kmsKeyArn,
    lookbackSeconds: parseDuration(source.lookback ?? LOAD_DEFAULTS.lookback),
    keysInOrder: source.keysInOrder ?? false,
    changedObjects: source.changedObjects ?? (takesChanged(file) ? 'take' : 'skip'),
  });
  const { tablePath } = source;
  if (source.format === 'rows') {
    // The cross checks have refused rows without a type.
    const type = source.type ?? 'ndjson';
    const csv = type === 'csv' ? csvLayout(source.csv, { header: true, nullText: '' }) : undefined;
    return defined<RowsSource>({ format: 'rows', ...objects, type, table: source.table, tablePath, csv });
  }
  if (source.format === 'debezium') {
    const type = source.type === 'json' ? 'json' : 'ndjson';
    const placeholder = source.placeholder ?? LOAD_DEFAULTS.placeholder;
    return defined<DebeziumSource>({ format: 'debezium', ...objects, type, tablePath, placeholder });
  }
  if (source.format === 'segment') return resolveSegment(source, objects);
  const type = source.type === 'parquet' ? 'parquet' : 'csv';
  return defined<DmsSource>({
    format: 'dms',
    ...objects,
    type,
    tablePath: tablePath ?? LOAD_DEFAULTS.dmsTablePath,
    csv: type === 'csv' ? csvLayout(source.csv, { header: false, nullText: LOAD_DEFAULTS.dmsNullText }) : undefined,
    opColumn: source.opColumn ?? LOAD_DEFAULTS.opColumn,
    opIn: source.opIn ?? LOAD_DEFAULTS.opIn,
    timestampColumn: source.timestampColumn,
    sequenceColumn: source.sequenceColumn,
    cdcPath: source.cdcPath === undefined ? undefined : `${source.cdcPath}/`,
  });
};

const resolveSegment = ({ type, segment = {} }: LoadFile['source'], objects: ObjectSource): SegmentSource => ({
  format: 'segment',
  ...objects,
  type: type === 'json' ? 'json' : 'ndjson',
  naming: segment.naming ?? LOAD_DEFAULTS.naming,
  arrays: segment.arrays ?? LOAD_DEFAULTS.arrays,
  events: defined<Globs>({ ...segment.events }),
  properties: defined<Globs>({ ...segment.properties }),
  hash: segment.hash ?? [],
  drop: segment.drop ?? [],
  dedupeWindowSeconds: parseDuration(segment.dedupeWindow ?? LOAD_DEFAULTS.dedupeWindow),
  maxNewTables: segment.maxNewTables ?? LOAD_DEFAULTS.maxNewTables,
});

const csvLayout = (csv: LoadFile['source']['csv'], otherwise: { header: boolean; nullText: string }): CsvLayout =>
  defined<CsvLayout>({
    delimiter: csv?.delimiter ?? LOAD_DEFAULTS.delimiter,
    header: csv?.header ?? otherwise.header,
    nullText: csv?.nullText ?? otherwise.nullText,
    columns: csv?.columns,
  });

const resolveExtract = (
  { pipeline, bucket, prefix, kmsKeyArn }: LoadFile['source'],
  whole: ShuttleFile,
): ExtractSource => {
  if (pipeline === undefined)
    return defined<ExtractSource>({ format: 'extract', bucket, prefix: `${prefix}/`, kmsKeyArn });
  const { destination } = whole.extract?.find(({ name }) => name === pipeline) ?? {};
  // The bucket's name alone is left to the stack.
  const root = pipelineRoot('', destination?.prefix ?? EXTRACT_DEFAULTS.prefix, pipeline);
  return defined<ExtractSource>({
    format: 'extract',
    pipeline,
    bucket: destination?.bucket,
    prefix: root.prefix,
    kmsKeyArn: destination?.kmsKeyArn,
  });
};
