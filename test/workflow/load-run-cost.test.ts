import { LOAD_MEMORY_MB } from '../../lambdas/core/load-report/load-step-counts';
import { LoadBench } from '../support/load-bench';

/*
 * The report's estimate of what a load cost, compared with the run. S3 counts what passes the product's client: COPY, the
 * Maps' items and the files of their results do not. The tests follow on each other.
 */

const TABLES = 10;
/** Of the extract pipeline, beside as many others; two of them are a group. */
const TIMED = ['orders', 'bookings', 'tickets'];

let bench: LoadBench;
beforeAll(async () => {
  // No call is refused, so that none is repeated.
  bench = await LoadBench.open({ dataApi: { limits: { callsPerSecond: { other: 1_000_000 } } } });
});
afterAll(() => bench?.close());

const numbers = Array.from({ length: TABLES }, (_, i) => i);
const put = async (name: string) => {
  for (const i of numbers) await bench.env.put(`events/t${i}/${name}.json`, `{"id": ${i}}\n`);
};

/** Runs a pipeline; what its report estimates beside what was met. */
const run = async (pipeline: string, input: object = {}) => {
  const { states, lambda } = bench.env.e2e.environment;
  const executions = states.executions().length;
  const calls = () => Object.values(lambda.stats()).reduce((sum, { invocations }) => sum + invocations, 0);
  const before = calls();
  const met = { writes: 0, reads: 0 };
  bench.onCall = ({ op }) => {
    if (op === 'GetObject') met.reads++;
    else if (!op.startsWith('DeleteObject')) met.writes++;
    return undefined;
  };
  const { status, report } = await bench.env.run(pipeline, input);
  bench.onCall = () => undefined;
  const quantity = (what: RegExp) => report.cost?.lines.find((line) => what.test(line.what))?.quantity ?? 0;
  const parts = report.tables.flatMap(({ batches }) => batches).reduce((sum, { read }) => sum + read.parts, 0);
  const isShaped = (report.timeline.stagedAt ?? null) !== null;
  const isLoaded = report.tables.some(({ status: of }) => of !== 'waiting');
  return {
    status,
    report,
    met: {
      transitions: states
        .executions()
        .slice(executions)
        .reduce((sum, { transitions }) => sum + transitions, 0),
      calls: calls() - before,
      ...met,
    },
    estimated: {
      transitions: quantity(/transitions/),
      calls: quantity(/Lambda requests/),
      writes: quantity(/PUT/) - (isShaped ? 6 : 0) - (isLoaded ? 3 : 0),
      reads: quantity(/GET/) - (isShaped ? 2 : 0) - (isLoaded ? 1 : 0) - parts,
    },
  };
};

type Ended = Awaited<ReturnType<typeof run>>;

const expectClose = ({ met, estimated }: Ended) => {
  const off = Object.entries(met).map(([what, count]) => {
    const ratio = estimated[what as keyof typeof estimated] / count;
    return { what, off: Math.abs(ratio - 1) < 0.05 ? 'a few percent' : ratio };
  });
  expect(off).toEqual(Object.keys(met).map((what) => ({ what, off: 'a few percent' })));
};

describe('the estimate is within a few percent of the interpreted run', () => {
  it.each<[string, () => Promise<void>, object, string, number]>([
    ['targets that are made', () => put('1'), {}, 'SUCCEEDED', TABLES],
    ['targets that are there', () => put('2'), {}, 'SUCCEEDED', TABLES],
    [
      'tables that fail',
      async () => {
        await put('3');
        for (const i of numbers.slice(0, 3)) await bench.rows(`ALTER TABLE "raw".t${i} OWNER TO admin`);
      },
      {},
      'FAILED',
      TABLES - 3,
    ],
  ])('%s', async (_, arrange, input, status, applied) => {
    await arrange();
    const ended = await run('events', input);
    expect(ended.status).toBe(status);
    expect(ended.report.totals.applied).toBe(applied);
    expectClose(ended);
  });

  it.each([
    ['batches of an extract, into targets that are made', 1],
    ['batches of an extract, into targets that are there', 2],
  ])('%s', async (_, time) => {
    const { e2e } = bench.env;
    if (time === 1) {
      await e2e.admin(
        'CREATE SCHEMA shop',
        ...numbers.map((i) => `CREATE TABLE shop.t${i} (id BIGINT)`),
        ...TIMED.map((name) => `CREATE TABLE shop.${name} (id BIGINT, updated_at TIMESTAMP)`),
        `GRANT USAGE ON SCHEMA shop TO "${e2e.user}"`,
        `GRANT SELECT ON ALL TABLES IN SCHEMA shop TO "${e2e.user}"`,
      );
    }
    await e2e.admin(
      ...numbers.map((i) => `INSERT INTO shop.t${i} VALUES (${time})`),
      ...TIMED.map((name) => `INSERT INTO shop.${name} VALUES (${time}, '2026-01-0${time}')`),
    );
    expect((await e2e.run('lake')).status).toBe('SUCCEEDED');
    const ended = await run('copy');
    expect(ended.status).toBe('SUCCEEDED');
    expectClose(ended);
  });
});

describe('of a run without anything to load the estimate is exact', () => {
  it.each<[string, string, object]>([
    ['nothing is new', 'cdc', {}],
    ['what there is waits', 'events', { tables: ['public.nope'] }],
  ])('%s', async (_, pipeline, input) => {
    const { status, met, estimated, report } = await run(pipeline, input);
    expect(status).toBe('SUCCEEDED');
    expect(report.totals.applied).toBe(0);
    expect(estimated).toEqual(met);
  });

  it('of an extract pipeline, but for what was looked up of each of its tables', async () => {
    const { met, estimated, report } = await run('copy');
    expect(report.tables).toEqual([]);
    expect({ ...estimated, reads: met.reads }).toEqual(met);
  });
});

it('a dry run is not estimated', async () => {
  expect((await run('events', { dryRun: true })).report.cost).toBeUndefined();
});

it('goes by the memory of the deployed functions', () => {
  const memory = Object.fromEntries(
    bench.env.e2e.environment.assembly.functions.map(({ arn, memoryMb }) => [
      arn.replace(/^.*_/, '').replace(/:\d+$/, ''),
      memoryMb,
    ]),
  );
  const { shaping, large, medium, small } = LOAD_MEMORY_MB;
  expect(memory).toMatchObject({
    'scan-objects': shaping,
    'stage-objects': shaping,
    'collect-objects': large,
    'plan-columns': large,
    'plan-loads': large,
    'plan-batches': medium,
    'finish-load': large,
    'start-load': small,
    'retire-load-runs': small,
    'prepare-table': medium,
    'plan-changes': small,
    'commit-load': small,
    'record-load-failure': small,
    'submit-statement': small,
    'poll-statement': small,
  });
});
