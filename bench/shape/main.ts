import { gunzipSync, gzipSync } from 'node:zlib';
import Table from 'cli-table3';
import type { SegmentSource } from '../../lambdas/core/config/load-config';
import { type Change, isBadRow } from '../../lambdas/core/shape/change';
import { inferenceOf, objectChanges } from '../../lambdas/core/shape/object-changes';
import type { ReadableObject } from '../../lambdas/core/shape/readable-object';
import { TreeParser } from '../../lambdas/core/shape/segment/parse-tree';
import { RowStager } from '../../lambdas/core/staging/row-stager';
import { columnsOf, MergedScans, type StagedColumns } from '../../lambdas/core/staging/staged-columns';
import { TableScanner } from '../../lambdas/core/staging/table-scanner';
import { eventLines } from './events';

/**
 * The clickstream path: how fast gzipped events become changes, are learnt from, and become gzipped parts, beside what
 * JSON.parse alone takes of the same lines.
 *
 * `npm run bench -- shape [thousands of events] [rounds]`
 */
export const shape = async (args: readonly string[]): Promise<void> => {
  const count = Number(args[0] ?? 100) * 1_000;
  const rounds = Number(args[1] ?? 3);
  const lines = eventLines(count);
  const text = Buffer.from(lines.join('\n'));
  const packed = gzipSync(text);
  const megabytes = text.length / 1e6;

  const changes: Change[] = [];
  for await (const item of read(packed)) if (!isBadRow(item)) changes.push(item);
  const columns = columnsFrom(changes);
  const parser = new TreeParser();

  const stages: [string, () => Promise<void> | void][] = [
    ['JSON.parse alone', () => lines.forEach((line) => void JSON.parse(line))],
    ['exact parse alone', () => lines.forEach((line) => void parser.parse(line))],
    ['gunzip', () => void gunzipSync(packed)],
    [
      'gunzip → parse → flatten',
      async () => {
        for await (const _ of read(packed));
      },
    ],
    [
      'scan: that, and learn the columns',
      async () => {
        const scanner = new TableScanner(inferenceOf(source));
        for await (const item of read(packed)) if (!isBadRow(item)) scanner.add(item);
      },
    ],
    [
      'render alone',
      () => {
        const stager = new RowStager(columns, 0);
        for (const change of changes) {
          stager.add(change);
          stager.due();
        }
      },
    ],
    ['stage: gunzip → parse → flatten → render', () => stage(packed, columns, () => 0)],
    [
      'stage, with gzip of the parts',
      () => stage(packed, columns, (part) => gzipSync(part.join(''), { level: 1 }).length),
    ],
  ];
  const table = new Table({ head: ['stage', 'events/s', 'MB/s', 'time of JSON.parse'] });
  let alone = 0;
  for (const [name, run] of stages) {
    const seconds = await best(rounds, run);
    if (alone === 0) alone = seconds;
    table.push([
      name,
      Math.round(count / seconds).toLocaleString('en'),
      (megabytes / seconds).toFixed(0),
      (seconds / alone).toFixed(2),
    ]);
  }
  console.log(
    `${count.toLocaleString('en')} events, ${megabytes.toFixed(0)} MB of JSON, ${changes.length.toLocaleString('en')} rows:`,
  );
  console.log(table.toString());
};

const source: SegmentSource = {
  format: 'segment',
  type: 'ndjson',
  prefix: 'events/',
  lookbackSeconds: 86_400,
  keysInOrder: false,
  changedObjects: 'take',
  naming: 'segment',
  arrays: 'super',
  events: {},
  properties: {},
  hash: [],
  drop: [],
  dedupeWindowSeconds: 2_592_000,
  maxNewTables: 100,
};

const CHUNK = 64 * 1024;

const objectOf = (bytes: Buffer): ReadableObject => ({
  sizeBytes: bytes.length,
  async *chunks() {
    for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
  },
  slice: () => Promise.reject(new Error('events are read from their beginning')),
});

const read = (packed: Buffer) =>
  objectChanges(source, { key: 'events/a', index: 0, lastModified: '2024-01-02T00:00:00.000Z' }, objectOf(packed), {
    batchSeq: 17_040_672_000_000,
    optionsOf: () => ({ enabled: true, columnTypes: {} }),
  });

const columnsFrom = (changes: readonly Change[]): StagedColumns => {
  const scanner = new TableScanner(inferenceOf(source));
  for (const change of changes) scanner.add(change);
  const scans = new MergedScans().add({ tables: scanner.result() }).tables;
  return { formatVersion: 1, batchId: 'b', tables: scans.map((scan) => columnsOf(scan, { names: new Map() }).columns) };
};

const stage = async (packed: Buffer, columns: StagedColumns, pack: (lines: string[]) => number): Promise<void> => {
  const stager = new RowStager(columns, 0);
  for await (const item of read(packed)) {
    if (isBadRow(item)) continue;
    stager.add(item);
    const due = stager.due();
    if (due) pack(due.lines);
  }
  for (let rest = stager.rest(); rest; rest = stager.rest()) pack(rest.lines);
};

/** Seconds of the processor, not of the clock: other work on the machine makes no difference. */
const best = async (rounds: number, run: () => Promise<void> | void): Promise<number> => {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1e6);
  }
  return least;
};
