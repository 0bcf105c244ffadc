import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { FakeS3 } from '../../support/fake-s3';
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

  it('ends the same wherever it dies', async () => {
    const { s3: before, batch } = await world();
    record(before, 't', 'applied', batch.batchId);
    record(before, 'u', 'failed', batch.batchId);
    const objects = before.keys().map((key) => [key, before.bytes(key).toString('latin1')] as const);
    await expectSameEndWhereverItDies(() => {
      const s3 = new FakeS3();
      for (const [key, text] of objects) s3.put(key, text);
      return { clients: [s3.client], step: () => finish(s3, batch), state: () => s3.state() };
    });
  }, 240_000);

  it('knows the source of what is owed', async () => {
    const { s3, batch } = await world();
    await finish(s3, batch, { map: null });
    expect(state(s3).owed.map(({ table }) => table)).toContainEqual(SOURCE);
  });
});
