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

export const lockKey = (root: PipelineRoot): ObjectLocation => at(root, 'lock.json');
export const runKey = (root: PipelineRoot, runId: string): ObjectLocation => at(root, `runs/${runId}/run.json`);
export const planKey = (root: PipelineRoot, runId: string): ObjectLocation => at(root, `runs/${runId}/plan.json`);
export const reportKey = (root: PipelineRoot, runId: string): ObjectLocation => at(root, `runs/${runId}/report.json`);

/** A unit that is too large to travel in the state. */
export const unitKey = (root: PipelineRoot, runId: string, table: DestinationName): ObjectLocation =>
  at(root, `runs/${runId}/units/${tablePart(table)}.json`);

/** Statement text that is too large to travel in the state. */
export const statementKey = (
  root: PipelineRoot,
  runId: string,
  table: DestinationName,
  step: string,
  attempt: string,
): ObjectLocation => at(root, `runs/${runId}/statements/${tablePart(table)}/${step}-${attempt}.json`);

/** The prefix that holds a run's records, one for each table. */
export const recordsPrefix = (root: PipelineRoot, runId: string): ObjectLocation => at(root, `runs/${runId}/tables/`);

export const recordKey = (root: PipelineRoot, runId: string, table: DestinationName): ObjectLocation =>
  at(root, `runs/${runId}/tables/${tablePart(table)}.json`);

/** The prefix of all data of the pipeline. */
export const dataPrefix = (root: PipelineRoot): ObjectLocation => at(root, 'data/');

/** The prefix that holds a batch's parts and nothing else. */
export const batchPrefix = (root: PipelineRoot, table: DestinationName, batchId: string): ObjectLocation =>
  at(root, `data/${keyPart(table.schema)}/${keyPart(table.name)}/batch=${batchId}/`);

/** Rows that could not be written to Parquet, as the database gave them. */
export const quarantineKey = (
  root: PipelineRoot,
  table: DestinationName,
  batchId: string,
  part: number,
  piece: number,
): ObjectLocation =>
  at(
    root,
    `quarantine/${keyPart(table.schema)}/${keyPart(table.name)}/batch=${batchId}/part-${partNumber(part)}-${piece}.json`,
  );

export const partKey = (root: PipelineRoot, table: DestinationName, batchId: string, part: number): ObjectLocation => {
  const prefix = batchPrefix(root, table, batchId);
  return { bucket: prefix.bucket, key: `${prefix.key}part-${partNumber(part)}.parquet` };
};

export const currentKey = (root: PipelineRoot, table: DestinationName): ObjectLocation =>
  at(root, `tables/${tablePart(table)}/current.json`);

export const manifestKey = (root: PipelineRoot, table: DestinationName, batchId: string): ObjectLocation =>
  at(root, `tables/${tablePart(table)}/manifests/${batchId}.json`);

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
