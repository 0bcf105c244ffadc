import { mapColumns } from '../../../../lambdas/core/catalog/column-mapping';
import { schemaVersion } from '../../../../lambdas/core/catalog/table-schema';
import { BackfillImpossible, SchemaDrifted } from '../../../../lambdas/core/errors';
import type { Loading } from '../../../../lambdas/core/progress/checkpoint';
import { type Committed, decideRead, type ReadIntent } from '../../../../lambdas/core/progress/decide-read';
import {
  BATCH,
  batchOf,
  checkpointOf,
  EARLIER,
  EARLIER_RUN,
  FINGERPRINT,
  incremental,
  incrementalCheckpoint,
  KEY,
  RUN_ID,
  START,
  table,
} from '../../../support/extract-fixture';
import { column, committed, decide, M, schemaOf, when } from './deciding';

describe('drift', () => {
  const added = [...incremental.columns, column('new', 'date', false)];
  const dropped = incremental.columns.filter(({ name }) => name !== 'note');
  const widened = [column('id', 'bigint'), column('note', 'character varying(300)'), KEY];
  const narrow = [column('id', 'bigint'), column('note', 'character varying(30)'), KEY];

  it.each([
    ['added', added, incremental.columns, { change: 'added', column: 'new', to: 'date' }],
    ['dropped', dropped, incremental.columns, { change: 'dropped', column: 'note' }],
    ['widened', widened, narrow, { change: 'widened', column: 'note' }],
  ] as const)('%s: evolve goes on with the window and tells it', (_, columns, before, change) => {
    expect(decide({ columns: [...columns] }, committed({}, before))).toMatchObject({
      kind: 'window',
      columns,
      changes: [change],
    });
  });

  it('added: freeze leaves the column out', () => {
    expect(decide({ columns: added, schemaDrift: 'freeze' })).toMatchObject({
      kind: 'window',
      columns: incremental.columns,
      changes: [{ change: 'added', column: 'new' }],
    });
  });

  it.each([
    ['fail', added],
    ['fail', dropped],
    ['freeze', dropped],
  ] as const)('%s refuses what it does not allow', (schemaDrift, columns) => {
    expect(() => decide({ schemaDrift, columns: [...columns] })).toThrow(SchemaDrifted);
  });

  it('fail refuses a table in full mode as well', () => {
    const before = { checkpoint: checkpointOf(EARLIER), schema: schemaOf(table.columns) };
    expect(() => decideRead({ ...table, schemaDrift: 'fail', columns: added }, before, when)).toThrow(SchemaDrifted);
  });

  it('is none where nothing was committed', () => {
    expect(decideRead({ ...incremental, schemaDrift: 'fail' }, undefined, when).changes).toEqual([]);
  });
});

describe('a full refresh', () => {
  const live = (count: number) => committed({ batches: Array.from({ length: count }, (_, i) => batchOf(`b${i}`)) });
  const day = 86_400;

  it('is what the input asks for', () => {
    expect(decide({ fullRefresh: true })).toMatchObject({ kind: 'load', why: 'fullRefresh in the input' });
  });

  it.each([
    [2, 3, 'window'],
    [3, 3, 'load'],
    [4, 3, 'load'],
  ])('with %i live batches and fullRefreshEvery %i: %s', (count, batches, kind) => {
    const decision = decide({ fullRefreshEvery: { batches } }, live(count));
    expect(decision.kind).toBe(kind);
    if (kind === 'load') expect(decision.why).toBe(`fullRefreshEvery: ${batches} batches are live`);
  });

  it.each([
    ['2026-01-04T03:10:00.001Z', 'window'],
    ['2026-01-04T03:10:00.000Z', 'load'],
    ['2025-12-01T00:00:00.000Z', 'load'],
  ])('of a table loaded %s, every day: %s', (fullAt, kind) => {
    const decision = decide({ fullRefreshEvery: { seconds: day } }, committed({ fullAt }));
    expect(decision.kind).toBe(kind);
    if (kind === 'load') expect(decision.why).toMatch(/^fullRefreshEvery: the last was \d+\w+ ago$/);
  });

  it('is not due by time while it is not known when the last one was', () => {
    const { fullAt: _at, ...unknown } = incrementalCheckpoint(EARLIER);
    const before = { checkpoint: unknown, schema: schemaOf() };
    expect(decide({ fullRefreshEvery: { seconds: 1 } }, before).kind).toBe('window');
  });
});

