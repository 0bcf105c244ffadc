import { createHash } from 'node:crypto';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Manifest } from '../../lambdas/core/batch/manifest';
import {
  currentKey,
  groupKey,
  locationOfUrl,
  type PipelineRoot,
  schemaKey,
} from '../../lambdas/core/batch/object-keys';
import type { TableSchema } from '../../lambdas/core/catalog/table-schema';
import { type Batch, type BatchFiles, type Checkpoint, liveBatches } from '../../lambdas/core/progress/checkpoint';
import type { ModelS3 } from './model-s3';

/** Where the lake's objects are read from. */
export type LakeFiles = Pick<ModelS3, 'has' | 'json' | 'bytes'>;

/** A row as text by column, in a form that the source's rows are brought into as well; null for NULL. */
export type LakeRow = Record<string, string | null>;

export interface LakeBatch {
  batch: Batch;
  rows: LakeRow[];
  /** Keys that are gone. */
  gone: LakeRow[];
}

/** What a reader of a table finds, going from current.json. */
export interface Lake {
  checkpoint: Checkpoint;
  schema: TableSchema;
  /** In the order in which they are to be applied; the tail is the last. */
  batches: LakeBatch[];
  keySet: LakeRow[] | undefined;
}

/** Undefined where nothing was committed that a reader could see. */
export const readLake = async (
  s3: LakeFiles,
  root: PipelineRoot,
  name: string,
  group?: string,
): Promise<Lake | undefined> => {
  const checkpoint = checkpointOf(s3, root, name, group);
  if (!checkpoint || (checkpoint.batches.length === 0 && !checkpoint.tail && !checkpoint.fullAt)) return undefined;
  const batches: LakeBatch[] = [];
  for (const batch of liveBatches(checkpoint)) {
    const { columns } = s3.json<TableSchema>(schemaKey(root, checkpoint.destination, batch.schemaVersion).key);
    const rows = await readFiles(s3, batch);
    for (const row of rows) expect(Object.keys(row)).toEqual(columns.map((column) => column.name));
    batches.push({ batch, rows, gone: batch.deletes ? await readFiles(s3, batch.deletes) : [] });
  }
  return {
    checkpoint,
    schema: s3.json<TableSchema>(checkpoint.schema.key),
    batches,
    keySet: checkpoint.keySet && (await readFiles(s3, checkpoint.keySet)),
  };
};

export const checkpointOf = (
  s3: LakeFiles,
  root: PipelineRoot,
  name: string,
  group?: string,
): Checkpoint | undefined => {
  const key = group === undefined ? currentKey(root, { schema: 'public', name }).key : groupKey(root, group).key;
  if (!s3.has(key)) return undefined;
  if (group === undefined) return s3.json<Checkpoint>(key);
  return s3.json<{ tables: Checkpoint[] }>(key).tables.find(({ table }) => table.name === name);
};

/** The rows of the files that a manifest lists; their number is what it says. */
export const readFiles = async (s3: LakeFiles, files: BatchFiles): Promise<LakeRow[]> => {
  const { entries } = s3.json<Manifest>(files.manifest.key);
  expect(entries).toHaveLength(files.files);
  const rows: LakeRow[] = [];
  for (const { url } of entries) rows.push(...(await readParquet(s3.bytes(locationOfUrl(url).key))));
  expect(rows).toHaveLength(files.rows);
  return rows;
};

/** What a `Date` would round stays exact. */
const EXACT = {
  timestampFromMicroseconds: (micros: bigint) => `ts ${micros}`,
  dateFromDays: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10),
};

const readParquet = async (bytes: Buffer): Promise<LakeRow[]> => {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const rows = await parquetReadObjects({ file, compressors, parsers: EXACT });
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value === null || value === undefined ? null : typeof value === 'number' ? rounded(value) : String(value),
      ]),
    ),
  );
};

/** The reader gives decimals as doubles; which row it is, the others tell. */
const rounded = (value: number): string => value.toPrecision(9);

/** A value of the source in the form of a LakeRow. */
export const sourceValue = (type: string, value: unknown): string | null => {
  if (value === null) return null;
  if (type.startsWith('timestamp')) return `ts ${microsOf(String(value))}`;
  if (type.startsWith('numeric')) return rounded(Number(value));
  return String(value);
};

/** Of a wall clock, with `+00` or without. */
const microsOf = (text: string): bigint => {
  const [, seconds = '', decimals = ''] = /^(.{19})(?:\.(\d+))?(?:\+00)?$/.exec(text) ?? [];
  return BigInt(Date.parse(`${seconds.replace(' ', 'T')}Z`)) * 1000n + BigInt(decimals.padEnd(6, '0'));
};

/** The live rows with the newest schema's columns; a column that a file has not is NULL. */
export const liveRows = (lake: Lake): LakeRow[] => lake.batches.flatMap(({ rows }) => rows.map(project(lake)));

const project =
  ({ schema }: Lake) =>
  (row: LakeRow): LakeRow =>
    Object.fromEntries(schema.columns.map(({ name }) => [name, row[name] ?? null]));

export const keyOf = (row: LakeRow, primaryKey: readonly string[]): string =>
  JSON.stringify(primaryKey.map((name) => row[name]));

/** The live rows by primary key: a batch's gone keys leave, then its rows take the place of those with the same key. */
export const folded = (lake: Lake, primaryKey: readonly string[]): Map<string, LakeRow[]> => {
  const all = new Map<string, LakeRow[]>();
  for (const { rows, gone } of lake.batches) {
    for (const key of gone) all.delete(keyOf(key, primaryKey));
    for (const [key, own] of byKey(rows.map(project(lake)), primaryKey)) all.set(key, own);
  }
  return all;
};

export const byKey = (rows: readonly LakeRow[], primaryKey: readonly string[]): Map<string, LakeRow[]> => {
  const grouped = new Map<string, LakeRow[]>();
  for (const row of rows) {
    const key = keyOf(row, primaryKey);
    grouped.set(key, [...(grouped.get(key) ?? []), row]);
  }
  return grouped;
};

/** Rows as sorted texts: two multisets are the same if these are. */
export const sorted = (rows: Iterable<LakeRow>): string[] => [...rows].map((row) => JSON.stringify(row)).sort();

/** As the option `hash` leaves a text. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
