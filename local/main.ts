import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openDemo } from './demo/open-demo';
import { needsTables, PARTS, type Part, playDemo } from './demo/play-demo';
import { REPORTS } from './demo/prepare-demo';
import { DATABASES, WORKGROUPS } from './local-warehouse';

const STATE = join(__dirname, '..', '.shuttle');

/**
 * The demo: fills a local warehouse with real data, synthesises the stack, and runs its pipelines.
 *
 * @returns the exit code: 0 only if every table of every run succeeded
 */
export const run = async (args: string[]): Promise<number> => {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const unknown = positionals.filter((part) => !isPart(part));
  if (unknown.length > 0) {
    process.stderr.write(`There is no part ${unknown.join(', ')} of the demo; there are: ${PARTS.join(', ')}\n`);
    return 2;
  }
  const named = positionals.filter(isPart);
  const parts: ReadonlySet<Part> = new Set(named.length > 0 ? named : PARTS);
  const demo = await openDemo({ state: STATE, seed: needsTables(parts) });
  const { environment, out, stopwatch } = demo;
  try {
    const runs = await playDemo(demo, { parts, stopwatch });
    const reports = runs.flatMap(({ report }) => (report === undefined ? [] : [report]));
    const lines = [
      'Seconds:',
      ...stopwatch.lines(),
      'The reports, for a browser:',
      ...reports.map((path) => `  ${relative(process.cwd(), path)}`),
      'Look at what is there now:',
      ...(needsTables(parts) ? ['  npx shuttle look travel.bookings'] : []),
      ...(parts.has('load') ? [`  npx shuttle look --database ${REPORTS} inventory.customers`] : []),
      ...(parts.has('web') ? [`  npx shuttle look --database ${REPORTS} analytics_web.order_completed`] : []),
    ];
    out.write(`${lines.join('\n')}\n`);
    return runs.every(({ hasSucceeded }) => hasSucceeded) ? 0 : 1;
  } finally {
    await environment.close();
  }
};

const isPart = (text: string): text is Part => (PARTS as readonly string[]).includes(text);

const S3_PORT = 9460;
const DATA_API_PORT = 9461;

/** `npm run local:serve`: keeps S3 and the Data API running on fixed ports until it is interrupted. */
export const serve = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: { seed: { type: 'boolean', default: false }, state: { type: 'string', default: join(STATE, 'serve') } },
  });
  const { environment } = await openDemo({
    state: resolve(values.state),
    ports: { s3: S3_PORT, dataApi: DATA_API_PORT },
    seed: values.seed,
  });
  process.stdout.write(
    [
      'Running. In another shell:',
      `  export AWS_ENDPOINT_URL_S3=${environment.s3.endpoint}`,
      `  export AWS_ENDPOINT_URL_REDSHIFT_DATA=${environment.dataApi.endpoint}`,
      '  export AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local',
      `  aws redshift-data list-tables --workgroup-name ${WORKGROUPS[0]} --database ${DATABASES[0]}`,
      `Databases: ${DATABASES.join(', ')}; workgroups: ${WORKGROUPS.join(', ')}.`,
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
