import { createHash } from 'node:crypto';

/** Where an object lives. `s3://` appears only in SQL and in manifests. */
export interface ObjectLocation {
  bucket: string;
  key: string;
}

/** The pipeline's own part of a bucket. `prefix` ends with a slash. */
export interface PipelineRoot {
  bucket: string;
  prefix: string;
}

/** Characters that S3, Hive paths, Spark and SQL all take as they are. `!` starts an escape, see below. */
const PLAIN = /[A-Za-z0-9_-]/;

/**
 * Writes a name into one part of a key, reversibly: any other byte of its UTF-8 becomes `!` and two hex digits. A name
 * that begins with `_` is escaped there, since Athena and Spectrum skip such folders as hidden.
 *
 * @example keyPart('order items') === 'order!20items'
 */
export const keyPart = (name: string): string => {
  let part = '';
  for (const byte of Buffer.from(name, 'utf8')) {
    const char = String.fromCharCode(byte);
    const hidden = char === '_' && part === '';
    part += byte < 0x80 && PLAIN.test(char) && !hidden ? char : `!${byte.toString(16).padStart(2, '0').toUpperCase()}`;
  }
  return part;
};

/** The inverse of keyPart. */
export const nameOfKeyPart = (part: string): string => {
  const bytes: number[] = [];
  for (let i = 0; i < part.length; i++) {
    if (part[i] === '!') {
      bytes.push(Number.parseInt(part.slice(i + 1, i + 3), 16));
      i += 2;
    } else bytes.push(part.charCodeAt(i));
  }
  return Buffer.from(bytes).toString('utf8');
};

/** A table's name in the destination. */
export interface DestinationName {
  schema: string;
  name: string;
}

const tablePart = (table: DestinationName): string => `${keyPart(table.schema)}.${keyPart(table.name)}`;

/** `<prefix>/<pipeline>/` */
export const pipelineRoot = (bucket: string, prefix: string, pipeline: string): PipelineRoot => ({
  bucket,
  prefix: prefix === '' ? `${pipeline}/` : `${prefix}/${pipeline}/`,
});

const at = (root: PipelineRoot, key: string): ObjectLocation => ({ bucket: root.bucket, key: root.prefix + key });

/** The prefix that holds a folder for each run. */
export const runsPrefix = (root: PipelineRoot): ObjectLocation => at(root, 'runs/');
export const runPrefix = (root: PipelineRoot, runId: string): ObjectLocation => at(root, `runs/${runId}/`);

export const lockKey = (root: PipelineRoot): ObjectLocation => at(root, 'lock.json');
export const runKey = (root: PipelineRoot, runId: string): ObjectLocation => at(root, `runs/${runId}/run.json`);
export const planKey = (root: PipelineRoot, runId: string): ObjectLocation => at(root, `runs/${runId}/plan.json`);
export const reportKey = (root: PipelineRoot, runId: string): ObjectLocation => at(root, `runs/${runId}/report.json`);

/** The same for people. */
export const reportPageKey = (root: PipelineRoot, runId: string): ObjectLocation =>
  at(root, `runs/${runId}/report.html`);

/** What is read together: a table, or a consistent group. No table's part holds an `=`. */
export type UnitName = { table: DestinationName } | { group: string };

const unitPart = (unit: UnitName): string => ('group' in unit ? `group=${keyPart(unit.group)}` : tablePart(unit.table));

/** A unit that is too large to travel in the state. */
export const unitKey = (root: PipelineRoot, runId: string, unit: UnitName): ObjectLocation =>
  at(root, `runs/${runId}/units/${unitPart(unit)}.json`);

/** What one attempt to read a unit is. */
export const readKey = (root: PipelineRoot, runId: string, unit: UnitName, attempt: string): ObjectLocation =>
  at(root, `runs/${runId}/reads/${unitPart(unit)}/${attempt}.json`);

/** Statement text that is too large to travel in the state. */
export const statementKey = (
  root: PipelineRoot,
  runId: string,
  unit: UnitName,
  step: string,
  attempt: string,
): ObjectLocation => at(root, `runs/${runId}/statements/${unitPart(unit)}/${step}-${attempt}.json`);

/** The prefix that holds a run's records, one for each table. */
export const recordsPrefix = (root: PipelineRoot, runId: string): ObjectLocation => at(root, `runs/${runId}/tables/`);

export const recordKey = (root: PipelineRoot, runId: string, table: DestinationName): ObjectLocation =>
  at(root, `runs/${runId}/tables/${tablePart(table)}.json`);

/** The prefix of all data of the pipeline. */
export const dataPrefix = (root: PipelineRoot): ObjectLocation => at(root, 'data/');

