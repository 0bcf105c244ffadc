import { type DestinationName, keyPart } from '../batch/object-keys';

/** Of all metrics in CloudWatch that are the product's own. */
export const NAMESPACE = 'RedshiftShuttle';

/** Metrics of extract pipelines with their units. Each name with each set of dimensions is one custom metric on the bill. */
export const EXTRACT_METRICS = {
  /** 1 for each commit of a table; a load in chunks commits several times. */
  Committed: 'Count',
  /** Rows that a commit made visible, those read anew included. */
  RowsCommitted: 'Count',
  BytesCommitted: 'Bytes',
  RowsQuarantined: 'Count',
  /** Primary keys that are gone since the last key set. */
  KeysGone: 'Count',
  /** Of a run that came to its end. */
  TablesCommitted: 'Count',
  /** Failed, or planned and without a record. */
  TablesFailed: 'Count',
  RunSeconds: 'Seconds',
} as const;

/** Metrics of load pipelines, of a run that came to its end. */
export const LOAD_METRICS = {
  /** Rows that changed a target: inserted, updated, deleted. */
  RowsApplied: 'Count',
  /** Bad rows, and rows that a target refused: they are in the quarantine. */
  RowsBad: 'Count',
  /** Objects that are there, and left to the next run. */
  ObjectsWaiting: 'Count',
  TablesCommitted: 'Count',
  TablesFailed: 'Count',
  RunSeconds: 'Seconds',
} as const;

export const METRICS = { ...EXTRACT_METRICS, ...LOAD_METRICS } as const;
export type MetricName = keyof typeof METRICS;

/** `Table` stands beside `Pipeline` for tables with an `expectEvery` of their own only, and with `Committed` only. */
export interface MetricDimensions {
  Pipeline: string;
  Table?: string;
}

/**
 * The value of `Pipeline`: the state machine's name, which is unique in account and region.
 *
 * @param executionArn `arn:<partition>:states:<region>:<account>:execution:<state machine>:<name>`
 */
export const pipelineOfExecution = (executionArn: string): string => executionArn.split(':')[6] ?? executionArn;

/**
 * The value of `Table`: the table's name in Redshift. A dimension holds ASCII only, so that other characters are written
 * as in object keys.
 *
 * @param caseSensitive whether the pipeline tells upper and lower case apart
 */
export const tableDimension = ({ schema, name }: DestinationName, caseSensitive: boolean): string => {
  const fold = (part: string) => keyPart(caseSensitive ? part : part.toLowerCase());
  return `${fold(schema)}.${fold(name)}`;
};
