import { ColumnNotFound, ResetRefused } from '../../../../lambdas/core/errors';
import { type Committed, decideRead, type ReadIntent } from '../../../../lambdas/core/progress/decide-read';
import {
  checkpointOf,
  EARLIER,
  FINGERPRINT,
  incremental,
  incrementalCheckpoint,
  KEY,
  table,
} from '../../../support/extract-fixture';
import { column, committed, decide, M, schemaOf, when } from './deciding';

describe('a table in full mode', () => {
  it.each([
    ['for the first time', undefined],
    ['again', { checkpoint: checkpointOf(EARLIER), schema: schemaOf(table.columns) }],
    ['after it was incremental', committed({}, table.columns)],
  ])('is a snapshot, %s', (_, before) => {
    expect(decideRead(table, before, when)).toEqual({
      kind: 'snapshot',
      why: 'mode: full',
      columns: table.columns,
      changes: [],
      low: null,
      reached: null,
      replaces: true,
      resumes: false,
      unlikeColumns: [],
    });
  });

  it('is one, too, when its key is not told', () => {
    const { replicationKey: _key, ...keyless } = incremental;
    expect(decideRead(keyless, undefined, when)).toMatchObject({ kind: 'snapshot' });
  });
});

describe('an incremental table', () => {
  it('is loaded for the first time', () => {
    expect(decideRead(incremental, undefined, when)).toEqual({
      kind: 'load',
      why: 'the first incremental read',
      columns: incremental.columns,
      changes: [],
      low: null,
      reached: null,
      replaces: true,
      resumes: false,
      unlikeColumns: [],
      fingerprint: FINGERPRINT,
    });
  });

  it('is loaded after it was read in full', () => {
    const before = { checkpoint: checkpointOf(EARLIER), schema: schemaOf() };
    expect(decide({}, before)).toMatchObject({ kind: 'load', why: 'the first incremental read', replaces: true });
  });

  it('is read from where the last run settled', () => {
    expect(
      decide({}, committed({ watermark: { column: KEY.name, type: KEY.type, value: M, settled: '2026' } })),
    ).toEqual({
      kind: 'window',
      why: 'by updated_at (by its name)',
      columns: incremental.columns,
      changes: [],
      low: '2026',
      reached: M,
      replaces: false,
      resumes: false,
      unlikeColumns: [],
      fingerprint: FINGERPRINT,
    });
  });

  it.each([
    ['no row had a key', { value: null, settled: null }],
    ['nothing is settled', { value: M, settled: null }],
  ])('is loaded while %s', (_, watermark) => {
    const before = committed({ watermark: { column: KEY.name, type: KEY.type, ...watermark } });
    expect(decide({}, before)).toMatchObject({ kind: 'load', why: 'no row had a replication key so far' });
  });
});

