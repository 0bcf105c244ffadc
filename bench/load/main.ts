import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { synthesise } from '../../local/synth';
import { type LoadedLarge, loadLarge } from './large-object';
import { type LoadedMany, loadMany } from './machine';
import { shapeInputs } from './shaping';

/** Without colours, so that the tables can be kept as text. */
const PLAIN = { head: [], border: [] };
const MEGABYTES = 10;

/**
 * Loading: how fast objects are shaped beside bare JSON.parse on the same lines in the same process, what a run over one
 * large object takes, and one over very many small ones, step by step, on one laptop.
 *
 * @param args the number of small objects, 100,000 by default; the megabytes of the large one, 1,000 by default. 0 leaves
 * a part out.
 */
export const load = async (args: readonly string[]): Promise<void> => {
  const objects = Number(args[0] ?? 100_000);
  const largeMegabytes = Number(args[1] ?? 1_000);
  for (const number of [objects, largeMegabytes]) {
    if (!Number.isInteger(number) || number < 0) throw new Error('objects and megabytes are whole numbers');
  }
  const shaping = new Table({
    style: PLAIN,
    head: [`shaping ${MEGABYTES} MB`, 'scan MB/s', 'stage MB/s', 'JSON.parse MB/s', 'both beside JSON.parse'],
  });
  for (const { name, megabytes, scanSeconds, stageSeconds, parseSeconds } of await shapeInputs(MEGABYTES)) {
    const speed = (seconds: number) => (megabytes / seconds).toFixed(0);
    shaping.push([
      name,
      speed(scanSeconds),
      speed(stageSeconds),
      speed(parseSeconds),
      `${((scanSeconds + stageSeconds) / parseSeconds).toFixed(1)} times its time`,
    ]);
  }
  console.log(shaping.toString());

  const assembly = mkdtempSync(join(tmpdir(), 'load-bench-'));
  try {
    await synthesise(join(__dirname, 'shuttle.yaml'), assembly);
    if (largeMegabytes > 0) {
      for (const packed of [true, false]) console.log(largeTable(await loadLarge(assembly, largeMegabytes, packed)));
    }
    if (objects > 0) console.log(manyTable(await loadMany(assembly, objects)));
  } finally {
    rmSync(assembly, { recursive: true });
  }
};

const largeTable = ({ packed, megabytes, objectMegabytes, rows, steps, runSeconds }: LoadedLarge): string => {
  const size = `${megabytes} MB of lines${packed ? `, gzip (${objectMegabytes.toFixed(0)} MB)` : ''}`;
  const table = new Table({
    style: PLAIN,
    head: [
      `one object of ${size}, ${rows.toLocaleString('en')} rows`,
      'seconds',
      'MB/s',
      'peak memory',
      'function has',
    ],
  });
  for (const { name, seconds, peakRssMb, memoryMb } of steps) {
    const speed = (megabytes / seconds).toFixed(1);
    table.push([name, seconds.toFixed(1), speed, `${peakRssMb.toFixed(0)} MB`, `${memoryMb} MB`]);
  }
  table.push(['the run', runSeconds.toFixed(1), (megabytes / runSeconds).toFixed(1), '', '']);
  return table.toString();
};

const manyTable = ({ objects, seconds, groups }: LoadedMany): string => {
  const whole = seconds.get('the run') ?? 0;
  const steps = new Table({
    style: PLAIN,
    head: [`${objects.toLocaleString('en')} objects in ${groups} groups`, 'seconds', 'ms an object', 'of the run'],
  });
  for (const [name, took] of seconds) {
    steps.push([name, took.toFixed(1), ((took * 1_000) / objects).toFixed(2), (took / whole).toFixed(2)]);
  }
  return steps.toString();
};
