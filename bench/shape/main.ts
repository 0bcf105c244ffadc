import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { buildSync } from 'esbuild';
import { inputs } from './inputs';
import type { Measured } from './stage-child';
import { STAGES, type Stage } from './stages';

/**
 * The shaping of a load: how fast gzipped clickstream events and Debezium's events are learnt from, and become gzipped
 * parts, beside floors that no code gets under: gunzip alone, JSON.parse alone of the same lines, gzip of the parts alone.
 *
 * It measures the code as the functions have it: bundled, for a loader of TypeScript adds a call for every closure that is
 * made, and each stage in a process of its own, for one leaves the next with another heap. Seconds and ratios are of the
 * processor, but for the last column: the ratio to JSON.parse from begin to end, where unpacking and packing work beside.
 *
 * `npm run bench -- shape [thousands of events] [rounds]`
 */
export const shape = async (args: readonly string[]): Promise<void> => {
  const count = Number(args[0] ?? 40) * 1_000;
  const rounds = Number(args[1] ?? 6);
  const folder = mkdtempSync(join(tmpdir(), 'shape-bench-'));
  try {
    const outfile = join(folder, 'stage.js');
    buildSync({
      entryPoints: [join(__dirname, 'stage-child.ts')],
      outfile,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      logLevel: 'warning',
    });
    for (const { name } of inputs(0)) {
      const measured = STAGES.map((stage): [Stage, Measured] => {
        const output = execFileSync(process.execPath, [outfile, name, stage, String(count), String(rounds)]);
        return [stage, JSON.parse(output.toString()) as Measured];
      });
      print(name, new Map(measured));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const print = (name: string, measured: ReadonlyMap<Stage, Measured>): void => {
  /** How many times JSON.parse takes. */
  const ratioOf = (stage: Stage): number => {
    const { took, parse } = measured.get(stage) as Measured;
    return took.processor / parse.processor;
  };
  const read = 1 + ratioOf('floor: gunzip');
  const floors: Partial<Record<Stage, number>> = {
    'read: gunzip, parse, changes': read,
    'scan: read, and learn the columns': read,
    'stage: read, and render': read,
    'stage, with gzip of the parts': read + ratioOf('floor: gzip of the parts'),
  };
  const table = new Table({
    style: { head: [], border: [] },
    head: [name, 'CPU s', 'events/s', 'MB/s', 'beside JSON.parse', 'beside its floors', 'of the clock'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
  });
  for (const [stage, { took, parse, events, bytes }] of measured) {
    const seconds = took.processor;
    const [ratio, floor] = [ratioOf(stage), floors[stage]];
    table.push([
      stage,
      seconds.toFixed(2),
      Math.round(events / seconds).toLocaleString('en'),
      (bytes / 1e6 / seconds).toFixed(0),
      ratio.toFixed(2),
      floor === undefined ? '' : (ratio / floor).toFixed(2),
      (took.clock / parse.clock).toFixed(2),
    ]);
  }
  const { events, bytes } = measured.get('floor: JSON.parse') as Measured;
  console.log(`${events.toLocaleString('en')} events, ${(bytes / 1e6).toFixed(0)} MB:`);
  console.log(table.toString());
};
