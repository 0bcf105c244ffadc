import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LoadPipeline } from '../../lambdas/core/config/load-config';
import { parseShuttleFile } from '../../lambdas/core/config/parse-shuttle-file';
import type { Change } from '../../lambdas/core/shape/change';
import { jsonInference } from '../../lambdas/core/shape/column/value-facts';
import { collectObjectsStep } from '../../lambdas/load/collect-objects';
import type { GroupItem, LoadItem, LoadUnit } from '../../lambdas/load/contract';
import type { GroupReader } from '../../lambdas/load/open-group';
import { planColumns } from '../../lambdas/load/plan-columns';
import { planLoads } from '../../lambdas/load/plan-loads';
import { scanObjects } from '../../lambdas/load/scan-objects';
import { stageObjects } from '../../lambdas/load/stage-objects';
import { startLoad } from '../../lambdas/load/start-load';
import { assemblyFolder } from '../support/assemblies';
import { LoadEnvironment, SOURCES } from '../support/load-environment';
import { ManyObjects } from '../support/loads-many';
import { readTable } from '../support/loads-target';

jest.setTimeout(900_000);

/** AWS's limit on what a state passes on, which an item of a Map is. */
const MAX_PAYLOAD = 256 * 1024;

const config = (): LoadPipeline => {
  const file = parseShuttleFile(`
stack: shuttle
warehouse: {region: eu-west-1, database: dev, workgroup: demo}
load:
  - name: many
    source: {format: rows, bucket: sources, prefix: many, type: ndjson, tablePath: "{table}/"}
`);
  return file.load?.[0] as LoadPipeline;
};

it('100,000 objects are collected, grouped, shaped and planned', async () => {
  const objects = 100_000;
  const tables = 4;
  const listed = Array.from({ length: objects }, (_, i) => ({
    Key: `many/t${Math.floor((i * tables) / objects)}/2026/01/05/part-${String(i).padStart(8, '0')}-of-a-clickstream.json.gz`,
    Size: 1_000 + (i % 1_000),
    ETag: `"${i.toString(16).padStart(32, '0')}"`,
    LastModified: new Date(Date.UTC(2026, 0, 5, 1) + i),
  }));
  const world = new ManyObjects('many/', listed);
  const clients = { objects: world.objects, executions: { status: async () => 'FAILED' } as never };
  const now = '2026-01-05T03:00:00.000Z';
  const { run } = await startLoad(
    {
      config: JSON.stringify(config()),
      input: {},
      resources: { bucket: 'lake', sourceBucket: 'sources', copyRole: 'default' },
      execution: {
        arn: 'arn:aws:states:eu-west-1:123456789012:execution:shuttle_many:e1',
        startedAt: now,
        redriveCount: 0,
      },
    },
    clients,
  );
  const collected = await collectObjectsStep({ run, now }, clients);
  const { batch } = collected;
  const items = world.json<GroupItem[]>(collected.groups.key);
  expect(world.pages).toBe(objects / 1_000);
  expect(new Set(items.flatMap((item) => item.objects.map(({ key }) => key))).size).toBe(objects);
  expect(items.length).toBeLessThan(400);
  if (!batch) throw new Error('nothing was taken');
  expect(batch.groups).toBe(items.length);
  const largest = Math.max(...items.map((item) => Buffer.byteLength(JSON.stringify({ run, batch, item }))));
  expect(largest).toBeLessThan(MAX_PAYLOAD / 2);

  // One row an object, without reading it.
  const reader = (): GroupReader => ({
    inference: jsonInference,
    changes: async function* ({ key, index }) {
      const table = { schema: 'public', name: key.split('/')[1] ?? '' };
      const row = { id: { number: String(index) }, key };
      yield [{ table, op: 'U', key: null, row, absent: [], pos: String(index), at: null } satisfies Change];
    },
  });
  const invocation = { remainingMs: () => 900_000, id: '00000000-0000-4000-8000-000000000000' };
  for (const item of items) await scanObjects({ run, batch, item, giveUp: null, now }, clients, invocation, reader);
  expect(await planColumns({ run, batch, map: null }, clients)).toEqual({ tables });
  let rows = 0;
  for (const item of items) {
    rows += (await stageObjects({ run, batch, item, giveUp: null, now }, clients, invocation, reader)).rows;
  }
  expect(rows).toBe(objects);
  const { loads } = await planLoads({ run, batch, map: null }, clients);
  const units = world.json<LoadItem[]>(loads.key).map(({ unitAt }) => world.json<LoadUnit>(unitAt.key));
  expect(units.map(({ label, steps }) => [label, steps.length])).toEqual(
    Array.from({ length: tables }, (_, i) => [`public.t${i}`, 1]),
  );
});

it('1,000 objects go through the machine', async () => {
  const objects = 1_000;
  const env = await LoadEnvironment.open({ assembly: assemblyFolder('load-model') });
  try {
    const root = join(env.e2e.s3Root, SOURCES);
    const written = new Date(env.clock.now() - 60_000);
    for (let i = 0; i < objects; i++) {
      const file = join(root, `m-ndjson/append/many_${i % 3}/part-${i}.json`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `{"id":${i},"v":"a"}\n{"id":${i},"v":"b"}\n`);
      utimesSync(file, written, written);
    }
    const { status, cause, report } = await env.run('m-ndjson');
    expect({ status, cause }).toEqual({ status: 'SUCCEEDED', cause: undefined });
    expect(report.collected).toMatchObject({ objects, left: { objects: 0 } });
    expect(report.totals).toMatchObject({ applied: 3, failed: 0, rows: { read: 2 * objects, applied: 2 * objects } });
    const found = await Promise.all([0, 1, 2].map(async (i) => (await readTable(env, `append.many_${i}`)) ?? []));
    expect(new Set(found.flat().map((row) => row.get('id'))).size).toBe(objects);
    expect(found.flat()).toHaveLength(2 * objects);
  } finally {
    await env.close();
  }
});
