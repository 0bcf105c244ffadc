import { applyBatch } from '../../../../../lambdas/core/sql/load/apply-batch';
import type { ApplyRequest } from '../../../../../lambdas/core/sql/load/apply-request';
import { type ColumnCost, ColumnRoom, INSERTED, MERGED } from '../../../../../lambdas/core/staging/column-room';
import { MAX_BATCH_STATEMENTS } from '../../../../../lambdas/core/statement/statement';
import { type Column, request } from '../../../../support/load-rig';

const COLUMNS: readonly Column[] = [
  ['id', 'integer'],
  ['region', 'varchar(10)'],
  ['doc', 'super'],
];
const EVENTS: readonly Column[] = [...COLUMNS, ['at', 'timestamp']];
const each = (more: Partial<ApplyRequest> = {}): ApplyRequest =>
  request('orders', more.dedupe ? EVENTS : COLUMNS, {
    batch: { id: "run'1/orders", seq: '42' },
    writeMode: 'merge',
    source: { format: 'json', manifest: { bucket: 'lake', key: 'staged/copy.manifest' }, rows: 7 },
    key: ['id', 'region'],
    iamRole: 'arn:aws:iam::123456789012:role/copy',
    ...more,
  });
const texts = (more: Partial<ApplyRequest>) =>
  applyBatch(each(more))
    .map(({ role, sql }) => `-- ${role}\n${sql.text};`)
    .join('\n');

describe('the statements of a batch', () => {
  it.each<[string, Partial<ApplyRequest>]>([
    ['append', { writeMode: 'append', deletes: { mode: 'ignore' } }],
    ['append with soft deletes', { writeMode: 'append', deletes: { mode: 'soft', column: 'gone' } }],
    [
      'append of events that come again',
      { writeMode: 'append', deletes: { mode: 'ignore' }, key: ['id'], dedupe: { column: 'at', windowSeconds: 60 } },
    ],
    ['merge', { truncates: 'ignore', timeoutSeconds: 60 }],
    ['merge of partial changes', { key: ['id'], partial: true, carried: ['region', 'doc'] }],
    ['merge with truncates and soft deletes', { deletes: { mode: 'soft', column: 'gone' } }],
    ['merge with columns left out', { truncates: 'ignore', carried: ['doc'] }],
    ['replace', { writeMode: 'replace', key: [] }],
    ['replace by key', { writeMode: 'replace' }],
    ['scd2', { writeMode: 'scd2', truncates: 'ignore' }],
    ['scd2 with truncates and columns left out', { writeMode: 'scd2', carried: ['doc'] }],
  ])('%s', (_, more) => {
    expect(texts(more)).toMatchSnapshot();
  });

  const filled = (cost: ColumnCost, length: number): Column[] => {
    const room = new ColumnRoom(cost);
    const columns: Column[] = [];
    for (let i = 0; ; i++) {
      const name = String(i).padStart(length, 'p');
      if (!room.take(name)) return columns;
      columns.push([name, i % 9 === 0 ? 'boolean' : 'varchar(65535)']);
    }
  };
  it.each([4, 12, 30, 60, 127])('take as many columns with names of %i bytes as a table is given', (length) => {
    const wide = (columns: readonly Column[], more: Partial<ApplyRequest>) =>
      applyBatch(
        request('orders', [...columns, ['id', 'varchar(64)']], {
          ...each(more),
          ...more,
          columns: request('o', [...columns, ['id', 'varchar(64)']], each()).columns,
        }),
      );
    const merged = filled(MERGED, length);
    const partial = { key: ['id'], partial: true as const, carried: merged.map(([name]) => name) };
    expect(() => wide(merged, partial)).not.toThrow();
    expect(() => wide(merged, { key: ['id'] })).not.toThrow();
    const dedupe = { column: 'id', windowSeconds: 60 };
    const events = { writeMode: 'append' as const, deletes: { mode: 'ignore' as const }, key: ['id'], dedupe };
    expect(() => wide(filled(INSERTED, length), events)).not.toThrow();
    expect(() => wide(filled(INSERTED, length), { writeMode: 'replace', key: ['id'] })).not.toThrow();
  });

  it('fit a batch where most is asked for, and each a statement', () => {
    const files = {
      manifest: { bucket: 'lake', key: 'm' },
      rows: 1,
      columns: COLUMNS.map(([name, redshiftType]) => ({ name, redshiftType })),
    };
    const source = {
      format: 'parquet' as const,
      data: files,
      deletes: files,
      isBase: true,
      pos: '1',
      at: '2024-05-01 10:00:00',
    };
    const columns = each().columns.map((column) =>
      column.name === 'doc' ? { ...column, fromType: 'varchar(9)', take: 'fitting' as const } : column,
    );
    const all = {
      source,
      columns,
      carried: ['doc'],
      quarantine: { bucket: 'lake', key: 'q/' },
      timeoutSeconds: 9,
      distKey: 'id',
    };
    for (const writeMode of ['merge', 'scd2', 'replace'] as const) {
      expect(applyBatch(each({ ...all, writeMode })).length).toBeLessThanOrEqual(MAX_BATCH_STATEMENTS);
    }
    expect(applyBatch(each({ ...all, deletes: { mode: 'soft', column: 'gone' } })).length).toBeLessThanOrEqual(
      MAX_BATCH_STATEMENTS,
    );
  });

  it('lock and fence before they read, and write the ledger before they count', () => {
    for (const writeMode of ['append', 'merge', 'replace', 'scd2'] as const) {
      const deletes = { mode: 'ignore' } as const;
      const roles = applyBatch(each({ writeMode, deletes })).map(({ role }) => role);
      expect(roles.slice(0, 6)).toEqual(['lock', 'fence', 'stage', 'copy', 'verify', 'guard']);
      expect(roles.slice(-2)).toEqual(['ledger', 'counts']);
    }
  });

  it('keep rows where the target keeps them', () => {
    expect(texts({ distKey: 'id' })).toContain('"shuttle_absent" VARCHAR(65535)) DISTKEY ("id")');
    expect(texts({ distKey: 'other' })).not.toContain('DISTKEY');
  });
});

