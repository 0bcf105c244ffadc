import { chooseKeys, chooseMode } from '../../../../lambdas/core/catalog/mode-choice';
import type { CatalogColumn } from '../../../../lambdas/core/catalog/table';
import type { ResolvedTableOptions } from '../../../../lambdas/core/config/resolve-table-options';
import {
  ColumnNotFound,
  PrimaryKeyMissing,
  ReplicationKeyInvalid,
  ReplicationKeyMissing,
} from '../../../../lambdas/core/errors';

const column = (name: string, type: string, more: Partial<CatalogColumn> = {}): CatalogColumn => ({
  name,
  type,
  nullable: true,
  ...more,
});
const ID = column('id', 'bigint');
const UPDATED = column('updated_at', 'timestamp without time zone');
const columns = [ID, column('note', 'text'), UPDATED];
const options = (more: Partial<ResolvedTableOptions> = {}): ResolvedTableOptions => ({
  enabled: true,
  columns: {},
  method: 'auto',
  verify: 'auto',
  mode: 'auto',
  fullRefreshEvery: { batches: 500 },
  onReset: 'refresh',
  deletes: 'ignore',
  maxDeletes: 0.5,
  checkKey: false,
  schemaDrift: 'evolve',
  from: {},
  ...more,
});
const fold = (name: string) => name.toLowerCase();
const choose = (more: Partial<ResolvedTableOptions> = {}, its: readonly CatalogColumn[] = columns) =>
  chooseMode(its, options(more), 'public.orders', fold, () => true);

describe('the mode', () => {
  it.each<[string, Partial<ResolvedTableOptions>, readonly CatalogColumn[], object]>([
    ['full, whatever there is', { mode: 'full' }, columns, { mode: 'full', whyMode: 'mode: full' }],
    [
      'by the name of a column',
      {},
      columns,
      { mode: 'incremental', whyMode: 'by updated_at (by its name)', replicationKey: UPDATED },
    ],
    [
      'incremental, by the name of a column',
      { mode: 'incremental' },
      columns,
      { mode: 'incremental', replicationKey: UPDATED },
    ],
    [
      'by config',
      { replicationKey: 'id' },
      columns,
      { mode: 'incremental', whyMode: 'by id (by config)', replicationKey: ID },
    ],
    ['by config, in another case', { replicationKey: 'ID' }, columns, { replicationKey: ID }],
    [
      'by config, in its own case',
      { replicationKey: 'ID' },
      [column('ID', 'bigint')],
      { replicationKey: column('ID', 'bigint') },
    ],
    [
      'full, for want of a key',
      {},
      [ID],
      { mode: 'full', whyMode: expect.stringMatching(/^mode: auto found no replication key: ./) },
    ],
    [
      'full, where the only key is hashed',
      {},
      [ID, { ...UPDATED, hash: true }],
      { mode: 'full', whyMode: expect.stringContaining('found no replication key') },
    ],
    [
      'incremental by a key that is not there: the run decides whether it was dropped',
      { replicationKey: 'Gone' },
      columns,
      { mode: 'incremental', missingKey: 'gone', whyMode: 'by Gone' },
    ],
  ])('%s', (_, more, its, expected) => {
    expect(choose(more, its)).toMatchObject(expected);
  });

  it('incremental needs a key', () => {
    const refused = () => choose({ mode: 'incremental' }, [ID]);
    expect(refused).toThrow(ReplicationKeyMissing);
    expect(refused).toThrow(/^public\.orders: mode is incremental.*Name the column as replicationKey/);
  });

  it.each<[string, Partial<ResolvedTableOptions>, readonly CatalogColumn[], RegExp]>([
    ['a type without order', { replicationKey: 'doc' }, [column('doc', 'super')], /doc/],
    ['a hashed key', { replicationKey: 'id' }, [{ ...ID, hash: true }], /"id" is hashed, and hashes have no order/],
    ['a delay of a number', { replicationKey: 'id', delaySeconds: 60 }, columns, /only points in time have an age/],
    ['a time for a number', { replicationKey: 'id', lookback: { seconds: 60 } }, columns, /not a duration/],
    ['a number for a time', { lookback: { value: '5' } }, columns, /lookback does not fit/],
  ])('refuses %s', (_, more, its, message) => {
    const refused = () => choose(more, its);
    expect(refused).toThrow(ReplicationKeyInvalid);
    expect(refused).toThrow(message);
    expect(refused).toThrow(/^public\.orders: /);
  });
});

describe('the keys', () => {
  const keys = (primaryKey: string[], more: Partial<ResolvedTableOptions>, exact = false) =>
    chooseKeys(columns, primaryKey, options(more), 'public.orders', () => exact);
  const DETECT = { deletes: 'detect', checkKey: true } as const;

  it.each<[string, string[], Partial<ResolvedTableOptions>, boolean, boolean]>([
    ['nothing is wanted', ['id'], {}, false, false],
    ['nothing is wanted of a table without one', [], {}, false, false],
    ['deletes are detected', ['id'], DETECT, true, true],
    ['deletes alone', ['id'], { deletes: 'detect' }, true, false],
    ['the check alone', ['id', 'note'], { checkKey: true }, false, true],
    ['a glob asks, and there is no key', [], DETECT, false, false],
    ['a glob asks, and the key is not extracted', ['nr'], DETECT, false, false],
  ])('%s', (_, primaryKey, more, detectDeletes, checkKey) => {
    expect(keys(primaryKey, more)).toEqual({ detectDeletes, checkKey });
  });

  it.each([DETECT, { deletes: 'detect' as const }, { checkKey: true }])('%j of a named table needs a key', (more) => {
    expect(() => keys([], more, true)).toThrow(PrimaryKeyMissing);
    expect(() => keys([], more, true)).toThrow(/^public\.orders: .*name its columns as primaryKey/);
  });

  it('of a named table must be extracted', () => {
    expect(() => keys(['id', 'nr'], DETECT, true)).toThrow(ColumnNotFound);
    expect(() => keys(['id', 'nr'], DETECT, true)).toThrow(/column nr is not extracted/);
  });
});
