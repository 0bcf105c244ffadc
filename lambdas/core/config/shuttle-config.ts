import type { LoadPipeline } from './load-config';
import type { TableOptions } from './table-options';

/** shuttle.yaml with every default filled in. */
export interface ShuttleConfig {
  /** Name of the CloudFormation stack; every physical name derives from it. */
  stack: string;
  /** Where alarms are mailed; nobody when absent. */
  alarmEmail?: string;
  extract: ExtractPipeline[];
  /** Absent where the file has none. */
  load?: LoadPipeline[];
}

/**
 * One extract pipeline. It is plain JSON: the deployment bakes it into the state machine, and the run parses it again
 * with `parseExtractPipeline`.
 */
export interface ExtractPipeline {
  formatVersion: 1;
  kind: 'extract';
  name: string;
  /** A disabled pipeline is deployed, but its schedule does not start it. */
  enabled: boolean;
  warehouse: Warehouse;
  schedule?: Schedule;
  /** Only tables of these schemas; every schema when absent. */
  schemas?: string[];
  /** Globs on `schema.table`. */
  include: string[];
  /** Globs on `schema.table`; what they match is never extracted, whatever else names it. */
  exclude: string[];
  /** Tables that are read at the same time. */
  maxConcurrency: number;
  /** Seconds after which a statement is cancelled. */
  statementTimeoutSeconds: number;
  /** The longest wait between two polls, in seconds. */
  pollIntervalSeconds: number;
  /** How often a statement runs that fails for a transient reason. */
  attempts: number;
  destination: Destination;
  caseSensitiveIdentifiers: boolean;
  /** False: only the tables listed under `tables`, with the columns declared there, and no catalog query. */
  discover: boolean;
  /** MAXFILESIZE of UNLOAD, in MB. */
  maxFileSizeMb: number;
  /** Some table has to be committed at least so often, in seconds; no alarm when absent. */
  expectEverySeconds?: number;
  /** In the order of the file. */
  consistentGroups: ConsistentGroup[];
  /** Where tables are registered for Athena and Spark; nowhere when absent. */
  catalog?: CatalogRegistration;
  keep: Keep;
  /** Table options that stand at the pipeline. */
  defaults: TableOptions;
  /** In the order of the file. */
  tables: TableEntry[];
}

export interface Warehouse {
  region: string;
  database: string;
  /** Name or ARN of a Serverless workgroup. Exactly one of this and `clusterIdentifier` is set. */
  workgroup?: string;
  clusterIdentifier?: string;
  /** Database user of a cluster, with temporary credentials. Neither this nor a secret: the caller's IAM identity. */
  dbUser?: string;
  secretArn?: string;
  /** For UNLOAD: an ARN, a comma chain of ARNs, or `default`. Absent: the stack makes a role. */
  iamRole?: string;
  /** Tables that it can hold. Absent: see table-quota.ts. */
  tableQuota?: number;
}

export interface Schedule {
  /** `rate(...)` or `cron(...)` of EventBridge Scheduler. */
  expression: string;
  timezone: string;
  enabled: boolean;
}

export interface Destination {
  /** Absent: the stack makes a bucket. */
  bucket?: string;
  /** Without slashes at its ends, never empty. */
  prefix: string;
  /** Region of an existing bucket, where it is not the warehouse's. */
  region?: string;
  kmsKeyArn?: string;
}

/** Tables that are read in one transaction and committed together. */
export interface ConsistentGroup {
  name: string;
  /** Exact names, as the file writes them; 2 to 38. */
  tables: string[];
}

/** A database of the Glue Data Catalog. */
export interface CatalogRegistration {
  database: string;
  /** Template with `{schema}` and `{table}`, the names in the destination. */
  tableName: string;
  /** Globs on `schema.table` of tables that are not registered. */
  exclude: string[];
}

/** What stays of former runs. */
export interface Keep {
  /** Superseded snapshots of each table. */
  snapshots: KeepRule;
  /** Folders under `runs/`. */
  runs: KeepRule;
}

/** The newest so many, or what is younger than so many seconds. */
export type KeepRule = { count: number } | { seconds: number };

export interface TableEntry {
  /** A table name or a glob, as the file writes it. */
  pattern: string;
  isGlob: boolean;
  options: TableOptions;
}
