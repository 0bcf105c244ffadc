import type { CommittedTable } from './find-table';
import { readJson } from './local-object';
import { LookError } from './look-error';

interface Files {
  manifest: { bucket: string; key: string };
  rows?: number;
}

/** A live batch as current.json lists it. */
export interface BatchJson extends Files {
  batchId: string;
  kind?: string;
  low?: string | null;
  high?: string | null;
  deletes?: Files;
}

/** What a `current.json`, or a group's for one of its tables, says. */
export interface CheckpointJson {
  formatVersion?: unknown;
  committedAt?: string;
  destination?: { schema: string; name: string };
  mode?: 'full' | 'incremental';
  primaryKey?: string[];
  batches?: BatchJson[];
  /** Live as well: rows that the next run reads anew. */
  tail?: BatchJson;
  schema?: { version?: unknown; key?: string };
  watermark?: { column: string; value: string | null; settled: string | null };
  /** Batches of a load that is not complete: nobody is to see them yet. */
  loading?: { startedAt: string; batches: BatchJson[] };
}

interface GroupJson {
  formatVersion?: unknown;
  tables?: CheckpointJson[];
}

/** The versions of `formatVersion` that this reader knows. */
const TABLE_VERSIONS: readonly unknown[] = [1, 2];
const GROUP_VERSIONS: readonly unknown[] = [1];

/**
 * The checkpoint of a table, from its own current.json or from that of its group.
 * @throws LookError UnknownFormat, FileMissing
 */
export function readCheckpoint(root: string, table: CommittedTable): CheckpointJson & { batches: BatchJson[] } {
  const { bucket, currentKey, group } = table;
  const place = `s3://${bucket}/${currentKey}`;
  const checkpoint =
    group === undefined
      ? readJson<CheckpointJson>(root, bucket, currentKey)
      : membersOf(root, bucket, currentKey).find((member) => isOf(member, table));
  const { formatVersion, batches } = checkpoint ?? {};
  if (!checkpoint || !TABLE_VERSIONS.includes(formatVersion) || !Array.isArray(batches)) {
    throw unknownVersion(place, formatVersion, TABLE_VERSIONS);
  }
  return { ...checkpoint, batches };
}

/** The checkpoints of a group's tables. @throws LookError UnknownFormat */
export function membersOf(root: string, bucket: string, key: string): CheckpointJson[] {
  const { formatVersion, tables } = readJson<GroupJson>(root, bucket, key);
  if (GROUP_VERSIONS.includes(formatVersion) && Array.isArray(tables)) return tables;
  throw unknownVersion(`s3://${bucket}/${key}`, formatVersion, GROUP_VERSIONS);
}

const isOf = ({ destination }: CheckpointJson, { schema, name }: CommittedTable): boolean =>
  destination?.schema === schema && destination.name === name;

const unknownVersion = (place: string, version: unknown, known: readonly unknown[]): LookError =>
  new LookError('UnknownFormat', `${place} has format version ${version}; only ${known.join(' and ')} are known.`);
