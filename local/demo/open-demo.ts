import { createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RealClock } from '../clock';
import { LocalEnvironment } from '../environment';
import { localWarehouse, WORKGROUPS } from '../local-warehouse';
import { count } from '../progress-view';
import type { Warehouse } from '../redshift/warehouse';
import { synthesise } from '../synth';
import { prepareDemo } from './prepare-demo';
import type { Stage } from './run-pipeline';
import { seedDemo } from './seed';
import { Stopwatch } from './stopwatch';

const CONFIG = join(__dirname, 'shuttle.yaml');

export interface DemoOptions {
  /** Folder of everything that the demo leaves. What a run before has left there is forgotten. */
  state: string;
  ports?: { s3: number; dataApi: number };
  /** Whether the warehouse gets the demo's tables, default true. */
  seed?: boolean;
}

export interface OpenDemo extends Stage {
  stopwatch: Stopwatch;
}

/** Starts the laptop's AWS with the demo's stack and data. */
export const openDemo = async ({ state, ports, seed = true }: DemoOptions): Promise<OpenDemo> => {
  const out = process.stdout;
  const clock = new RealClock();
  const stopwatch = new Stopwatch(() => clock.now());
  const assembly = join(state, 'cdk.out');
  out.write('Synthesising the stack ... ');
  await stopwatch.time('Synthesising the stack', () => synthesise(CONFIG, assembly));
  out.write('done\n');
  const s3Root = join(state, 's3');
  const glueRoot = join(state, 'glue');
  const warehouse = join(state, 'warehouse');
  for (const folder of [s3Root, glueRoot, warehouse]) rmSync(folder, { recursive: true, force: true });
  const log = createWriteStream(join(state, 'lambda.log'));
  const environment = await LocalEnvironment.start({
    assembly,
    s3Root,
    glueRoot,
    clock,
    engine: (s3) => localWarehouse(s3, () => clock.now(), warehouse),
    logs: ({ functionName, line }) => log.write(`${functionName} ${line}\n`),
    dataApi: { workgroups: WORKGROUPS },
    ...(ports && { ports }),
  });
  await prepareDemo(environment);
  if (seed) {
    out.write('Filling the local warehouse with the data of vega-datasets\n');
    await stopwatch.time('Filling the warehouse', () =>
      seedDemo(environment.engine as Warehouse, ({ table, rows }) => out.write(`  ${table}: ${count(rows)} rows\n`)),
    );
  }
  return { environment, clock, out, stopwatch };
};
