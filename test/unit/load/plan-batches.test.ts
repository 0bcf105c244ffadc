import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { FakeS3 } from '../../support/fake-s3';
import { NOW, ROOT } from '../../support/load-fixture';
import {
  applied,
  currentOf,
  groupOf,
  named,
  plan,
  planned,
  RUN,
  SOURCE,
  units,
  world,
} from '../../support/planned-batches';
import { batch } from '../core/collect/extract-batches';

describe('planBatches', () => {
  it('plans the live batches of every table, in their order', async () => {
    const s3 = world();
    for (const name of ['a', 'b', 'c', 'd']) currentOf(s3, name, named(name, [batch('s1'), batch('w2'), batch('w3')]));
    expect(await plan(s3)).toEqual({ loads: { bucket: 'lake', key: `${RUN}loads.json` }, units: 4 });
    expect(units(s3).map(({ label, loads }) => [label, loads])).toEqual(
      ['a', 'b', 'c', 'd'].map((name) => [`s.${name}`, [`${name} s1`, `${name} w2`, `${name} w3`]]),
    );
    const [first] = units(s3);
    expect(first?.steps[0]).toMatchObject({
      source: { schema: 's', name: 'a' },
      target: { schema: 's', name: 'a' },
      batchId: 's1',
      files: { format: 'extract', primaryKey: ['id'], load: { writeMode: 'replace', isBase: true, rows: 10 } },
    });
    expect(first?.steps[1]).toMatchObject({ files: { load: { writeMode: 'merge', isBase: false } } });
    expect(planned(s3)[0]?.batches).toEqual(['s1', 'w2', 'w3'].map((batchId) => ({ batchId, rows: 10 })));
  });

  it('goes on after the last batch that was applied', async () => {
    const s3 = world();
    currentOf(s3, 'a', named('a', [batch('s1'), batch('w2'), batch('w3')]));
    applied(s3, 'a', 's1', 'w2');
    await plan(s3);
    expect(units(s3).map(({ loads }) => loads)).toEqual([['a w3']]);
  });

  it('plans nothing where all is applied, nothing is committed, or there are no tables', async () => {
    const s3 = world();
    expect(await plan(s3)).toMatchObject({ units: 0 });
    currentOf(s3, 'done', named('done', [batch('s1')]));
    applied(s3, 'done', 's1', 's1');
    currentOf(s3, 'new', named('new', []));
    // A table that has joined a group leaves its folder behind.
    s3.put(`${SOURCE.prefix}tables/s.joined/schemas/v1.json`, {});
    expect(await plan(s3)).toMatchObject({ units: 0 });
    expect(planned(s3)).toEqual([]);
  });

  it.each<[string, object, string, string[]]>([
    ['names of the input', { tables: ['s.A', 's.c*'] }, '', ['s.a', 's.c1', 's.c2']],
    ['tables that are enabled', {}, 'tables: {"s.c*": {enabled: false}}', ['s.a', 's.b']],
    ['neither', { tables: ['s.x'] }, '', []],
  ])('takes %s', async (_, input, lines, expected) => {
    const s3 = world({ input, lines });
    for (const name of ['a', 'b', 'c1', 'c2']) currentOf(s3, name, named(name, [batch('s1')]));
    await plan(s3);
    expect(units(s3).map(({ label }) => label)).toEqual(expected);
  });

  it('goes to the targets of the configuration', async () => {
    const s3 = world({ lines: 'target: {schema: raw, tableName: "x_{table}"}\ntables: {s.b: {as: other.named}}' });
    for (const name of ['a', 'b']) currentOf(s3, name, named(name, [batch('s1')]));
    await plan(s3);
    expect(units(s3).map(({ tables }) => tables.map(({ target }) => target))).toEqual([
      [{ schema: 'raw', name: 'x_a' }],
      [{ schema: 'other', name: 'named' }],
    ]);
  });

  it('leaves what is beyond maxBytes to the next run, and says so', async () => {
    const s3 = world({ lines: 'maxBytes: 1KB' });
    const big = (text: string) => batch(text, { sizeBytes: 700, rows: 7 });
    currentOf(s3, 'a', named('a', [big('s1'), big('w2'), big('w3')]));
    await plan(s3);
    expect(units(s3)[0]).toMatchObject({
      loads: ['a s1'],
      notes: ['s.a: 2 batches (14 rows) wait for the next run: maxBytes'],
    });
    expect(planned(s3)[0]).toMatchObject({ notes: ['s.a: 2 batches (14 rows) wait for the next run: maxBytes'] });
  });

  it('leaves to the next run what an execution has no room for', async () => {
    const s3 = world();
    const windows = Array.from({ length: 120 }, (_, n) => batch(`w${n + 2}`));
    currentOf(s3, 'a', named('a', [batch('s1'), ...windows]));
    await plan(s3);
    expect(units(s3)[0]?.steps).toHaveLength(100);
    expect(units(s3)[0]?.notes).toEqual([
      '21 of 121 batches wait for the next run: a run takes 100 of a table or group',
    ]);
  });

  it('tells a table that has only something to say, and runs nothing for it', async () => {
    const s3 = world();
    currentOf(s3, 'a', named('a', [batch('s1'), batch('b2')], { primaryKey: [] }));
    applied(s3, 'a', 's1', 's1');
    expect(await plan(s3)).toMatchObject({ units: 0 });
    expect(planned(s3)).toMatchObject([
      { batches: [], notes: ['s.a: backfill b2 (10 rows) is not applied: without a key its rows would be doubled'] },
    ]);
  });

  it('refuses one table by itself, with what to do', async () => {
    const s3 = world({ lines: 'tables: {s.a: {writeMode: merge}}' });
    currentOf(s3, 'a', named('a', [batch('s1')], { primaryKey: [] }));
    currentOf(s3, 'b', named('b', [batch('s1')]));
    expect(await plan(s3)).toMatchObject({ units: 2 });
    expect(units(s3)[0]).toMatchObject({
      steps: [],
      refusal: {
        error: 'PrimaryKeyMissing',
        cause: expect.stringMatching(
          /^s\.a: writeMode merge .* add tables: \{s\.a: \{key: \[\.\.\.\]\}\}, or writeMode: append$/,
        ),
      },
    });
    expect(units(s3)[1]).toMatchObject({ loads: ['b s1'] });
  });

  it.each<[string, (s3: FakeS3) => void, object, string, string]>([
    [
      'reload, which names objects',
      () => undefined,
      { reload: { from: 'a', to: 'b' } },
      'InputInvalid',
      'reload: names objects, and this pipeline loads batches of an extract pipeline. Start that one with fullRefresh for the tables, then this one',
    ],
    [
      'a run that is not on record',
      () => undefined,
      { retryFailedOf: 'r0' },
      'RunNotFound',
      'retryFailedOf: no tables of a run r0 are on record',
    ],
    [
      'two tables with one target',
      (s3) =>
        s3.put(
          `${SOURCE.prefix}tables/r.a/current.json`,
          named('a', [batch('s1')], { destination: { schema: 'r', name: 'a' } }),
        ),
      {},
      'NameCollision',
      'r.a and s.a would both be one.a',
    ],
    [
      'a current.json of a newer release',
      (s3) => s3.put(`${SOURCE.prefix}tables/s.b/current.json`, { formatVersion: 99 }),
      {},
      'FormatVersionUnknown',
      'tables/s.b/current.json',
    ],
  ])('refuses %s', async (_, change, input, name, message) => {
    const s3 = world({ input, lines: 'target: {schema: one}' });
    currentOf(s3, 'a', named('a', [batch('s1')]));
    change(s3);
    await expect(plan(s3)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
    expect(s3.keys().filter((key) => key.endsWith('loads.json'))).toEqual([]);
  });

  it('refuses where run.json is gone', async () => {
    await expect(plan(new FakeS3())).rejects.toMatchObject({ name: 'DocumentInvalid' });
  });

  it('writes the same again, and the same wherever it dies', async () => {
    await expectSameEndWhereverItDies(() => {
      const s3 = world();
      currentOf(s3, 'a', named('a', [batch('s1'), batch('w2')]));
      groupOf(s3, 'g', [named('b', [batch('s1')])]);
      return { clients: [s3.client], step: () => plan(s3), state: () => s3.state() };
    });
  });
});

describe('planBatches, what failed in a run', () => {
  const FAILED_RUN = '20260104T030000Z-1a2b3c4d5e6f';
  const record = (s3: FakeS3, name: string, more: object) =>
    s3.put(`${ROOT}runs/${FAILED_RUN}/tables/s.${name}.json`, {
      formatVersion: 1,
      source: { schema: 's', name },
      target: { schema: 's', name },
      warnings: [],
      batches: [],
      startedAt: NOW,
      endedAt: NOW,
      timeline: {},
      ...more,
    });
  const ok = { status: 'applied', writeMode: 'merge', key: [], why: '' };
  const failed = { status: 'failed', error: 'X', cause: 'why', sqls: [] };
  const keep = (s3: FakeS3) => s3.put(`${ROOT}runs/${FAILED_RUN}/run.json`, '{}');

  it('takes the tables that failed', async () => {
    const s3 = world({ input: { retryFailedOf: FAILED_RUN } });
    for (const name of ['a', 'b']) currentOf(s3, name, named(name, [batch('s1')]));
    record(s3, 'a', ok);
    record(s3, 'b', failed);
    keep(s3);
    await plan(s3);
    expect(units(s3).map(({ label }) => label)).toEqual(['s.b']);
  });

  it('refuses a run of which none failed', async () => {
    const s3 = world({ input: { retryFailedOf: FAILED_RUN } });
    record(s3, 'a', ok);
    keep(s3);
    await expect(plan(s3)).rejects.toMatchObject({
      name: 'RunNotFound',
      message: `retryFailedOf: no table of run ${FAILED_RUN} failed`,
    });
  });

  it('refuses a run that is being deleted, of which records may be gone', async () => {
    const s3 = world({ input: { retryFailedOf: FAILED_RUN } });
    record(s3, 'b', failed);
    await expect(plan(s3)).rejects.toMatchObject({
      name: 'RunNotFound',
      message: expect.stringMatching(/not kept any more \(keep.runs\): start the pipeline without input/),
    });
  });

  it('refuses a run that begins to be deleted while its records are read', async () => {
    const s3 = world({ input: { retryFailedOf: FAILED_RUN } });
    record(s3, 'b', failed);
    keep(s3);
    s3.fault = ({ operation, key }) => {
      if (operation === 'Get' && key.includes(`/runs/${FAILED_RUN}/tables/`))
        s3.remove(`${ROOT}runs/${FAILED_RUN}/run.json`);
      return undefined;
    };
    await expect(plan(s3)).rejects.toMatchObject({ name: 'RunNotFound' });
  });
});
