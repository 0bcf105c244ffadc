import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { type FakeCall, FakeS3, s3Error } from '../../support/fake-s3';
import {
  bad,
  begin,
  begun,
  change,
  collect,
  finish,
  loads,
  ROOT,
  RUN_ID,
  run,
  runOf,
  START,
  shaped,
  state,
} from '../../support/load-fixture';
import { appliedRecord, failedRecord, loadBatch } from '../core/load-report/load-records';

const CONTENTS = { 'a.json': [change('t', { id: '1' }, 1), change('u', { id: '2' }, 2)] };
const SOURCE = { schema: 'public', name: 't' };

/** Records as the children of the Map leave them. */
const record = (s3: FakeS3, table: string, status: 'applied' | 'failed', batchId: string, runId = RUN_ID) => {
  const names = { source: { schema: 'public', name: table }, target: { schema: 'public', name: table } };
  const batch = loadBatch(batchId, {
    read: { rows: 1, bad: 0, parts: 1, sizeBytes: 9 },
    counts: { ...NOTHING, staged: 1, upserts: 1 },
    setAside: 0,
  });
  const content = status === 'applied' ? appliedRecord(table, [batch]) : failedRecord(table);
  s3.put(`${ROOT}runs/${runId}/tables/public.${table}.json`, { ...content, ...names });
};
const NOTHING = {
  staged: 0,
  skipped: 0,
  refused: 0,
  ignored: 0,
  superseded: 0,
  stale: 0,
  truncates: 0,
  filled: 0,
  upserts: 0,
  deletes: 0,
};
const report = (s3: FakeS3, runId = RUN_ID) => s3.json(`${ROOT}runs/${runId}/report.json`) as Record<string, unknown>;
const staged = (s3: FakeS3) => s3.keys().filter((key) => /\/(staging|collect\/batches)\//.test(key));

/** A batch of long ago that nobody waits for. */
const SETTLED = '20251001T030000Z-aaaa-17592876000000';

/** A later run that finds nothing new and ends. */
const later = async (s3: FakeS3): Promise<string> => {
  const next = runOf(2);
  begin(s3, next);
  await finish(s3, null, { run: next, map: null });
  return next.runId;
};

/** All that there is, but for what reports say of files that stayed, which may go and come. */
const withoutWarnings = (s3: FakeS3): Record<string, string> =>
  Object.fromEntries(
    Object.entries(s3.state()).flatMap(([key, text]) => {
      if (key.endsWith('/report.html')) return [];
      if (!key.endsWith('/report.json')) return [[key, text]];
      return [[key, JSON.stringify({ ...JSON.parse(text), warnings: [] })]];
    }),
  );

const world = async () => {
  const s3 = begun();
  const batch = await shaped(s3, CONTENTS);
  return { s3, batch };
};

describe('finishLoad', () => {
  it('settles a batch that every table has, deletes what was staged, reports, frees the lock', async () => {
    const { s3, batch } = await world();
    for (const table of ['t', 'u']) record(s3, table, 'applied', batch.batchId);
    expect(await finish(s3, batch)).toMatchObject({ status: 'succeeded', error: null });
    expect(state(s3)).toMatchObject({ owed: [], seen: [{ key: 'in/a.json' }] });
    expect(state(s3).pending).toBeUndefined();
    expect(staged(s3)).toEqual([]);
    expect(s3.keys()).not.toContain(`${ROOT}lock.json`);
    expect(report(s3)).toMatchObject({ status: 'succeeded', totals: { applied: 2 } });
    expect(s3.keys()).toContain(`${ROOT}runs/${RUN_ID}/report.html`);
  });

  it('warns once where the warehouse is nearly full of tables', async () => {
    const { s3, batch } = await world();
    for (const [table, tables] of Object.entries({ t: 9_020, u: 9_021 })) {
      record(s3, table, table === 't' ? 'applied' : 'failed', batch.batchId);
      const key = `${ROOT}runs/${RUN_ID}/tables/public.${table}.json`;
      s3.put(key, { ...(s3.json(key) as object), tablesHeld: { tables, quota: 9_900 } });
    }
    await finish(s3, batch);
    expect(report(s3)).toMatchObject({
      tablesHeld: { tables: 9_021, quota: 9_900 },
      warnings: [expect.stringContaining('9,021 of 9,900 tables')],
    });
    expect(s3.bytes(`${ROOT}runs/${RUN_ID}/report.html`).toString('utf8')).toContain('<li>9,021 of 9,900 tables');
  });

  it('notes what a table owes, and keeps what was staged for it', async () => {
    const { s3, batch } = await world();
    record(s3, 't', 'applied', batch.batchId);
    record(s3, 'u', 'failed', batch.batchId);
    expect(await finish(s3, batch)).toMatchObject({ status: 'failed', error: 'TablesFailed' });
    expect(state(s3)).toMatchObject({
      owed: [{ table: { name: 'u' }, batchId: batch.batchId, reason: expect.stringContaining('permission denied') }],
    });
    expect(staged(s3).some((key) => key.includes('/data/'))).toBe(true);
    expect(staged(s3).filter((key) => key.includes('collect/batches'))).toEqual([]);
  });

  it('owed batches come first in the next run, and are settled by it', async () => {
    const { s3, batch } = await world();
    record(s3, 't', 'applied', batch.batchId);
    record(s3, 'u', 'failed', batch.batchId);
    await finish(s3, batch);
    const next = runOf(2);
    begin(s3, next, { input: { retryFailedOf: RUN_ID } });
    expect((await collect(s3, next)).batch).toBeNull();
    await loads(s3, null, next);
    expect(s3.json(`${ROOT}runs/${next.runId}/loads.json`)).toMatchObject([{ label: 'public.u' }]);
    record(s3, 'u', 'applied', batch.batchId, next.runId);
    expect(await finish(s3, null, { run: next })).toMatchObject({ status: 'succeeded' });
    expect(state(s3).owed).toEqual([]);
    expect(staged(s3)).toEqual([]);
  });

  it('leaves a batch pending that was refused before its tables were planned', async () => {
    const s3 = begun();
    await expect(shaped(s3, { 'a.json': [...CONTENTS['a.json'], bad('x'), bad('x'), bad('x')] })).rejects.toMatchObject(
      { name: 'TooManyBadRows' },
    );
    const { pending } = state(s3);
    const batch = { batchId: pending?.batchId ?? '', batchSeq: 1, staged: run.root, groups: 1 };
    const folder =
      staged(s3)
        .find((key) => key.endsWith('/tables.json'))
        ?.slice(0, -'tables.json'.length) ?? '';
    batch.staged = { bucket: 'lake', prefix: folder };
    const ended = await finish(s3, batch, {
      map: null,
      error: { Error: 'TooManyBadRows', Cause: '{"errorMessage":"3 of 5"}' },
      timeline: { collectedAt: START, scannedAt: START, stagedAt: START, plannedAt: null },
    });
    expect(ended).toMatchObject({ status: 'failed', error: 'TooManyBadRows', cause: '3 of 5' });
    expect(state(s3)).toMatchObject({ pending, owed: [] });
    expect(staged(s3)).toContain(`${folder}tables.json`);
    expect(report(s3)).toMatchObject({ badRows: { rows: 3, reasons: [{ reason: 'x', rows: 3 }] } });
    expect(s3.keys()).not.toContain(`${ROOT}lock.json`);
  });

  it('tells a table that has no record, by what the Map knows of it', async () => {
    const { s3, batch } = await world();
    record(s3, 't', 'applied', batch.batchId);
    s3.put('map/manifest.json', { DestinationBucket: 'lake', ResultFiles: { FAILED: [{ Key: 'map/FAILED_0.json' }] } });
    s3.put('map/FAILED_0.json', [
      {
        Input: JSON.stringify({ item: { tables: ['public.u'] } }),
        Error: 'States.DataLimitExceeded',
        Cause: 'too large',
      },
    ]);
    const map = { ResultWriterDetails: { Bucket: 'lake', Key: 'map/manifest.json' } };
    expect(await finish(s3, batch, { map })).toMatchObject({ error: 'TableUnaccounted' });
    expect(report(s3)).toMatchObject({
      tables: [{}, { status: 'unaccounted', cause: expect.stringContaining('States.DataLimitExceeded') }],
    });
    expect(state(s3).owed).toMatchObject([{ table: { name: 'u' } }]);
  });

  it('settles nothing where another execution has the lock', async () => {
    const { s3, batch } = await world();
    begin(s3, { ...run, executionArn: 'other' });
    s3.put(`${ROOT}runs/${RUN_ID}/run.json`, s3.json(`${ROOT}runs/${RUN_ID}/run.json`));
    await expect(finish(s3, batch)).rejects.toMatchObject({ name: 'LockLost' });
    expect(state(s3).pending).toBeDefined();
    expect(s3.keys()).toContain(`${ROOT}lock.json`);
  });

  it('gives up where the state never stops changing', async () => {
    const { s3, batch } = await world();
    let turns = 0;
    s3.fault = ({ operation, key }) => {
      if (operation === 'Put' && key === `${ROOT}collect/state.json`) s3.put(key, { ...state(s3), lastSeq: ++turns });
      return undefined;
    };
    await expect(finish(s3, batch)).rejects.toMatchObject({ name: 'CommitConflict' });
    expect(turns).toBe(3);
  });

  it('a dry run plans, settles nothing and reports', async () => {
    const s3 = begun();
    const dry = { ...run, dryRun: true };
    begin(s3, dry);
    await collect(s3, dry);
    await loads(s3, null, dry);
    expect(await finish(s3, null, { run: dry, map: null })).toMatchObject({ status: 'dry run', error: null });
    expect(s3.keys()).not.toContain(`${ROOT}collect/state.json`);
  });

  it('ends the same wherever it dies, once a later run has ended', async () => {
    const { s3: before, batch } = await world();
    record(before, 't', 'applied', batch.batchId);
    record(before, 'u', 'failed', batch.batchId);
    before.put(`${ROOT}staging/${SETTLED}/x/data/1.json.gz`, '');
    const objects = before.keys().map((key) => [key, before.bytes(key).toString('latin1')] as const);
    await expectSameEndWhereverItDies(() => {
      const s3 = new FakeS3();
      for (const [key, text] of objects) s3.put(key, text);
      const step = async () => {
        const ended = await finish(s3, batch);
        await later(s3);
        return ended;
      };
      return { clients: [s3.client], step, state: () => withoutWarnings(s3) };
    });
  }, 240_000);

  it('keeps its report where a retry finds what it is made of deleted', async () => {
    const s3 = begun();
    const batch = await shaped(s3, { 'a.json': [...CONTENTS['a.json'], bad('x')] });
    for (const table of ['t', 'u']) record(s3, table, 'applied', batch.batchId);
    s3.fault = ({ operation, key }) =>
      operation === 'Delete' && key === `${ROOT}lock.json` ? { before: s3Error('SlowDown', 503) } : undefined;
    await expect(finish(s3, batch)).rejects.toMatchObject({ name: 'StorageUnavailable' });
    const first = report(s3);
    expect(first).toMatchObject({ badRows: { rows: 1 } });
    expect(staged(s3)).toEqual([]);
    s3.fault = () => undefined;
    expect(await finish(s3, batch)).toMatchObject({ status: 'succeeded', totals: first.totals });
    expect(report(s3)).toEqual(first);
    expect(s3.keys()).not.toContain(`${ROOT}lock.json`);
  });

  describe('where what was staged cannot be deleted', () => {
    const LISTS = `${ROOT}collect/batches/`;
    const isDelete = ({ operation }: FakeCall) => operation === 'DeleteObjects';
    const CALLS: [string, (call: FakeCall) => boolean][] = [
      ['the folders are listed', ({ operation, key }) => operation === 'List' && key === `${ROOT}staging/`],
      ['a folder is listed', ({ operation, key }) => operation === 'List' && key.startsWith(`${ROOT}staging/2`)],
      ['files are deleted', (call) => isDelete(call) && call.key.includes('/staging/')],
      ['lists are listed', ({ operation, key }) => operation === 'List' && key === LISTS],
      ['lists are deleted', (call) => isDelete(call) && call.key.includes(LISTS)],
      ['all of it', (call) => isDelete(call) || (call.operation === 'List' && !call.key.includes('/runs/'))],
    ];

    it.each(
      CALLS.flatMap(([what, pick]) =>
        (
          [
            ['AccessDenied', 403],
            ['SlowDown', 503],
          ] as const
        ).flatMap(([name, status]) =>
          (['before', 'after'] as const).map((when) => ({ what, name, status, when, pick })),
        ),
      ),
    )(
      'the run succeeds, warns, and the next one deletes it: $what, $name $when',
      async ({ name, status, when, pick }) => {
        const { s3, batch } = await world();
        for (const table of ['t', 'u']) record(s3, table, 'applied', batch.batchId);
        const error = s3Error(name, status);
        s3.fault = (call) => (pick(call) ? (when === 'before' ? { before: error } : { after: error }) : undefined);
        const before = staged(s3);
        expect(await finish(s3, batch)).toMatchObject({ status: 'succeeded', error: null });
        if (when === 'before') expect(staged(s3).length).toBeGreaterThan(0);
        expect(before).toEqual(expect.arrayContaining(staged(s3)));
        expect(state(s3)).toMatchObject({ owed: [] });
        expect(state(s3).pending).toBeUndefined();
        expect(s3.keys()).not.toContain(`${ROOT}lock.json`);
        const warning = expect.stringContaining('could not all be deleted, and the next run tries again');
        expect(report(s3)).toMatchObject({ status: 'succeeded', totals: { applied: 2 }, warnings: [warning] });
        expect(s3.bytes(`${ROOT}runs/${RUN_ID}/report.html`).toString('utf8')).toContain('could not all be deleted');
        s3.fault = () => undefined;
        const next = await later(s3);
        expect(staged(s3)).toEqual([]);
        expect(report(s3, next)).toMatchObject({ warnings: [] });
      },
    );

    it('one batch stops no other', async () => {
      const { s3, batch } = await world();
      for (const table of ['t', 'u']) record(s3, table, 'applied', batch.batchId);
      const stuck = `${ROOT}staging/${SETTLED}/x/data/1.json.gz`;
      s3.put(stuck, '');
      s3.undeletable = (key) => (key === stuck ? 'AccessDenied' : undefined);
      await finish(s3, batch);
      expect(staged(s3)).toEqual([stuck]);
      expect(report(s3)).toMatchObject({ warnings: [expect.stringContaining(`AccessDenied: ${stuck}`)] });
    });
  });

  it('deletes nothing that is pending or owed, that a later run took, or that is no batch', async () => {
    const { s3, batch } = await world();
    record(s3, 't', 'applied', batch.batchId);
    record(s3, 'u', 'failed', batch.batchId);
    const later = '20260105T040000Z-1a2b3c4d5e6f-17675856000000';
    const stays = [
      `${ROOT}collect/batches/${later}-0123456789ab.json`,
      // This run's, by a call of CollectObjects that was given up: the state may come to name it yet.
      `${ROOT}collect/batches/${RUN_ID}-99-0123456789ab.json`,
      `${ROOT}collect/batches/notes.json`,
      `${ROOT}staging/${later}/x/data/1.json.gz`,
      `${ROOT}staging/notes/1.json`,
    ];
    const owed = staged(s3).filter((key) => key.includes(`/staging/${batch.batchId}/`));
    const goes = [`${ROOT}staging/${SETTLED}/x/data/1.json.gz`, `${ROOT}collect/batches/${SETTLED}-0123456789ab.json`];
    for (const key of [...stays, ...goes]) s3.put(key, '');
    await finish(s3, batch);
    expect(owed.length).toBeGreaterThan(0);
    expect(staged(s3)).toEqual([...stays, ...owed].sort());
  });

  it('deletes nothing staged where another execution has the lock, and there is nothing to settle', async () => {
    const { s3, batch } = await world();
    for (const table of ['t', 'u']) record(s3, table, 'applied', batch.batchId);
    s3.undeletable = () => 'AccessDenied';
    await finish(s3, batch);
    s3.undeletable = () => undefined;
    const before = staged(s3);
    s3.put(`${ROOT}lock.json`, { formatVersion: 1, executionArn: 'other', redriveCount: 0, startedAt: START });
    expect(await finish(s3, batch)).toMatchObject({ status: 'succeeded' });
    expect(staged(s3)).toEqual(before);
    expect(before.length).toBeGreaterThan(0);
  });

  it('knows the source of what is owed', async () => {
    const { s3, batch } = await world();
    await finish(s3, batch, { map: null });
    expect(state(s3).owed.map(({ table }) => table)).toContainEqual(SOURCE);
  });
});
