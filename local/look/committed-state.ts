import { type BatchJson, readCheckpoint } from './checkpoint-json';
import type { CommittedTable } from './find-table';
import { existingObject, readJson } from './local-object';
import { LookError } from './look-error';

/** A live batch with its files. */
export interface CommittedBatch {
  batchId: string;
  /** `snapshot`, `load`, `window`, `backfill` or `tail`. */
  kind: string;
  low?: string | null;
  high?: string | null;
  files: number;
  rows: number;
  bytes: number;
  /** Paths of its Parquet files. */
  paths: string[];
  /** Primary keys that are gone since the batch before. */
  deletes?: { rows: number; paths: string[] };
}

/** What the files of a committed table say. */
export interface CommittedState {
  mode: 'full' | 'incremental';
  primaryKey: string[];
  /** Live, in the order in which they are to be applied; the tail last. */
  batches: CommittedBatch[];
  /** From `schemas/<version>.json`; empty when the state names none. */
  columns: { name: string; redshiftType?: string }[];
  watermark?: { column: string; value: string | null; settled: string | null };
  /** A load that goes on, and is not shown. */
  loading?: { startedAt: string; batches: number; rows: number };
}

interface ManifestJson {
  entries?: { url: string; meta?: { content_length?: number; record_count?: number } }[];
}
interface SchemaJson {
  columns?: { name: string; redshiftType?: string }[];
}

/** Follows `current.json` to manifests, files and schema. @throws LookError UnknownFormat, FileMissing */
export function readCommittedState(root: string, table: CommittedTable): CommittedState {
  const checkpoint = readCheckpoint(root, table);
  const { mode = 'full', primaryKey = [], tail, watermark, loading, schema } = checkpoint;
  const columns = schema?.key === undefined ? undefined : readJson<SchemaJson>(root, table.bucket, schema.key).columns;
  return {
    mode,
    primaryKey,
    batches: [...checkpoint.batches, ...(tail ? [tail] : [])].map((batch) => readBatch(root, batch)),
    columns: columns ?? [],
    ...(watermark && { watermark }),
    ...(loading && {
      loading: {
        startedAt: loading.startedAt,
        batches: loading.batches.length,
        rows: sum(loading.batches.map(({ rows }) => rows)),
      },
    }),
  };
}

function readBatch(root: string, { batchId, kind = 'snapshot', low, high, deletes, ...of }: BatchJson): CommittedBatch {
  return {
    batchId,
    kind,
    ...(low !== undefined && { low }),
    ...(high !== undefined && { high }),
    ...readFiles(root, of, batchId),
    ...(deletes && { deletes: readFiles(root, deletes, batchId) }),
  };
}

/** The files that a manifest lists. */
function readFiles(root: string, { manifest, rows }: Pick<BatchJson, 'manifest' | 'rows'>, batchId: string) {
  const { entries = [] } = readJson<ManifestJson>(root, manifest.bucket, manifest.key);
  return {
    files: entries.length,
    rows: rows ?? sum(entries.map(({ meta }) => meta?.record_count)),
    bytes: sum(entries.map(({ meta }) => meta?.content_length)),
    paths: entries.map(({ url }) => pathOf(root, url, batchId)),
  };
}

const sum = (numbers: (number | undefined)[]): number => numbers.reduce<number>((all, one) => all + (one ?? 0), 0);

function pathOf(root: string, url: string, batchId: string): string {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(url) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new LookError('UnknownFormat', `The manifest of batch ${batchId} names no S3 object: ${url}`);
  }
  return existingObject(root, bucket, key);
}
