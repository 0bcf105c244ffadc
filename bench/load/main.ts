import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { synthesise } from '../../local/synth';
import { loadMany } from './machine';
import { shapeInputs } from './shaping';

/** Without colours, so that the tables can be kept as text. */
const PLAIN = { head: [], border: [] };
const MEGABYTES = 10;

/**
 * Loading: how fast objects are shaped beside bare JSON.parse on the same lines in the same process, and what a run over
 * very many small objects takes, step by step, on one laptop.
 *
 * @param args the number of objects; 100,000 by default
 */
export const load = async (args: readonly string[]): Promise<void> => {
  const objects = Number(args[0] ?? 100_000);
  if (!Number.isInteger(objects) || objects < 1) throw new Error('a number of objects is a whole one');
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
    const { seconds, groups } = await loadMany(assembly, objects);
    const whole = seconds.get('the run') ?? 0;
    const steps = new Table({
      style: PLAIN,
      head: [`${objects.toLocaleString('en')} objects in ${groups} groups`, 'seconds', 'ms an object', 'of the run'],
    });
    for (const [name, took] of seconds) {
      steps.push([name, took.toFixed(1), ((took * 1_000) / objects).toFixed(2), (took / whole).toFixed(2)]);
    }
    console.log(steps.toString());
  } finally {
    rmSync(assembly, { recursive: true });
  }
};
