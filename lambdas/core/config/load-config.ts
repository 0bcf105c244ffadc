import type { LoadTableOptions } from './load-table-options';
import type { SEGMENT_ARRAYS, SEGMENT_NAMING } from './segment-schema';
import type { Keep, Schedule, Warehouse } from './shuttle-config';

/**
 * One load pipeline with every default filled in. It is plain JSON: the deployment bakes it into the state machine, and
 * the run parses it again with `parseLoadPipeline`.
 */
export interface LoadPipeline {
  formatVersion: 1;
  kind: 'load';
  name: string;
  /** A disabled pipeline is deployed, but neither its schedule nor its trigger starts it. */
  enabled: boolean;
  warehouse: Warehouse;
  schedule?: Schedule;
  /** Started when objects appear; never by itself when absent. */
  trigger?: Trigger;
  source: LoadSource;
  target: TargetTemplates;
  /** Where the pipeline keeps its state, staged files and reports: below `<prefix>/<pipeline>/`. */
  storage: LoadStorage;
  /** Of one run; what is beyond is left to the next. */
  maxObjects: number;
  /** Bytes of one run. An object that is larger is taken by itself. */
  maxBytes: number;
  /** A run stops before it changes a table where a larger share (0 to 1) of its rows is bad. */
  maxBadRows: number;
  maxConcurrency: LoadConcurrency;
  /** Seconds after which a statement is cancelled. */
  statementTimeoutSeconds: number;
  /** The longest wait between two polls, in seconds. */
  pollIntervalSeconds: number;
  /** How often a statement runs that fails for a transient reason. */
  attempts: number;
  keep: Pick<Keep, 'runs'>;
  /** Table options that stand at the pipeline. */
  defaults: LoadTableOptions;
  /** By the name in the source, in the order of the file. */
  tables: LoadTableEntry[];
}

export interface Trigger {
  /** A run is started at most so often, in seconds, with everything that came in between. */
  batchEverySeconds: number;
}

export interface TargetTemplates {
  /** Templates with `{schema}` and `{table}`, the names in the source. */
  schema: string;
  tableName: string;
}

export interface LoadStorage {
  /** Absent: the stack's bucket. */
  bucket?: string;
  /** Without slashes at its ends, never empty. */
  prefix: string;
  kmsKeyArn?: string;
}

export interface LoadConcurrency {
  tables: number;
  shaping: number;
}

export interface LoadTableEntry {
  /** A table name or a glob, as the file writes it. */
  pattern: string;
  isGlob: boolean;
  options: LoadTableOptions;
}

export const SOURCE_FORMATS = ['rows', 'debezium', 'dms', 'segment', 'extract'] as const;

export type LoadSource = RowsSource | DebeziumSource | DmsSource | SegmentSource | ExtractSource;

/** Objects below a prefix that are taken once each. */
export interface ObjectSource {
  /** Absent: the stack's bucket. */
  bucket?: string;
  /** Ends with a slash. */
  prefix: string;
  /** Of an existing bucket, where it is not the warehouse's. */
  region?: string;
  kmsKeyArn?: string;
  /** How late an object may appear, in seconds. */
  lookbackSeconds: number;
  /** True: new keys sort after old ones, so that a run lists from the last key. */
  keysInOrder: boolean;
  /** An object that is written anew after it was taken. */
  changedObjects: ChangedObjects;
}

export const CHANGED_OBJECTS = ['take', 'skip'] as const;
export type ChangedObjects = (typeof CHANGED_OBJECTS)[number];

export const FILE_TYPES = ['json', 'ndjson', 'csv', 'parquet'] as const;
export type FileType = (typeof FILE_TYPES)[number];

export interface RowsSource extends ObjectSource {
  format: 'rows';
  type: FileType;
  /** One table for all objects, `schema.table`; or a template that reads it from the key. Exactly one of the two. */
  table?: string;
  tablePath?: string;
  /** With type csv only. */
  csv?: CsvLayout;
}

export interface DebeziumSource extends ObjectSource {
  format: 'debezium';
  type: 'json' | 'ndjson';
  /** For events without a source block. */
  tablePath?: string;
  /** What stands for a value that the source did not send. */
  placeholder: string;
}

export interface DmsSource extends ObjectSource {
  format: 'dms';
  type: 'csv' | 'parquet';
  tablePath: string;
  csv?: CsvLayout;
  /** Of files with column names; without names it is the first column. */
  opColumn: string;
  /** Which files have an operation in each row: those of changes, those of the full load too, or none. */
  opIn: OpIn;
  timestampColumn?: string;
  /** Orders the changes of a table: `AR_H_CHANGE_SEQ` by a transformation rule. */
  sequenceColumn?: string;
  /** The folder of transaction files (`CdcPath`), below the prefix; ends with a slash. */
  cdcPath?: string;
}

export const OP_IN = ['changes', 'all', 'none'] as const;
export type OpIn = (typeof OP_IN)[number];

/** Clickstream events: track, identify, page, screen, group, alias. */
export interface SegmentSource extends ObjectSource {
  format: 'segment';
  type: 'json' | 'ndjson';
  naming: SegmentNaming;
  /** Columns of arrays. */
  arrays: SegmentArrays;
  /** Globs on the names of track events, as they are sent. */
  events: Globs;
  /** Globs on paths such as `properties.total`, `traits.email`, `context.page.url`. */
  properties: Globs;
  /** Globs on paths: values that are replaced by their SHA-256. */
  hash: string[];
  /** Globs on paths: values that are left out. */
  drop: string[];
  /** How long after an event was received it may come again. */
  dedupeWindowSeconds: number;
  /** New tables that one run may make. */
  maxNewTables: number;
}

export type SegmentNaming = (typeof SEGMENT_NAMING)[number];
export type SegmentArrays = (typeof SEGMENT_ARRAYS)[number];

/** All where `include` is absent, less what `exclude` matches. */
export interface Globs {
  include?: string[];
  exclude?: string[];
}

/** The batches of an extract pipeline. */
export interface ExtractSource {
  format: 'extract';
  /** A pipeline of the same file. */
  pipeline?: string;
  /** Absent: the stack's bucket. */
  bucket?: string;
  /** The folder of the extract pipeline, its own name included; ends with a slash. */
  prefix: string;
  kmsKeyArn?: string;
}

export interface CsvLayout {
  delimiter: string;
  header: boolean;
  /** The text that stands for NULL, unless it is quoted. */
  nullText: string;
  /** Of files without a header, for tables that say nothing themselves. */
  columns?: string[];
}