describe('an unfinished load', () => {
  const loadingOf = (more: Partial<Loading> = {}): Loading => ({
    kind: 'load',
    fingerprint: FINGERPRINT,
    schemaVersion: schemaVersion(mapColumns(incremental.columns)),
    startedAt: START,
    settled: '2026-01-02 00:00:00.000000',
    batches: [batchOf(EARLIER, { kind: 'load' })],
    ...more,
  });
  /** Of a table that had nothing before. */
  const first = (more: Partial<Loading> = {}): Committed => {
    const { watermark: _w, fingerprint: _f, tail: _t, fullAt: _a, ...checkpoint } = incrementalCheckpoint(EARLIER);
    return { checkpoint: { ...checkpoint, batches: [], loading: loadingOf(more) }, schema: schemaOf() };
  };

  it.each([
    ['of a first load', first()],
    ['of a refresh', committed({ loading: loadingOf() })],
  ])('%s is gone on with', (_, before) => {
    expect(decide({}, before)).toMatchObject({
      kind: 'load',
      why: `goes on with the load begun ${START}`,
      low: '2026-01-02 00:00:00.000000',
      reached: null,
      replaces: true,
      resumes: true,
    });
  });

  it.each([
    ['of an earlier run', EARLIER_RUN, false],
    ['of this run', RUN_ID, true],
  ])('%s under fullRefresh is gone on with: %s', (_, runId, resumes) => {
    const before = committed({ loading: loadingOf({ batches: [batchOf(`${runId}-0-1`)] }) });
    expect(decide({ fullRefresh: true }, before)).toMatchObject({ kind: 'load', resumes });
  });

  it('begun by a reset is gone on with in the same run, though the reason stands', () => {
    const fingerprint = { ...FINGERPRINT, where: 'id > 1' };
    const before = committed({ loading: loadingOf({ fingerprint, batches: [batchOf(BATCH)] }) });
    expect(decide({ where: 'id > 1' }, before)).toMatchObject({ kind: 'load', resumes: true });
    expect(decide({ where: 'id > 1', onReset: 'fail' }, before)).toMatchObject({ kind: 'load', resumes: true });
  });

  it.each([
    ['another filter', {}, { where: 'id > 1' }],
    ['another schema', { schemaVersion: 'another' }, {}],
  ])('is begun anew with %s', (_, loading, more) => {
    expect(decide(more, first(loading))).toMatchObject({
      kind: 'load',
      why: 'the first incremental read',
      low: null,
      replaces: true,
      resumes: false,
    });
  });
});

describe('a backfill', () => {
  const backfill = { from: '2026-01-01 00:00:00.000000', to: M };

  it('is a batch beside the others', () => {
    expect(decide({ backfill })).toMatchObject({
      kind: 'backfill',
      low: '2026-01-04 00:00:00.000000',
      replaces: false,
      resumes: false,
      fingerprint: FINGERPRINT,
    });
  });

  it('comes before a refresh that is due', () => {
    expect(decide({ backfill, fullRefreshEvery: { batches: 1 } }).kind).toBe('backfill');
  });

  it.each<[string, Partial<ReadIntent>, Committed | undefined, RegExp]>([
    ['is read in full', { mode: 'full' }, committed(), /it is read in full each time/],
    ['was never loaded', {}, undefined, /it has not been loaded yet/],
    ['was read in full so far', {}, { checkpoint: checkpointOf(EARLIER), schema: schemaOf() }, /not been loaded yet/],
    [
      'is to be reset',
      { where: 'id > 1', columnsDigest: 'x' },
      committed(),
      /where has changed; the choice of columns/,
    ],
    ['has lost its schema', {}, { checkpoint: incrementalCheckpoint(EARLIER) }, /the stored schema is gone/],
  ])('is refused for a table that %s', (_, more, before, message) => {
    const refused = () => decideRead({ ...incremental, ...more, backfill }, before, when);
    expect(refused).toThrow(BackfillImpossible);
    expect(refused).toThrow(message);
  });
});
