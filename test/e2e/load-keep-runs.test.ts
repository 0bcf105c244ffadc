import { assemblyFolder } from '../support/assemblies';
import { LoadBench } from '../support/load-bench';
import type { EndedLoad } from '../support/load-environment';
import { RoleAccess } from '../support/role-access';

/*
 * What runs left is deleted when it is older than `keep.runs`, 90 days where the file says nothing; what somebody still
 * needs is not. S3 refuses what the policies of the stack do not allow. The tests follow on each other.
 */

const DAY = 86_400_000;
/** Only public.kept is loaded, so that the other table owes what was taken for it. */
const KEPT = { tables: ['public.kept'] };

let bench: LoadBench;
let access: RoleAccess;
const run: Record<string, EndedLoad> = {};
/** The state that the run is in. */
let state = '';

beforeAll(async () => {
  access = new RoleAccess(assemblyFolder('load'));
  bench = await LoadBench.open({ s3Authorise: access.authorise });
  await bench.env.e2e.admin('CREATE SCHEMA IF NOT EXISTS "raw"');
  bench.env.e2e.environment.states.onEvent((event) => {
    if (event.kind === 'progress' && event.step === 'entered') state = event.state;
  });
});
afterAll(() => bench?.close());
afterEach(() => expect(access.refused).toEqual([]));

const root = () => bench.env.e2e.root('events');
const foldersOf = async (folder: string): Promise<string[]> => {
  const prefix = `${root()}${folder}/`;
  const keys = await bench.env.e2e.keys(prefix);
  return [...new Set(keys.map((key) => key.slice(prefix.length).split('/')[0] ?? ''))];
};
const put = (table: string, name: string, ...lines: string[]) =>
  bench.env.put(`events/${table}/${name}`, `${lines.join('\n')}\n`);
const load = async (name: string, input: object = {}): Promise<EndedLoad> => {
  const ended = await bench.env.run('events', input);
  run[name] = ended;
  return ended;
};
const loaded = async (name: string, input: object = {}): Promise<string> => {
  const { status, cause, runId } = await load(name, input);
  expect({ status, cause }).toEqual({ status: 'SUCCEEDED', cause: undefined });
  return runId;
};
const ids = async (table: string) => (await bench.rows(`SELECT id FROM "raw".${table} ORDER BY 1`)).flat();
const idOf = (name: string): string => run[name]?.runId ?? '';
/** Those of one second sort by a digest. */
const expectRuns = async (...runIds: string[]) => expect(await foldersOf('runs')).toEqual(runIds.toSorted());

it('runs of today and yesterday stay, and what they leave is all there', async () => {
  await put('kept', '1.json', '{"id": 1}', '[broken]');
  await put('owing', '1.json', '{"id": 10}');
  await loaded('first', KEPT);
  await bench.env.clock.sleep(DAY);
  await put('kept', '2.json', '{"id": 2}');
  await loaded('second', KEPT);
  await expectRuns(idOf('first'), idOf('second'));
});

it('an old run goes, but not one that has a table owe its batch, nor staged rows, nor the quarantine', async () => {
  const staged = await bench.env.e2e.keys(`${root()}staging/`);
  const before = await bench.env.e2e.keys(`${root()}runs/${idOf('first')}/`);
  const quarantined = await bench.env.e2e.keys(`${root()}quarantine/`);
  expect([staged.length > 0, before.length > 0, quarantined.length]).toEqual([true, true, 1]);
  await bench.env.clock.sleep(100 * DAY);
  await put('kept', '3.json', '{"id": 3}');
  await loaded('third', KEPT);
  await expectRuns(idOf('first'), idOf('third'));
  expect(await bench.env.e2e.keys(`${root()}runs/${idOf('first')}/`)).toEqual(before);
  expect(await bench.env.e2e.keys(`${root()}staging/`)).toEqual(staged);
  expect(await bench.env.e2e.keys(`${root()}quarantine/`)).toEqual(quarantined);
  expect(await ids('kept')).toEqual(['1', '2', '3']);
});

it('the old run can be tried again, and what is owed is loaded', async () => {
  await loaded('retried', { retryFailedOf: idOf('first') });
  expect(await ids('owing')).toEqual(['10']);
  expect(await foldersOf('staging')).toEqual([]);
  await expectRuns(idOf('first'), idOf('third'), idOf('retried'));
});