/**
 * What lies in a folder of its own for each batch: rows; the keys that are gone since the batch before; all keys, for the
 * next comparison. Keys lie outside `data/`, so that nobody reads them as rows.
 */
export type BatchFolder = 'data' | 'deletes' | 'keys';

/** The prefix that holds all batches of a table, live or not. */
export const tablePrefix = (root: PipelineRoot, table: DestinationName, folder: BatchFolder = 'data'): ObjectLocation =>
  at(root, `${folder}/${keyPart(table.schema)}/${keyPart(table.name)}/`);

/** The prefix that holds a batch's files and nothing else. */
export const batchPrefix = (
  root: PipelineRoot,
  table: DestinationName,
  batchId: string,
  folder: BatchFolder = 'data',
): ObjectLocation => {
  const { bucket, key } = tablePrefix(root, table, folder);
  return { bucket, key: `${key}batch=${batchId}/` };
};

/** The prefix of a batch's rows that could not be written to Parquet. */
export const quarantinePrefix = (root: PipelineRoot, table: DestinationName, batchId: string): ObjectLocation =>
  at(root, `quarantine/${keyPart(table.schema)}/${keyPart(table.name)}/batch=${batchId}/`);

/** Rows that could not be written to Parquet, as the database gave them. */
export const quarantineKey = (
  root: PipelineRoot,
  table: DestinationName,
  batchId: string,
  part: string,
  piece: number,
): ObjectLocation => {
  const { bucket, key } = quarantinePrefix(root, table, batchId);
  return { bucket, key: `${key}${part}-${piece}.json` };
};

/**
 * The name of a part that a step writes. An invocation whose answer was lost may go on while its retry runs, so that each
 * writes under a name of its own.
 *
 * @param part its number, from 0
 * @param invocationId as Lambda names the invocation
 */
export const partName = (part: number, invocationId: string): string =>
  `part-${partNumber(part)}-${createHash('sha256').update(invocationId).digest('hex').slice(0, 12)}`;

export const partKey = (root: PipelineRoot, table: DestinationName, batchId: string, part: string): ObjectLocation => {
  const prefix = batchPrefix(root, table, batchId);
  return { bucket: prefix.bucket, key: `${prefix.key}${part}.parquet` };
};

/** The prefixes that hold a folder for each table and each group, with its current.json. */
export const tablesPrefix = (root: PipelineRoot): ObjectLocation => at(root, 'tables/');
export const groupsPrefix = (root: PipelineRoot): ObjectLocation => at(root, 'groups/');

export const currentKey = (root: PipelineRoot, table: DestinationName): ObjectLocation =>
  at(root, `tables/${tablePart(table)}/current.json`);

/** The one current.json of a consistent group. */
export const groupKey = (root: PipelineRoot, group: string): ObjectLocation =>
  at(root, `groups/${keyPart(group)}/current.json`);

export const manifestKey = (
  root: PipelineRoot,
  table: DestinationName,
  batchId: string,
  folder: BatchFolder = 'data',
): ObjectLocation =>
  at(root, `tables/${tablePart(table)}/manifests/${batchId}${folder === 'data' ? '' : `-${folder}`}.json`);

/** The prefix that holds all manifests of a table. */
export const manifestsPrefix = (root: PipelineRoot, table: DestinationName): ObjectLocation =>
  at(root, `tables/${tablePart(table)}/manifests/`);

/** What a manifest's name below that prefix says. */
export const manifestOfName = (name: string): { batchId: string; folder: BatchFolder } | undefined => {
  const [, batchId, folder = 'data'] = /^(.+?)(?:-(deletes|keys))?\.json$/.exec(name) ?? [];
  return batchId === undefined ? undefined : { batchId, folder: folder as BatchFolder };
};

export const schemaKey = (root: PipelineRoot, table: DestinationName, version: string): ObjectLocation =>
  at(root, `tables/${tablePart(table)}/schemas/${version}.json`);

const partNumber = (part: number): string => String(part).padStart(5, '0');

/** `s3://bucket/key`, for SQL and manifests. */
export const s3Url = ({ bucket, key }: ObjectLocation): string => `s3://${bucket}/${key}`;

/** An `s3://` URL of an object: its bucket and its key. */
export const OBJECT_URL = /^s3:\/\/([^/]+)\/(.+)$/s;

/**
 * The location in an `s3://` URL.
 *
 * @throws RangeError for anything else
 */
export const locationOfUrl = (url: string): ObjectLocation => {
  const match = OBJECT_URL.exec(url);
  if (!match?.[1] || !match[2]) throw new RangeError(`not an S3 URL: ${url}`);
  return { bucket: match[1], key: match[2] };
};
