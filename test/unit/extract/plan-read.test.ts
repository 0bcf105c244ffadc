import { mapColumns } from '../../../lambdas/core/catalog/column-mapping';
import { keySetIdentity } from '../../../lambdas/core/catalog/key-set-identity';
import { schemaVersion, tableSchemaOf } from '../../../lambdas/core/catalog/table-schema';
import type { Checkpoint } from '../../../lambdas/core/progress/checkpoint';
import type { Run, Unit, UnitTable } from '../../../lambdas/extract/contract';
import { planRead } from '../../../lambdas/extract/plan-read';
import {
  BATCH,
  batchOf,
  checkpointNamed,
  checkpointOf,
  EARLIER,
  FINGERPRINT,
  filesOf,
  groupCheckpoint,
  groupOf,
  incremental,
  incrementalCheckpoint,
  keys,
  NOW,
  named,
  run,
  START,
  table,
  unitOf,
} from '../../support/extract-fixture';
import { FakeS3 } from '../../support/fake-s3';

const LOW = '2026-01-04 00:00:00.000000';
const detecting: UnitTable = { ...incremental, detectDeletes: true };
const identity = keySetIdentity(detecting.columns, detecting.primaryKey, detecting.where);
const keySet = { ...filesOf(EARLIER, 'keys'), batchId: EARLIER, identity };

/** What was committed, with the schema that it names. */
const stored = (current?: Checkpoint, columns = incremental.columns): FakeS3 => {
  const s3 = new FakeS3();
  if (current) s3.put(keys.current, current);
  s3.put('schema.json', tableSchemaOf(table.source, mapColumns(columns), ['id']));
  return s3;
};
interface More {
  method?: 'unload' | 'page' | null;
  resets?: { table: string; why: string }[];
  run?: Run;
  attempt?: number;
}
const planUnit = (s3: FakeS3, unit: Unit, more: More = {}) =>
  planRead({ run, unit, attempt: 1, redriveCount: 0, method: null, resets: [], now: NOW, ...more }, s3.objects);
const plan = async (s3: FakeS3, its: UnitTable, more: More = {}) => {
  const planned = await planUnit(s3, unitOf(its), more);
  const [read] = planned.reads;
  if (!read) throw new Error('nothing is read');
  return { ...planned, read };
};
const sqlOf = ({ sqls }: { sqls: string[] }, index: number | undefined) => sqls[(index ?? 0) - 1];

describe('planRead', () => {
  it('goes on with a window from what was committed', async () => {
    const s3 = stored(incrementalCheckpoint(EARLIER));
    const { currentEtag, sqls, read } = await plan(s3, incremental);
    expect(currentEtag).toBe(s3.etag(keys.current));
    expect(read).toMatchObject({
      kind: 'window',
      low: LOW,
      reached: LOW,
      fingerprint: FINGERPRINT,
      statements: { bounds: { index: 2, row: 0 }, data: 3, tail: 4 },
    });
    expect(sqls[2]).toContain(`TO 's3://lake/${keys.data}'`);
    expect(sqls[3]).toContain(`TO 's3://lake/${keys.tail}'`);
  });

  it('goes on with the chunk after the last one', async () => {
    const loading = {
      kind: 'load' as const,
      fingerprint: FINGERPRINT,
      schemaVersion: schemaVersion(mapColumns(incremental.columns)),
      startedAt: START,
      settled: '2026-01-02 00:00:00.000000',
      batches: [batchOf(EARLIER)],
      keySet,
    };
    const s3 = stored({ ...incrementalCheckpoint(EARLIER), loading });
    const planned = await plan(s3, { ...detecting, chunkRows: 20_000 });
    expect(planned.read).toMatchObject({ kind: 'load', low: loading.settled, resumes: true, lastKeys: 3 });
    expect(sqlOf(planned, planned.read.statements.bounds?.index)).toContain('LIMIT 20000');
  });

  it('reads the whole table where the source was rebuilt', async () => {
    const s3 = stored(incrementalCheckpoint(EARLIER));
    const resets = [{ table: 'public.orders', why: 'it was rebuilt' }];
    expect((await plan(s3, incremental, { resets })).read).toMatchObject({ kind: 'load', whyKind: 'it was rebuilt' });
    const others = [{ table: 'public.items', why: 'it was rebuilt' }];
    expect((await plan(s3, incremental, { resets: others })).read).toMatchObject({ kind: 'window' });
  });

  it('reads what a backfill names, without a tail, and looks for gone keys', async () => {
    const backfill = { from: '2026-01-01 00:00:00.000000', to: LOW };
    const s3 = stored(incrementalCheckpoint(EARLIER, { keySet }));
    const { read, sqls } = await plan(s3, { ...detecting, backfill });
    expect(read).toMatchObject({ kind: 'backfill', statements: { count: 2, data: 3, gone: 8 }, lastKeys: 3 });
    expect(read.statements).not.toHaveProperty('tail');
    expect(sqls).toHaveLength(10);
    expect(sqls[1]).toContain("<= CAST('2026-01-04 00:00:00.000000' AS TIMESTAMP)");
  });

  it('leaves out columns that are frozen out', async () => {
    const s3 = stored(incrementalCheckpoint(EARLIER));
    const columns = [...incremental.columns, { name: 'new', type: 'date', nullable: true }];
    const { read, sqls } = await plan(s3, { ...incremental, columns, schemaDrift: 'freeze' });
    expect(read.unit.columns).toEqual(incremental.columns);
    expect(read.changes).toMatchObject([{ change: 'added', column: 'new' }]);
    expect(sqls.join()).not.toContain('"new"');
  });

  it.each([
    ['the method that was decided in between', 'page', 'unload', 'page'],
    ['its own', null, 'page', 'page'],
  ] as const)('reads by %s', async (_, decided, own, method) => {
    const s3 = stored();
    expect((await plan(s3, { ...table, method: own }, { method: decided })).method).toBe(method);
  });
});

