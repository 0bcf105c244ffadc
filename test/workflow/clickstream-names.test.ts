import type { LoadPipeline, SegmentSource } from '../../lambdas/core/config/load-config';
import { loadTableResolver } from '../../lambdas/core/config/resolve-load-table';
import { inferenceOf, objectChanges } from '../../lambdas/core/shape/object-changes';
import type { StagedTables } from '../../lambdas/core/staging/staged-table';
import { collectObjectsStep } from '../../lambdas/load/collect-objects';
import type { GroupItem, LoadItem, LoadRun } from '../../lambdas/load/contract';
import type { groupReader } from '../../lambdas/load/open-group';
import { planColumns } from '../../lambdas/load/plan-columns';
import { planLoads } from '../../lambdas/load/plan-loads';
import { scanObjects } from '../../lambdas/load/scan-objects';
import { outcomeOf, settle } from '../../lambdas/load/settle';
import { stageObjects } from '../../lambdas/load/stage-objects';
import { startLoad } from '../../lambdas/load/start-load';
import { ManyObjects } from '../support/loads-many';
import { loadOf } from '../unit/core/config/load-file';
import { appliedRecord, loadBatch } from '../unit/core/load-report/load-records';
import { CountedObject } from '../unit/core/shape/parquet/parquet-files';

const NAMES = 5_000;
const RECEIVED = '2026-01-05T02:00:00.000Z';

/** Every event has a name of its own; the first ten come twice. */
const events = Array.from({ length: NAMES + 10 }, (_, n) => ({
  ...{ type: 'track', messageId: `m${n}`, userId: `u${n}`, event: `Viewed product ${n % NAMES}` },
  ...{ properties: { total: n, page: 'home' }, receivedAt: RECEIVED, sentAt: RECEIVED },
}));
const content = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
const listed = [
  { Key: 'clicks/a.json', Size: content.length, ETag: `"${'0'.repeat(32)}"`, LastModified: new Date(RECEIVED) },
];

const configOf = (segment = ''): LoadPipeline =>
  loadOf('', `{format: segment, bucket: abc, prefix: clicks, segment: {${segment}}}`);

const world = new ManyObjects('clicks/', listed);
const clients = { objects: world.objects, executions: { status: async () => 'FAILED' } as never };
const read: typeof groupReader = (_, batch, config) => ({
  inference: inferenceOf(config.source as SegmentSource),
  changes: (object) =>
    objectChanges(config.source as SegmentSource, object, new CountedObject(content), {
      batchSeq: batch.batchSeq,
      optionsOf: loadTableResolver(config),
    }),
});

/** A run up to its plan, as the machine takes it; what each step hands on is looked at. */
const runWith = async (day: number, config: LoadPipeline, input: object = {}) => {
  const now = `2026-01-${String(day).padStart(2, '0')}T03:00:00.000Z`;
  const arn = `arn:aws:states:eu-west-1:123456789012:execution:shuttle_cdc:e${day}`;
  const { run } = await startLoad(
    {
      ...{ config: JSON.stringify(config), input },
      resources: { bucket: 'lake', sourceBucket: 'abc', copyRole: 'default' },
      execution: { arn, startedAt: now, redriveCount: 0 },
    },
    clients,
  );
  const { batch, groups } = await collectObjectsStep({ run, now }, clients);
  if (!batch) throw new Error('nothing was taken');
  const [item] = world.json<GroupItem[]>(groups.key);
  if (!item) throw new Error('no group');
  const invocation = { remainingMs: () => 900_000, id: `i${day}` };
  const group = { run, batch, item, giveUp: null, now };
  const outputs = [
    await scanObjects(group, clients, invocation, read),
    await planColumns({ run, batch, map: null }, clients),
    await stageObjects(group, clients, invocation, read),
    await planLoads({ run, batch, map: null }, clients),
  ] as const;
  // A state carries 256 KiB; none of these grows with the tables.
  for (const output of outputs) expect(JSON.stringify(output).length).toBeLessThan(1_024);
  const [, columns, staged, { loads, units }] = outputs;
  const items = world.json<LoadItem[]>(loads.key);
  const tables = world.json<StagedTables>(`${batch.staged.prefix}tables.json`);
  return { run, batch, columns, staged, units, items, tables };
};
type Ran = Awaited<ReturnType<typeof runWith>>;

