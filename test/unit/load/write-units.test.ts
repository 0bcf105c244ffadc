import type { PlannedLoad } from '../../../lambdas/core/load-report/account-loads';
import type { LoadItem, LoadStep, LoadUnit } from '../../../lambdas/load/contract';
import { writeUnits } from '../../../lambdas/load/write-units';
import { FakeS3 } from '../../support/fake-s3';
import { ROOT, RUN_ID, run } from '../../support/load-fixture';
import { changesStep, unitOf } from '../../support/load-unit-fixture';
import { ManyObjects } from '../../support/loads-many';

const RUN = `${ROOT}runs/${RUN_ID}/`;
const named = (name: string) => ({ schema: 'public', name });
const tableUnit = (name: string, more: Partial<LoadUnit> = {}): LoadUnit =>
  unitOf({
    label: `public.${name}`,
    tables: [{ source: named(name), target: named(name) }],
    steps: [changesStep('b1', name)],
    ...more,
  });

const items = (s3: FakeS3) => s3.json(`${RUN}loads.json`) as LoadItem[];
const planned = (s3: FakeS3) => s3.json(`${RUN}planned.json`) as PlannedLoad[];

describe('writeUnits', () => {
  it('writes each unit, the items of the Map, and what the report has to account for', async () => {
    const s3 = new FakeS3();
    const units = [tableUnit('t'), tableUnit('u', { steps: [changesStep('b1', 'u'), changesStep('b2', 'u')] })];
    expect(await writeUnits(run, units, s3.objects)).toEqual({
      loads: { bucket: 'lake', key: `${RUN}loads.json` },
      units: 2,
    });
    expect(s3.keys()).toEqual([
      `${RUN}loads.json`,
      `${RUN}planned.json`,
      `${RUN}units/public!2Et.json`,
      `${RUN}units/public!2Eu.json`,
    ]);
    expect(items(s3)).toEqual([
      { label: 'public.t', tables: ['public.t'], unitAt: { bucket: 'lake', key: `${RUN}units/public!2Et.json` } },
      { label: 'public.u', tables: ['public.u'], unitAt: { bucket: 'lake', key: `${RUN}units/public!2Eu.json` } },
    ]);
    expect(s3.json(`${RUN}units/public!2Eu.json`)).toEqual(units[1]);
    expect(planned(s3)).toEqual([
      { source: named('t'), target: named('t'), batches: [{ batchId: 'b1' }] },
      { source: named('u'), target: named('u'), batches: [{ batchId: 'b1' }, { batchId: 'b2' }] },
    ]);
  });

  it('writes down that there is nothing to load', async () => {
    const s3 = new FakeS3();
    expect(await writeUnits(run, [], s3.objects)).toMatchObject({ units: 0 });
    expect(items(s3)).toEqual([]);
    expect(planned(s3)).toEqual([]);
  });

  it('runs a unit that is refused, and none that has only something to tell', async () => {
    const s3 = new FakeS3();
    const refusal = { error: 'PrimaryKeyMissing', cause: 'why' };
    const units = [
      tableUnit('refused', { steps: [], refusal }),
      tableUnit('told', { steps: [], notes: ['3 rows of the tail wait'] }),
    ];
    expect(await writeUnits(run, units, s3.objects)).toMatchObject({ units: 1 });
    expect(items(s3).map(({ label }) => label)).toEqual(['public.refused']);
    expect(planned(s3)).toEqual([
      { source: named('refused'), target: named('refused'), batches: [] },
      { source: named('told'), target: named('told'), batches: [], notes: ['3 rows of the tail wait'] },
    ]);
  });

  it('tells tables that wait, behind the others', async () => {
    const s3 = new FakeS3();
    const waiting = {
      source: named('w'),
      target: named('w'),
      batches: [{ batchId: 'b0' }],
      waits: 'it is not enabled',
    };
    await writeUnits(run, [tableUnit('t')], s3.objects, [waiting]);
    expect(planned(s3).map(({ source, waits }) => [source.name, waits])).toEqual([
      ['t', undefined],
      ['w', 'it is not enabled'],
    ]);
  });

  it('shares a group’s steps out to its tables, and tells its notes once', async () => {
    const s3 = new FakeS3();
    const extract = (name: string, batchId: string, rows: number, deletes?: number): LoadStep => {
      const files = { manifest: { bucket: 'lake', key: 'm' }, rows: deletes ?? 0, files: 1, sizeBytes: 1 };
      const load = { rows, ...(deletes !== undefined && { deletes: files }) } as never as Extract<
        LoadStep['files'],
        { format: 'extract' }
      >['load'];
      return { ...changesStep(batchId, name), files: { format: 'extract', load, primaryKey: [] } };
    };
    const group = unitOf({
      label: 'group sales',
      tables: ['t', 'u'].map((name) => ({ source: named(name), target: named(name) })),
      steps: [extract('t', 'b1', 5), extract('u', 'b1', 7, 2), extract('t', 'b2', 1)],
      notes: ['one', 'two'],
    });
    await writeUnits(run, [group], s3.objects);
    expect(items(s3)).toEqual([
      {
        label: 'group sales',
        tables: ['public.t', 'public.u'],
        unitAt: { bucket: 'lake', key: `${RUN}units/group!20sales.json` },
      },
    ]);
    expect(planned(s3)).toEqual([
      {
        source: named('t'),
        target: named('t'),
        batches: [
          { batchId: 'b1', rows: 5 },
          { batchId: 'b2', rows: 1 },
        ],
        notes: ['one', 'two'],
      },
      { source: named('u'), target: named('u'), batches: [{ batchId: 'b1', rows: 9 }] },
    ]);
  });

  it('refuses two tables with one target, naming every pair, before anything is written', async () => {
    const s3 = new FakeS3();
    const into = (source: string, target: string) =>
      tableUnit(source, { tables: [{ source: named(source), target: named(target) }] });
    const units = [into('a', 'x'), into('b', 'x'), into('c', 'x'), into('d', 'd')];
    await expect(writeUnits(run, units, s3.objects)).rejects.toMatchObject({
      name: 'NameCollision',
      message: [
        'Two tables would have one target; give one of them another with `as`, or change target:',
        '  public.a and public.b would both be public.x',
        '  public.a and public.c would both be public.x',
      ].join('\n'),
    });
    expect(s3.keys()).toEqual([]);
  });

  it('takes a table that several units name for one', async () => {
    const s3 = new FakeS3();
    expect(await writeUnits(run, [tableUnit('t'), unitOf({ label: 'group g' })], s3.objects)).toMatchObject({
      units: 2,
    });
  });

  it('writes the same under the same keys when it is repeated', async () => {
    const s3 = new FakeS3();
    const units = [tableUnit('t'), tableUnit('u')];
    const first = await writeUnits(run, units, s3.objects);
    const state = s3.state();
    expect(await writeUnits(run, units, s3.objects)).toEqual(first);
    expect(s3.state()).toEqual(state);
  });

  it('keeps the items in the order of the units, and small, however many and long they are', async () => {
    const world = new ManyObjects('in/', []);
    const names = Array.from({ length: 5_000 }, (_, n) => `${String(n).padStart(4, '0')}${'ü'.repeat(61)}`);
    const units = names.map((name) => tableUnit(name, { steps: [changesStep('b1', name), changesStep('b2', name)] }));
    const written = await writeUnits(run, units, world.objects);
    expect(written.units).toBe(5_000);
    // What the state carries does not grow with the tables.
    expect(JSON.stringify(written).length).toBeLessThan(1_024);
    const found = world.json<LoadItem[]>(written.loads.key);
    expect(found.findIndex(({ label }, n) => label !== `public.${names[n]}`)).toBe(-1);
    expect(world.json<LoadUnit>(found[4_999]?.unitAt.key ?? '')).toEqual(units[4_999]);
    expect(Math.max(...found.map((item) => Buffer.byteLength(JSON.stringify(item))))).toBeLessThan(2 * 1024);
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
    expect(Math.max(...[...world.documents.keys()].map((key) => Buffer.byteLength(key)))).toBeLessThanOrEqual(1_024);
  });
});
