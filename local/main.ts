import { createWriteStream, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { RealClock } from './clock';
import { changeDemo, seedDemo } from './demo/seed';
import { LocalEnvironment } from './environment';
import { localWarehouse } from './local-warehouse';
import { count, ProgressView } from './progress-view';
import type { Warehouse } from './redshift/warehouse';
import { runTable } from './run-table';
import { synthesise } from './synth';

const ROOT = join(__dirname, '..');
const STATE = join(ROOT, '.shuttle');
const DEMO_CONFIG = join(__dirname, 'demo', 'shuttle.yaml');
const PIPELINE = 'lake';
const GLUE_DATABASE = 'lake';

/** The parts of the demo, in order. */
const PARTS = ['extract'];

/** Output of FinishRun. */
interface Output {
  report: { bucket: string; key: string };
}

/**
 * The demo: fills a local warehouse with real data, synthesises the stack, and runs its extract pipeline.
 *
 * @returns the exit code: 0 only if every table succeeded
 */
export const run = async (args: string[]): Promise<number> => {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const unknown = positionals.filter((part) => !PARTS.includes(part));
  if (unknown.length > 0) {
    process.stderr.write(`There is no part ${unknown.join(', ')} of the demo; there is: ${PARTS.join(', ')}\n`);
    return 2;
  }
  const { environment, clock } = await open(STATE);
  try {
    return await extractTwice(environment, clock);
  } finally {
    await environment.close();
  }
};

/** Starts the laptop's AWS with the demo's stack and data. A run before is forgotten. */
const open = async (
  state: string,
  ports?: { s3: number; dataApi: number },
  seed = true,
): Promise<{ environment: LocalEnvironment; clock: RealClock }> => {
  const out = process.stdout;
  const clock = new RealClock();
  const assembly = join(state, 'cdk.out');
  out.write('Synthesising the stack ... ');
  await synthesise(DEMO_CONFIG, assembly);
  out.write('done\n');
  const s3Root = join(state, 's3');
  const glueRoot = join(state, 'glue');
  for (const folder of [s3Root, glueRoot]) rmSync(folder, { recursive: true, force: true });
  const log = createWriteStream(join(state, 'lambda.log'));
  const environment = await LocalEnvironment.start({
    assembly,
    s3Root,
    glueRoot,
    clock,
    engine: (s3) => localWarehouse(s3, () => clock.now()),
    logs: ({ functionName, line }) => log.write(`${functionName} ${line}\n`),
    dataApi: { workgroups: ['demo'] },
    ...(ports && { ports }),
  });
  // On AWS the database is there before: other tools have theirs in it too.
  environment.glue.catalog.createDatabase(GLUE_DATABASE);
  if (seed) {
    out.write('Filling the local warehouse with the data of vega-datasets\n');
    await seedDemo(environment.engine as Warehouse, ({ table, rows }) =>
      out.write(`  ${table}: ${count(rows)} rows\n`),
    );
  }
  return { environment, clock };
};

/** A first run, which reads everything; changes to the source; and a second run, which finds them. */
const extractTwice = async (environment: LocalEnvironment, clock: RealClock): Promise<number> => {
  const out = process.stdout;
  const reports: string[] = [];
  const first = await extract(environment, clock, 'First run of', reports);
  if (first !== 0) return first;
  out.write('Changing the source\n');
  await changeDemo(environment.engine as Warehouse, (what) => out.write(`  ${what}\n`));
  const second = await extract(environment, clock, 'Second run of', reports);
  out.write(`The reports, for a browser:\n${reports.map((path) => `  ${path}\n`).join('')}`);
  out.write('Look at a table with: npx shuttle look public.flights\n');
  return second;
};

const extract = async (
  environment: LocalEnvironment,
  clock: RealClock,
  what: string,
  reports: string[],
): Promise<number> => {
  const out = process.stdout;
  out.write(`${what} ${environment.machine(PIPELINE).name}\n`);
  const view = new ProgressView(out, () => clock.now());
  const forget = environment.states.onEvent((event) => {
    if (event.kind === 'progress' && !event.child && event.state === 'ExtractTables') {
      view.plan(outputOf<{ tables: number }>(environment, executionArn, 'PlanTables')?.tables ?? 0);
    }
    view.onEvent(event);
  });
  const executionArn = environment.start(PIPELINE);
  const result = await environment.states.waitFor(executionArn);
  forget();
  view.end();
  const finished = outputOf<Output>(environment, executionArn, 'FinishRun');
  if (finished) {
    const { bucket, key } = finished.report;
    out.write(`${await runTable(environment, executionArn, finished.report)}\n`);
    reports.push(relative(process.cwd(), environment.s3.store.pathOf(bucket, key.replace(/\.json$/, '.html'))));
  }
  if (result.status !== 'SUCCEEDED') {
    out.write(`${result.status}: ${result.error}: ${result.cause}\n`);
    return 1;
  }
  return 0;
};

/** What a state of the run put out last, also of a run that failed; undefined when it was not reached. */
const outputOf = <T>(environment: LocalEnvironment, executionArn: string, state: string): T | undefined => {
  const event = environment.states
    .getExecutionHistory(executionArn)
    .findLast(({ stateExitedEventDetails }) => (stateExitedEventDetails as Exit | undefined)?.name === state);
  const output = (event?.stateExitedEventDetails as Exit | undefined)?.output;
  return output === undefined ? undefined : (JSON.parse(output) as T);
};

interface Exit {
  name: string;
  output?: string;
}

const S3_PORT = 9460;
const DATA_API_PORT = 9461;

/** `npm run local:serve`: keeps S3 and the Data API running on fixed ports until it is interrupted. */
export const serve = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: { seed: { type: 'boolean', default: false }, state: { type: 'string', default: join(STATE, 'serve') } },
  });
  const { environment } = await open(resolve(values.state), { s3: S3_PORT, dataApi: DATA_API_PORT }, values.seed);
  process.stdout.write(
    [
      'Running. In another shell:',
      `  export AWS_ENDPOINT_URL_S3=${environment.s3.endpoint}`,
      `  export AWS_ENDPOINT_URL_REDSHIFT_DATA=${environment.dataApi.endpoint}`,
      '  export AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local',
      '  aws redshift-data list-tables --workgroup-name demo --database dev',
      'Ctrl-C ends it.',
      '',
    ].join('\n'),
  );
  await new Promise<void>((done) => {
    process.once('SIGINT', done);
    process.once('SIGTERM', done);
  });
  await environment.close();
  return 0;
};
