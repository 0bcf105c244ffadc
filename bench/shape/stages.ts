import { gunzipSync, gzipSync } from 'node:zlib';
import { type Change, isBadRow } from '../../lambdas/core/shape/change';
import { inferenceOf, type ObjectContext, objectChanges } from '../../lambdas/core/shape/object-changes';
import type { ReadableObject } from '../../lambdas/core/shape/readable-object';
import { packPart } from '../../lambdas/core/staging/pack-part';
import { reuse } from '../../lambdas/core/staging/part-text';
import { type PendingPart, RowStager } from '../../lambdas/core/staging/row-stager';
import { columnsOf, MergedScans, type StagedColumns } from '../../lambdas/core/staging/staged-columns';
import { TableScanner } from '../../lambdas/core/staging/table-scanner';
import type { Input } from './inputs';

/** What is measured; the floors are what no code gets under. */
export const STAGES = [
  'floor: JSON.parse',
  'floor: gunzip',
  'floor: gzip of the parts',
  'read: gunzip, parse, changes',
  'scan: read, and learn the columns',
  'stage: read, and render',
  'stage, with gzip of the parts',
] as const;
export type Stage = (typeof STAGES)[number];

/** What a stage does in one round, made ready; and how large the input is. */
export const stageOf = async (input: Input, stage: Stage) => {
  const { lines } = input;
  const text = Buffer.from(lines.join('\n'));
  const packed = gzipSync(text);
  const size = { events: lines.length, bytes: text.length };
  switch (stage) {
    case 'floor: JSON.parse':
      return { size, run: () => lines.forEach((line) => void JSON.parse(line)) };
    case 'floor: gunzip':
      return { size, run: () => void gunzipSync(packed) };
    case 'floor: gzip of the parts': {
      const parts: (readonly Buffer[])[] = [];
      await stageRows(
        input,
        packed,
        await columnsFrom(input, packed),
        async (part) => void parts.push([Buffer.concat(part)]),
      );
      return {
        size,
        run: async () => {
          for (const part of parts) await packPart(part);
        },
      };
    }
    case 'read: gunzip, parse, changes':
      return { size, run: () => each(input, packed, () => undefined) };
    case 'scan: read, and learn the columns':
      return {
        size,
        run: async () => {
          const scanner = new TableScanner(inferenceOf(input.source));
          await each(input, packed, (change) => scanner.add(change), { withoutPositions: true });
        },
      };
    case 'stage: read, and render':
    case 'stage, with gzip of the parts': {
      const columns = await columnsFrom(input, packed);
      const write = stage === 'stage: read, and render' ? reuse : packPart;
      return { size, run: () => stageRows(input, packed, columns, write) };
    }
  }
};

const CHUNK = 64 * 1024;

const objectOf = (bytes: Buffer): ReadableObject => ({
  sizeBytes: bytes.length,
  async *chunks() {
    for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
  },
  slice: () => Promise.reject(new Error('events are read from their beginning')),
});

const each = async (
  { source }: Input,
  packed: Buffer,
  take: (change: Change) => Promise<void> | void,
  asked: Pick<ObjectContext, 'withoutPositions'> = {},
): Promise<void> => {
  const object = { key: 'events/a', index: 0, lastModified: '2024-01-02T00:00:00.000Z' };
  const context = { batchSeq: 17_040_672_000_000, optionsOf: () => ({ enabled: true, columnTypes: {} }), ...asked };
  for await (const batch of objectChanges(source, object, objectOf(packed), context)) {
    for (const item of batch) {
      if (isBadRow(item)) throw new Error(item.reason);
      const waits = take(item);
      if (waits !== undefined) await waits;
    }
  }
};

/** Nothing of the rows is kept, in which the collector of garbage would search during all that is measured. */
const columnsFrom = async (input: Input, packed: Buffer): Promise<StagedColumns> => {
  const scanner = new TableScanner(inferenceOf(input.source));
  await each(input, packed, (change) => scanner.add(change));
  const scans = new MergedScans().add({ tables: scanner.result() }).tables;
  return { formatVersion: 1, batchId: 'b', tables: scans.map((scan) => columnsOf(scan, { names: new Map() }).columns) };
};

const stageRows = async (
  input: Input,
  packed: Buffer,
  columns: StagedColumns,
  write: (chunks: readonly Buffer[]) => unknown,
): Promise<void> => {
  const stager = new RowStager(columns, 0);
  let writing: unknown;
  const put = async ({ chunks }: PendingPart) => {
    // One at a time, beside what is read, as StageObjects does.
    await writing;
    writing = write(chunks);
  };
  await each(input, packed, (change) => {
    const reason = stager.add(change);
    if (reason !== undefined) throw new Error(reason);
    if (!stager.isDue) return undefined;
    return (async () => {
      for (let due = stager.due(); due; due = stager.due()) await put(due);
    })();
  });
  for (let rest = stager.rest(); rest; rest = stager.rest()) await put(rest);
  await writing;
};
