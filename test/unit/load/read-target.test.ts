import { readRows, readTarget } from '../../../lambdas/load/read-target';
import {
  answerRows,
  DescribeStatementCommand,
  GetStatementResultCommand,
  mockedData,
} from '../../support/mocked-data-api';

type Sub = [status: 'FINISHED' | 'FAILED' | 'ABORTED', error?: string];
type Row = (string | number | null)[];

/** Rows of `relations`: part, kind, number, column, type, NOT NULL, default, encoding, DISTKEY, sort key, primary key. */
const column = (part: string, n: number, name: string, type: string, primaryKey: string | null = null): Row => [
  part,
  'r',
  n,
  name,
  type,
  null,
  null,
  'none',
  null,
  0,
  primaryKey,
];
const TARGET = [column('target', 1, 'id', 'bigint', 'PRIMARY KEY (id)'), column('target', 2, 'v', 'text')];
const LEDGER = column('ledger', 1, 'batch_id', 'character varying(256)');
const EMPTY_SCHEMA: Row = [null, null, null, null, null, null, null, null, null, null, null];

const world = (subs: readonly Sub[], relations: readonly Row[] = [...TARGET, LEDGER], ledger: Row[] = [[1, '42']]) => {
  const { mock, data } = mockedData();
  mock.on(DescribeStatementCommand, { Id: 'd1' }).resolves({
    Id: 'd1',
    Status: subs.some(([status]) => status !== 'FINISHED') ? 'FAILED' : 'FINISHED',
    SubStatements: subs.map(([Status, message], n) => ({
      Id: `d1:${n + 1}`,
      Status,
      HasResultSet: Status === 'FINISHED',
      ...(message !== undefined && { Error: message }),
    })),
  });
  answerRows(mock, 'd1:1', relations);
  answerRows(mock, 'd1:2', [[1_234]]);
  answerRows(mock, 'd1:3', ledger);
  return { mock, data };
};
const read = ({ data }: ReturnType<typeof world>, hasMade = true) => readTarget(data, 'd1', 'public.t', hasMade);

describe('readTarget', () => {
  it('tells the target and what the ledger knows', async () => {
    expect(await read(world([['FINISHED'], ['FINISHED'], ['FINISHED']]))).toMatchObject({
      state: {
        schemaExists: true,
        target: { kind: 'table', columns: [{ name: 'id', type: 'bigint' }, { name: 'v' }], primaryKey: ['id'] },
        ledger: { columns: [{ name: 'batch_id' }] },
        isFenced: true,
        lastBatchSeq: '42',
      },
      tables: 1_234,
    });
  });

  it('tells a ledger without its fence, and one without a batch', async () => {
    expect(await read(world([['FINISHED'], ['FINISHED'], ['FINISHED']], undefined, [[0, null]]))).toMatchObject({
      state: { isFenced: false, lastBatchSeq: null },
    });
  });

  it.each<[string, Row[], { schemaExists: boolean; target?: object }]>([
    ['no schema', [], { schemaExists: false }],
    ['an empty schema', [EMPTY_SCHEMA], { schemaExists: true }],
    ['a table that was never loaded', TARGET, { schemaExists: true, target: { kind: 'table' } }],
  ])('passes over the failure of the ledger’s statement where there is none: %s', async (_, relations, expected) => {
    const { state } = await read(
      world([['FINISHED'], ['FINISHED'], ['FAILED', 'ERROR: relation does not exist']], relations),
    );
    expect(state).toMatchObject({ ...expected, isFenced: false, lastBatchSeq: null });
    expect(state.ledger).toBeUndefined();
    expect(state.target === undefined).toBe(expected.target === undefined);
  });

  it.each<[string, Sub[], string, string]>([
    [
      'the catalog cannot be read',
      [['FAILED', 'ERROR: permission denied for relation pg_class'], ['ABORTED'], ['ABORTED']],
      'StatementFailed',
      'ERROR: permission denied for relation pg_class (statement describe public.t, id d1)',
    ],
    [
      'a table was dropped while the catalog was read',
      [['FAILED', 'ERROR: could not open relation with OID 17'], ['FINISHED'], ['FINISHED']],
      'StatementTransient',
      'ERROR: could not open relation with OID 17 (statement describe public.t, id d1)',
    ],
    [
      'the ledger is there and cannot be read',
      [['FINISHED'], ['FINISHED'], ['FAILED', 'ERROR: permission denied for relation shuttle_ledger_t']],
      'StatementFailed',
      'ERROR: permission denied for relation shuttle_ledger_t (statement describe public.t, id d1)',
    ],
    [
      'the ledger was created between the two statements',
      [['FINISHED'], ['FINISHED'], ['FAILED', 'ERROR: 1018 relation dropped']],
      'StatementTransient',
      'ERROR: 1018 relation dropped (statement describe public.t, id d1)',
    ],
    ['somebody cancelled it', [['ABORTED'], ['ABORTED'], ['ABORTED']], 'StatementFailed', 'Redshift gave no message'],
    ['no statement of it ran', [], 'StatementFailed', 'Redshift gave no message'],
  ])('fails where %s', async (_, subs, name, message) => {
    await expect(read(world(subs))).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });

  it.each<[string, Row[], boolean]>([
    ['the target is missing', [LEDGER], true],
    ['the ledger is missing', TARGET, true],
    ['both are there', [...TARGET, LEDGER], false],
  ])('fetches the number of tables where one is to be made: %s', async (_, relations, isAsked) => {
    const w = world([['FINISHED'], ['FINISHED'], ['FINISHED']], relations);
    expect((await read(w, false)).tables).toBe(isAsked ? 1_234 : undefined);
    expect(w.mock.commandCalls(GetStatementResultCommand, { Id: 'd1:2' })).toHaveLength(isAsked ? 1 : 0);
  });

  it('does without the number of tables', async () => {
    const found = await read(world([['FINISHED'], ['FAILED', 'ERROR: permission denied'], ['FINISHED']]));
    expect(found).toMatchObject({ state: { lastBatchSeq: '42' }, tables: undefined });
  });

  it('finds statements by their number, in whatever order the Data API lists them', async () => {
    const w = world([['FINISHED'], ['FINISHED'], ['FINISHED']]);
    w.mock.on(DescribeStatementCommand).resolves({
      Status: 'FINISHED',
      SubStatements: ['d1:3', 'd1:2', 'd1:1'].map((Id) => ({ Id, Status: 'FINISHED' })),
    });
    expect(await read(w)).toMatchObject({ state: { target: { kind: 'table' }, lastBatchSeq: '42' } });
  });
});

describe('readRows', () => {
  it('reads all pages of a result', async () => {
    const { mock, data } = mockedData();
    const page = (n: number, NextToken?: string) => ({
      Records: [[{ longValue: n }]],
      ...(NextToken !== undefined && { NextToken }),
    });
    mock.on(GetStatementResultCommand, { Id: 's' }).resolves(page(1, 'next'));
    mock.on(GetStatementResultCommand, { Id: 's', NextToken: 'next' }).resolves(page(2));
    expect(await readRows(data, 's')).toEqual([[{ longValue: 1 }], [{ longValue: 2 }]]);
  });

  it('reads none of a result without rows', async () => {
    const { mock, data } = mockedData();
    mock.on(GetStatementResultCommand).resolves({});
    expect(await readRows(data, 's')).toEqual([]);
  });
});
