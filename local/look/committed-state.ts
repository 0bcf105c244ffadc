import { existsSync, readFileSync } from 'node:fs';
import { objectPath } from '../s3/object-path';
import type { CommittedTable } from './find-table';
import { LookError } from './look-error';

/** What the files of a committed table say. */
export interface CommittedState {
  batches: { batchId: string; files: number; rows: number; bytes: number }[];
  /** Paths of the Parquet files of all live batches, oldest batch first. */
  files: string[];
  /** From `schema.json`; empty when the state names none. */
  columns: { name: string; redshiftType?: string }[];
}

interface CurrentJson {
  formatVersion?: unknown;
  batches?: { batchId: string; manifest: { bucket: string; key: string }; rows?: number }[];
  schema?: { version?: number; key?: string };
}
interface ManifestJson {
  entries?: { url: string; meta?: { content_length?: number; record_count?: number } }[];
}
interface SchemaJson {
  columns?: { name: string; redshiftType?: string }[];
}

/** The `formatVersion` that this reader knows. */
const FORMAT_VERSION = 1;

/** Follows `current.json` to manifests, files and schema. @throws LookError UnknownFormat, FileMissing */
export function readCommittedState(root: string, table: CommittedTable): CommittedState {
  const current = readJson<CurrentJson>(root, table.bucket, table.currentKey);
  if (current.formatVersion !== FORMAT_VERSION || !Array.isArray(current.batches)) {
    throw new LookError(
      'UnknownFormat',
      `s3://${table.bucket}/${table.currentKey} has format version ${current.formatVersion}; only ${FORMAT_VERSION} is known.`,
    );
  }
  const files: string[] = [];
  const batches = current.batches.map(({ batchId, manifest, rows }) => {
    const { entries = [] } = readJson<ManifestJson>(root, manifest.bucket, manifest.key);
    files.push(...entries.map(({ url }) => fileOf(root, url, batchId)));
    const counted = sum(entries.map(({ meta }) => meta?.record_count));
    return {
      batchId,
      files: entries.length,
      rows: rows ?? counted,
      bytes: sum(entries.map(({ meta }) => meta?.content_length)),
    };
  });
  const key = current.schema?.key;
  const columns = key === undefined ? [] : (readJson<SchemaJson>(root, table.bucket, key).columns ?? []);
  return { batches, files, columns };
}

const sum = (numbers: (number | undefined)[]): number => numbers.reduce<number>((all, one) => all + (one ?? 0), 0);

function fileOf(root: string, url: string, batchId: string): string {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(url) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new LookError('UnknownFormat', `The manifest of batch ${batchId} names no S3 object: ${url}`);
  }
  return existing(root, bucket, key);
}

function existing(root: string, bucket: string, key: string): string {
  const path = objectPath(root, bucket, key);
  if (existsSync(path)) return path;
  throw new LookError('FileMissing', `The committed state names s3://${bucket}/${key}, and there is no such object.`);
}

function readJson<T>(root: string, bucket: string, key: string): T {
  const text = readFileSync(existing(root, bucket, key), 'utf8');
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new LookError('UnknownFormat', `s3://${bucket}/${key} is not JSON.`);
  }
}