it('then it goes too, with a run that finds nothing new', async () => {
  await loaded('idle');
  expect(run.idle?.report.tables).toEqual([]);
  await expectRuns(idOf('third'), idOf('retried'), idOf('idle'));
  expect(await bench.env.e2e.keys(`${root()}quarantine/`)).toHaveLength(1);
});

it('what went cannot be tried again, and says so', async () => {
  const { status, error, cause } = await load('refused', { retryFailedOf: idOf('first') });
  expect({ status, error }).toEqual({ status: 'FAILED', error: 'RunNotFound' });
  expect(cause).toContain(idOf('first'));
});

it('objects of a run that went are reloaded by their keys', async () => {
  await loaded('reload', { reload: { from: 'events/kept/2.json', to: 'events/kept/2.json' } });
  expect(await ids('kept')).toEqual(['1', '2', '2', '3']);
});

it('a dry run deletes nothing', async () => {
  await bench.env.clock.sleep(100 * DAY);
  const before = await foldersOf('runs');
  await loaded('dry', { dryRun: true });
  await expectRuns(...before, idOf('dry'));
});

it('a run whose old runs cannot be deleted succeeds all the same, and the next one deletes them', async () => {
  await put('kept', '4.json', '{"id": 4}');
  const denied = { before: { status: 403, code: 'AccessDenied' } };
  bench.onCall = ({ op }) => (op === 'DeleteObjects' && state === 'RetireLoadRuns' ? denied : undefined);
  const before = await foldersOf('runs');
  await loaded('hindered');
  expect(await ids('kept')).toEqual(['1', '2', '2', '3', '4']);
  await expectRuns(...before, idOf('hindered'));
  bench.onCall = () => undefined;
  await loaded('last');
  await expectRuns(idOf('dry'), idOf('hindered'), idOf('last'));
});

it('a run whose staged files cannot be deleted succeeds all the same and says so, and the next one deletes them', async () => {
  const left = async () => [
    ...(await bench.env.e2e.keys(`${root()}staging/`)),
    ...(await bench.env.e2e.keys(`${root()}collect/batches/`)),
  ];
  expect(await left()).toEqual([]);
  await put('kept', '5.json', '{"id": 5}');
  const denied = { before: { status: 403, code: 'AccessDenied' } };
  bench.onCall = ({ op }) => (op === 'DeleteObjects' && state === 'FinishLoad' ? denied : undefined);
  await loaded('littered');
  expect(await ids('kept')).toEqual(['1', '2', '2', '3', '4', '5']);
  expect(run.littered?.report.warnings).toEqual([expect.stringMatching(/could not all be deleted.*AccessDenied/)]);
  expect((await left()).length).toBeGreaterThan(1);
  bench.onCall = () => undefined;
  await loaded('tidied');
  expect(await left()).toEqual([]);
  expect(run.tidied?.report.warnings).toEqual([]);
  expect(await ids('kept')).toEqual(['1', '2', '2', '3', '4', '5']);
});

it('of a load of an extract pipeline the same, and what is new is loaded', async () => {
  const { e2e } = bench.env;
  await e2e.admin(
    'CREATE SCHEMA shop',
    'CREATE TABLE shop.items (id BIGINT)',
    'INSERT INTO shop.items VALUES (1)',
    ...['orders', 'bookings', 'tickets'].map((name) => `CREATE TABLE shop.${name} (id BIGINT, updated_at TIMESTAMP)`),
    `GRANT USAGE ON SCHEMA shop TO "${e2e.user}"`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA shop TO "${e2e.user}"`,
  );
  expect((await e2e.run('lake')).status).toBe('SUCCEEDED');
  const first = await bench.env.run('copy');
  expect(first.status).toBe('SUCCEEDED');
  await bench.env.clock.sleep(100 * DAY);
  await e2e.admin('INSERT INTO shop.items VALUES (2)');
  expect((await e2e.run('lake')).status).toBe('SUCCEEDED');
  const second = await bench.env.run('copy');
  expect({ status: second.status, cause: second.cause }).toEqual({ status: 'SUCCEEDED', cause: undefined });
  const left = await e2e.keys(`${e2e.root('copy')}runs/`);
  expect([...new Set(left.map((key) => key.split('/')[3]))]).toEqual([second.runId]);
  expect(await bench.rows('SELECT id FROM copy_shop.items ORDER BY 1')).toEqual([['1'], ['2']]);
  const { status, error } = await bench.env.run('copy', { retryFailedOf: first.runId });
  expect({ status, error }).toEqual({ status: 'FAILED', error: 'RunNotFound' });
});
