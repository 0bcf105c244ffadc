import { parseDuration } from './duration';
import { EXTRACT_DEFAULTS } from './extract-defaults';
import type { ShuttleFile } from './file-schema';
import { resolveLoad } from './resolve-load';
import { defined, keepRule, resolveSchedule } from './resolve-values';
import type {
  CatalogRegistration,
  Destination,
  ExtractPipeline,
  ShuttleConfig,
  TableEntry,
  Warehouse,
} from './shuttle-config';
import type { TableOptions } from './table-options';
import { inheritedOptions } from './table-options-schema';
import { parseTablePattern } from './table-pattern';

type FilePipeline = NonNullable<ShuttleFile['extract']>[number];

/** Fills in every default of a checked file. */
export const resolve = (file: ShuttleFile): ShuttleConfig =>
  defined<ShuttleConfig>({
    stack: file.stack,
    alarmEmail: file.alarmEmail,
    extract: (file.extract ?? []).map((pipeline) => resolvePipeline(pipeline, pipeline.warehouse ?? file.warehouse)),
    load: file.load?.map((pipeline) => resolveLoad(pipeline, pipeline.warehouse ?? file.warehouse, file)),
  });

const resolvePipeline = (file: FilePipeline, warehouse: FilePipeline['warehouse']): ExtractPipeline => {
  return defined<ExtractPipeline>({
    formatVersion: 1,
    kind: 'extract',
    name: file.name,
    enabled: file.enabled ?? true,
    // The cross checks have refused a pipeline without a warehouse.
    warehouse: warehouse as Warehouse,
    schedule: resolveSchedule(file.schedule),
    schemas: file.schemas,
    include: file.include ?? [...EXTRACT_DEFAULTS.include],
    exclude: file.exclude ?? [],
    maxConcurrency: file.maxConcurrency ?? EXTRACT_DEFAULTS.maxConcurrency,
    statementTimeoutSeconds: parseDuration(file.statementTimeout ?? EXTRACT_DEFAULTS.statementTimeout),
    pollIntervalSeconds: parseDuration(file.pollInterval ?? EXTRACT_DEFAULTS.pollInterval),
    attempts: file.attempts ?? EXTRACT_DEFAULTS.attempts,
    destination: resolveDestination(file.destination, warehouse?.region),
    caseSensitiveIdentifiers: file.caseSensitiveIdentifiers ?? false,
    discover: file.discover ?? true,
    maxFileSizeMb: file.maxFileSizeMb ?? EXTRACT_DEFAULTS.maxFileSizeMb,
    expectEverySeconds: file.expectEvery === undefined ? undefined : parseDuration(file.expectEvery),
    consistentGroups: Object.entries(file.consistentGroups ?? {}).map(([name, tables]) => ({ name, tables })),
    catalog: resolveCatalog(file.catalog),
    keep: {
      snapshots: keepRule(file.keep?.snapshots ?? EXTRACT_DEFAULTS.keepSnapshots),
      runs: keepRule(file.keep?.runs ?? EXTRACT_DEFAULTS.keepRuns),
    },
    defaults: Object.fromEntries(
      Object.keys(inheritedOptions).flatMap((option) => {
        const value = file[option as keyof typeof inheritedOptions];
        return value === undefined ? [] : [[option, value]];
      }),
    ) as TableOptions,
    tables: Object.entries(file.tables ?? {}).map(
      ([pattern, options]): TableEntry => ({
        pattern,
        isGlob: parseTablePattern(pattern).isGlob,
        options: options as TableOptions,
      }),
    ),
  });
};

const resolveCatalog = (file: FilePipeline['catalog']): CatalogRegistration | undefined =>
  file && {
    database: file.database,
    tableName: file.tableName ?? EXTRACT_DEFAULTS.tableName,
    exclude: file.exclude ?? [],
  };

const resolveDestination = (file: FilePipeline['destination'], warehouseRegion: string | undefined): Destination =>
  defined<Destination>({
    bucket: file?.bucket,
    prefix: file?.prefix ?? EXTRACT_DEFAULTS.prefix,
    region: file?.region === warehouseRegion ? undefined : file?.region,
    kmsKeyArn: file?.kmsKeyArn,
  });