describe('the last key set', () => {
  it('is compared with what is there now', async () => {
    const planned = await plan(stored(incrementalCheckpoint(EARLIER, { keySet })), detecting);
    expect(planned.read.lastKeys).toBe(3);
    expect(planned.sqls.join('\n')).toContain(`FROM 's3://lake/${keySet.manifest.key}'`);
    expect(sqlOf(planned, planned.read.statements.gone)).toContain(`TO 's3://lake/${keys.deletes}'`);
    expect(sqlOf(planned, planned.read.statements.keys)).toContain(`TO 's3://lake/${keys.keys}'`);
  });

  it.each<[string, Partial<Checkpoint>, Partial<UnitTable>]>([
    ['there is none', {}, {}],
    ['it is of another primary key', { keySet }, { primaryKey: ['note'] }],
    ['it is of a key in another order', { keySet }, { primaryKey: ['id', 'note'] }],
    ['it is of another filter', { keySet }, { where: 'id > 1' }],
    ['it is of keys without rows', { keySet: { ...keySet, rows: 0 } }, {}],
  ])('is not, where %s', async (_, before, more) => {
    const s3 = stored(incrementalCheckpoint(EARLIER, before));
    const { read } = await plan(s3, { ...detecting, ...more });
    expect(read).not.toHaveProperty('lastKeys');
    expect(read.statements).toMatchObject({ keys: expect.any(Number), keyCounts: expect.any(Number) });
    expect(read.statements).not.toHaveProperty('gone');
  });

  it('is not asked for without deletes: detect', async () => {
    const { read } = await plan(stored(incrementalCheckpoint(EARLIER, { keySet })), incremental);
    expect(read).not.toHaveProperty('lastKeys');
    expect(read.statements).not.toHaveProperty('keys');
  });
});

describe('a primary key', () => {
  const unread = { ...table, primaryKey: ['nr'] };

  it('that is not extracted hinders nothing where nobody needs it', async () => {
    expect((await plan(stored(), unread)).sqls).toHaveLength(3);
  });

  it('is checked where that is wanted', async () => {
    expect((await plan(stored(), { ...table, checkKey: true })).read.statements).toEqual({
      count: 2,
      data: 3,
      keyCheck: 4,
    });
  });

  it.each([{ detectDeletes: true }, { checkKey: true }])('that is frozen out is refused with %j', async (more) => {
    const s3 = stored(checkpointOf(EARLIER), table.columns);
    const columns = [...table.columns, { name: 'nr', type: 'bigint', nullable: false }];
    const frozen = { ...unread, columns, schemaDrift: 'freeze' as const, ...more };
    await expect(plan(s3, frozen)).rejects.toMatchObject({
      name: 'ColumnNotFound',
      message: expect.stringMatching(/^public\.orders: its primary key column nr is not read/),
    });
  });
});

describe('a group', () => {
  const items = named('items', detecting);
  const group = groupOf('sales', table, items);

  it('is read in one batch, each table from its own checkpoint', async () => {
    const s3 = stored();
    const checkpoint = checkpointNamed('items', incrementalCheckpoint(EARLIER, { keySet }));
    const etag = s3.put(keys.group, groupCheckpoint(EARLIER, checkpointOf(EARLIER), checkpoint));
    const planned = await planUnit(s3, group);
    expect(planned).toMatchObject({
      label: 'group sales',
      group: 'sales',
      batchId: BATCH,
      method: 'unload',
      currentEtag: etag,
      reads: [
        { kind: 'snapshot', statements: { bounds: { row: 0 } } },
        { kind: 'window', low: LOW, lastKeys: 3, statements: { bounds: { row: 1 } } },
      ],
    });
    expect(planned.sqls.join('\n')).toContain(`/data/public/items/batch=${BATCH}-tail/`);
  });

  it('knows nothing of what a member had before it joined', async () => {
    const s3 = stored(checkpointOf(EARLIER));
    expect(await planUnit(s3, group)).toMatchObject({
      currentEtag: null,
      reads: [{ kind: 'snapshot' }, { kind: 'load', whyKind: 'the first incremental read' }],
    });
  });

  it('is refused as a whole for one of its tables', async () => {
    const refusal = { error: 'TypeNotSupported', cause: 'public.items: hllsketch' };
    await expect(planUnit(stored(), groupOf('sales', table, { ...items, refusal }))).rejects.toMatchObject({
      name: 'TypeNotSupported',
      message: refusal.cause,
    });
  });

  it('of more than a batch holds is refused', async () => {
    const many = Array.from({ length: 8 }, (_, i) => named(`t${i}`, detecting));
    const s3 = stored();
    const tables = many.map(({ source }) => checkpointNamed(source.name, incrementalCheckpoint(EARLIER, { keySet })));
    s3.put(keys.group, groupCheckpoint(EARLIER, ...tables));
    await expect(planUnit(s3, groupOf('sales', ...many))).rejects.toMatchObject({ name: 'GroupTooLarge' });
  });
});
