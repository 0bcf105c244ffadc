import { gunzipSync, gzipSync } from 'node:zlib';
import Table from 'cli-table3';
import { type Change, isBadRow } from '../../lambdas/core/shape/change';
import { inferenceOf, objectChanges } from '../../lambdas/core/shape/object-changes';
import type { ReadableObject } from '../../lambdas/core/shape/readable-object';
import { RowStager } from '../../lambdas/core/staging/row-stager';
import { columnsOf, MergedScans, type StagedColumns } from '../../lambdas/core/staging/staged-columns';
import { TableScanner } from '../../lambdas/core/staging/table-scanner';
import { type Input, inputs } from './inputs';

/** A part as StageObjects packs it. */
const pack = (chunks: readonly Buffer[]): Buffer => gzipSync(Buffer.concat(chunks), { level: 1 });

const CHUNK = 64 * 1024;

/** Prints what each kind of input takes, in seconds of the processor. */
export const measure = async (count: number, rounds: number): Promise<void> => {
  for (const input of inputs(count)) await measureInput(input, rounds);
};

const measureInput = async (input: Input, rounds: number): Promise<void> => {
  const { lines } = input;
  const text = Buffer.from(lines.join('\n'));
  const packed = gzipSync(text);
  const columns = await columnsFrom(input, packed);
  const parts: (readonly Buffer[])[] = [];
  await stage(input, packed, columns, (part) => parts.push(part));

  const stages = {
    'floor: JSON.parse': () => lines.forEach((line) => void JSON.parse(line)),
    'floor: gunzip': () => void gunzipSync(packed),
    'floor: gzip of the parts': () => parts.forEach((part) => void pack(part)),
    'read: gunzip, parse, changes': () => each(input, packed, () => undefined),
    'scan: read, and learn the columns': async () => {
      const scanner = new TableScanner(inferenceOf(input.source));
      await each(input, packed, (change) => scanner.add(change));
    },
    'stage: read, and render': () => stage(input, packed, columns, () => undefined),
    'stage, with gzip of the parts': () => stage(input, packed, columns, pack),
  };
  const seconds = await best(stages, rounds);
  const table = new Table({
    style: { head: [], border: [] },
    head: [input.name, 'CPU s', 'events/s', 'MB/s', 'beside JSON.parse', 'beside its floors'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
  });
  const parse = seconds['floor: JSON.parse'];
  const read = parse + seconds['floor: gunzip'];
  const floors: Partial<Record<keyof typeof stages, number>> = {
    'read: gunzip, parse, changes': read,
    'scan: read, and learn the columns': read,
    'stage: read, and render': read,
    'stage, with gzip of the parts': read + seconds['floor: gzip of the parts'],
  };
  for (const name of Object.keys(stages) as (keyof typeof stages)[]) {
    const floor = floors[name];
    table.push([
      name,
      seconds[name].toFixed(2),
      Math.round(lines.length / seconds[name]).toLocaleString('en'),
      (text.length / 1e6 / seconds[name]).toFixed(0),
      (seconds[name] / parse).toFixed(2),
      floor === undefined ? '' : (seconds[name] / floor).toFixed(2),
    ]);
  }
  const size = `${lines.length.toLocaleString('en')} events, ${(text.length / 1e6).toFixed(0)} MB`;
  console.log(`${size}, in ${parts.length} parts:`);
  console.log(table.toString());
};

const objectOf = (bytes: Buffer): ReadableObject => ({
  sizeBytes: bytes.length,
  async *chunks() {
    for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
  },
  slice: () => Promise.reject(new Error('events are read from their beginning')),
});

const each = async ({ source }: Input, packed: Buffer, take: (change: Change) => void): Promise<void> => {
  const object = { key: 'events/a', index: 0, lastModified: '2024-01-02T00:00:00.000Z' };
  const context = { batchSeq: 17_040_672_000_000, optionsOf: () => ({ enabled: true, columnTypes: {} }) };
  for await (const batch of objectChanges(source, object, objectOf(packed), context)) {
    for (const item of batch) {
      if (isBadRow(item)) throw new Error(item.reason);
      take(item);
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

const stage = async (
  input: Input,
  packed: Buffer,
  columns: StagedColumns,
  write: (chunks: readonly Buffer[]) => unknown,
): Promise<void> => {
  const stager = new RowStager(columns, 0);
  await each(input, packed, (change) => {
    const reason = stager.add(change);
    if (reason !== undefined) throw new Error(reason);
    for (let due = stager.due(); due; due = stager.due()) write(due.chunks);
  });
  for (let rest = stager.rest(); rest; rest = stager.rest()) write(rest.chunks);
};

/**
 * The least seconds of each stage in some rounds, in which they take turns: of the processor, not of the clock, so that
 * other work on the machine makes little difference.
 */
const best = async <T extends string>(
  stages: Readonly<Record<T, () => Promise<void> | void>>,
  rounds: number,
): Promise<Record<T, number>> => {
  const names = Object.keys(stages) as T[];
  const least = Object.fromEntries(names.map((name) => [name, Number.POSITIVE_INFINITY])) as Record<T, number>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const start = process.cpuUsage();
      await stages[name]();
      const { user, system } = process.cpuUsage(start);
      least[name] = Math.min(least[name], (user + system) / 1e6);
    }
  }
  return least;
};