describe('a reset', () => {
  const RESETS: [string, Partial<ReadIntent>, Committed | undefined, string | undefined, RegExp][] = [
    [
      'another key',
      { replicationKey: column('id', 'bigint') },
      undefined,
      undefined,
      /^the replication key is id now, was updated_at$/,
    ],
    [
      'another type of the key',
      {},
      committed({ fingerprint: { ...FINGERPRINT, replicationKeyType: 'date' } }),
      undefined,
      /^the replication key is timestamp without time zone now, was date$/,
    ],
    ['another filter', { where: 'id > 1' }, undefined, undefined, /^where has changed$/],
    [
      'another choice of columns',
      { columnsDigest: 'another' },
      undefined,
      undefined,
      /^the choice of columns has changed$/,
    ],
    [
      'another primary key',
      { primaryKey: ['id', 'note'] },
      undefined,
      undefined,
      /^the primary key is \(id, note\) now, was \(id\)$/,
    ],
    [
      'a column of another type',
      { columns: [column('id', 'bigint'), column('note', 'integer'), KEY] },
      undefined,
      undefined,
      /^column note changed from .* to integer$/,
    ],
    [
      'a new column with a default',
      { columns: [...incremental.columns, column('new', 'date', true)] },
      undefined,
      undefined,
      /^column new was added with a default/,
    ],
    [
      'a schema that is gone',
      {},
      { checkpoint: incrementalCheckpoint(EARLIER) },
      undefined,
      /^the stored schema is gone$/,
    ],
    ['a source that was rebuilt', {}, undefined, 'it was rebuilt', /^it was rebuilt$/],
    [
      'several at once',
      { where: 'id > 1', columnsDigest: 'another' },
      undefined,
      'it was rebuilt',
      /^it was rebuilt; where has changed; the choice of columns has changed$/,
    ],
  ];

  it.each(RESETS)('by %s: the table is loaded anew, and the reason is told', (_, more, before, reset, why) => {
    expect(decide(more, before, reset)).toMatchObject({
      kind: 'load',
      why: expect.stringMatching(why),
      low: null,
      reached: null,
      replaces: true,
    });
  });

  it.each(RESETS)('by %s is refused with onReset: fail', (_, more, before, reset, why) => {
    const refused = () => decide({ ...more, onReset: 'fail' }, before, reset);
    expect(refused).toThrow(ResetRefused);
    expect(refused).toThrow(new RegExp(why.source.replace(/^\^|\$$/g, '')));
    expect(refused).toThrow(/\{"fullRefresh": \["public\.orders"\]\}/);
  });

  it.each(RESETS)('by %s is what a full refresh does anyway, even with onReset: fail', (_, more, before, reset) => {
    expect(decide({ ...more, onReset: 'fail', fullRefresh: true }, before, reset)).toMatchObject({
      kind: 'load',
      why: 'fullRefresh in the input',
    });
  });

  it('is none where a table has not been incremental before', () => {
    const before = { checkpoint: checkpointOf(EARLIER), schema: schemaOf() };
    expect(decide({ where: 'id > 1', onReset: 'fail' }, before)).toMatchObject({ why: 'the first incremental read' });
  });
});

describe('a replication key that the table has not', () => {
  const { replicationKey: _key, ...keyless } = incremental;
  const gone = { ...keyless, columns: table.columns, missingKey: 'updated_at', whyMode: 'by updated_at' };

  it.each([
    ['that was never there', undefined],
    ['of a table that was read in full', { checkpoint: checkpointOf(EARLIER), schema: schemaOf(table.columns) }],
    ['while another one was used', committed({ fingerprint: { ...FINGERPRINT, replicationKey: 'id' } })],
  ])('%s is refused, with the columns that are there', (_, before) => {
    const refused = () => decideRead(gone, before, when);
    expect(refused).toThrow(ColumnNotFound);
    expect(refused).toThrow(/replicationKey names "updated_at".*Its columns: id, note/);
  });

  it('and that was dropped makes it a snapshot, with the reason', () => {
    expect(decideRead(gone, committed(), when)).toMatchObject({
      kind: 'snapshot',
      why: 'the replication key updated_at is gone',
      replaces: true,
      changes: [{ change: 'dropped', column: 'updated_at' }],
    });
  });

  it('and that was dropped makes it a snapshot in every run to come', () => {
    const { fingerprint } = decideRead(gone, committed(), when);
    const before = {
      checkpoint: { ...checkpointOf(EARLIER), ...(fingerprint && { fingerprint }) },
      schema: schemaOf(table.columns),
    };
    expect(decideRead(gone, before, when)).toMatchObject({
      kind: 'snapshot',
      why: 'the replication key updated_at is gone',
    });
  });

  it('and that was dropped is refused with onReset: fail', () => {
    expect(() => decideRead({ ...gone, onReset: 'fail' }, committed(), when)).toThrow(ResetRefused);
  });

  it('and that comes back makes it a load again', () => {
    const { fingerprint } = decideRead(gone, committed(), when);
    const before = {
      checkpoint: { ...checkpointOf(EARLIER), ...(fingerprint && { fingerprint }) },
      schema: schemaOf(table.columns),
    };
    expect(decide({ columns: [...table.columns, { ...KEY, hasDefault: false }] }, before)).toMatchObject({
      kind: 'load',
      why: 'the first incremental read',
    });
  });
});