describe('applyBatch refuses', () => {
  const wide = Array.from({ length: 1500 }, (_, i): Column => [`column_with_a_long_name_${i}`, 'varchar(20)']);
  it.each<[string, Partial<ApplyRequest>, string, string]>([
    ['merge without a key', { key: [] }, 'PrimaryKeyMissing', 'public.orders: writeMode merge needs a key'],
    ['a key that is not in the data', { key: ['other'] }, 'PrimaryKeyInvalid', '"other" is not in the data'],
    ['a key that cannot be compared', { key: ['doc'] }, 'PrimaryKeyInvalid', '"doc" is super'],
    [
      'a key whose values do not all fit',
      { columns: each().columns.map((column) => ({ ...column, take: 'fitting' as const })) },
      'PrimaryKeyInvalid',
      'key column "id" is integer and the data has integer',
    ],
    ['append that deletes', { writeMode: 'append' }, 'ConfigInvalid', 'append has no rows to delete'],
    [
      'soft deletes of replace',
      { writeMode: 'replace', deletes: { mode: 'soft', column: 'g' } },
      'ConfigInvalid',
      'replace keeps no',
    ],
    [
      'soft deletes of scd2',
      { writeMode: 'scd2', deletes: { mode: 'soft', column: 'g' } },
      'ConfigInvalid',
      'valid_to',
    ],
    ['a target with a name of the load', { target: { schema: 's', table: 'shuttle_x' } }, 'NameCollision', 'shuttle_'],
    [
      'a column with a name of the load',
      { deletes: { mode: 'soft', column: 'shuttle_op' } },
      'NameCollision',
      'shuttle_op',
    ],
    [
      'a column with a name of the history',
      {
        writeMode: 'scd2',
        columns: [...each().columns, { name: 'until', type: 'date', from: 'until', fromType: 'date', take: 'all' }],
        history: { validFrom: 'valid_from', validTo: 'until', isCurrent: 'is_current' },
      },
      'NameCollision',
      'until',
    ],
    [
      'more SQL than the Data API takes',
      {
        columns: [
          ...each().columns,
          ...wide.map(([name, type]) => ({ name, type, from: name, fromType: type, take: 'all' as const })),
        ],
      },
      'StatementTooLong',
      'public.orders: a statement is',
    ],
    [
      'more columns than a staging table has room for',
      {
        columns: each().columns.concat(
          Array.from({ length: 1593 }, (_, i) => ({
            name: `c${i}`,
            type: 'date',
            from: `c${i}`,
            fromType: 'date',
            take: 'all' as const,
          })),
        ),
      },
      'ConfigInvalid',
      '1596 columns, and a load takes 1595',
    ],
    ['a batch without a number', { batch: { id: 'b', seq: '-1' } }, 'RangeError', 'batch seq -1'],
  ])('%s', (_, more, name, message) => {
    expect(() => applyBatch(each(more))).toThrow(
      expect.objectContaining({ name, message: expect.stringContaining(message) }),
    );
  });
});