/** Ends the run as FinishRun does where all tables were loaded. */
const end = ({ run, batch, tables }: Ran) => {
  const records = tables.tables.map(({ table }) => ({
    ...appliedRecord(table.name, [loadBatch(batch.batchId)]),
    source: table,
  }));
  return settle(run, outcomeOf(run, batch, tables, records), clients.objects);
};
const namesOf = ({ items }: Ran): string[] => items.map(({ label }) => label).sort();
const keysOf = ({ root }: LoadRun, what: string): string[] =>
  [...world.documents.keys()].filter((key) => key.startsWith(`${root.prefix}${what}`));

describe('a batch of 5,000 names of events', () => {
  let first: Ran;
  beforeAll(async () => {
    first = await runWith(5, configOf());
    await end(first);
  }, 120_000);

  it('makes the tables that a run may, those with most rows first, and tells the others', () => {
    expect(first.columns).toEqual({ tables: 101 });
    const names = namesOf(first);
    expect(names).toContain('segment.tracks');
    for (let n = 0; n < 10; n++) expect(names).toContain(`segment.viewed_product_${n}`);
    expect(first.units).toBe(101);
    expect(first.tables.beyond).toEqual({
      max: 100,
      count: NAMES - 100,
      rows: NAMES - 100,
      tables: Array.from({ length: 20 }, () => ({ name: expect.stringMatching(/^viewed_product_\d+$/), rows: 1 })),
    });
  });

  it('has every event in tracks, and every row of a refused table in the quarantine', () => {
    expect(first.tables.tables.find(({ table }) => table.name === 'tracks')).toMatchObject({ rows: events.length });
    expect(first.staged).toEqual({ rows: events.length + 110, bad: NAMES - 100 });
    expect(first.tables).toMatchObject({ rows: events.length + 110, bad: NAMES - 100, objects: 1 });
    // Reasons name a table each: they are told together beyond some.
    expect(first.tables.reasons.length).toBeLessThanOrEqual(51);
    expect(first.tables.reasons.reduce((sum, { rows }) => sum + rows, 0)).toBe(NAMES - 100);
  });

  it('keeps no names of columns for refused tables', () => {
    expect(keysOf(first.run, 'tables/')).toHaveLength(101);
  });

  it('keeps documents to sizes that a function reads at once', () => {
    const sizes = [...world.documents].map(([key, { length }]) => [key, length] as const);
    for (const [key, size] of sizes) expect({ key, fits: size < 32 * 1024 ** 2 }).toEqual({ key, fits: true });
  });

  it('gives the same again', async () => {
    const { run, batch } = first;
    const state = new Map(world.documents);
    expect(await planColumns({ run, batch, map: null }, clients)).toEqual(first.columns);
    expect([...world.documents.keys()].sort()).toEqual([...state.keys()].sort());
  });

  it.each([
    ['a higher limit', 'maxNewTables: 10000, events: {include: ["Viewed product 4*"]}', 6, 1_111, 1_112],
    ['a list of events', 'events: {include: ["Viewed product 41*"], exclude: ["*5", "*6", "*7"]}', 7, 78, 78],
  ])('makes tables of the others when the objects are taken again with %s', async (_, segment, day, tables, taken) => {
    const reload = { from: 'clicks/', to: 'clicks/~' };
    const again = await runWith(day, configOf(segment), { reload });
    expect(again.columns).toEqual({ tables: tables + 1 });
    expect(again.staged).toEqual({ rows: 2 * taken, bad: 0 });
    expect(again.tables).not.toHaveProperty('beyond');
    expect(namesOf(again)).toContain('segment.viewed_product_4199');
    const largest = Math.max(...again.items.map((item) => JSON.stringify({ run: again.run, item }).length));
    expect(largest).toBeLessThan(4 * 1024);
    await end(again);
  });
});
