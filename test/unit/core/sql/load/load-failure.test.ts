import { readLoadErrors } from '../../../../../lambdas/core/load/load-errors';
import { loadFailure } from '../../../../../lambdas/core/load/load-failure';
import { applyBatch } from '../../../../../lambdas/core/sql/load/apply-batch';
import type { ApplyRequest, ChangeFiles } from '../../../../../lambdas/core/sql/load/apply-request';
import { loadErrorsQuery } from '../../../../../lambdas/core/sql/load/load-errors-query';
import { probeBatch } from '../../../../../lambdas/core/sql/load/probe';
import { catalogRows } from '../../../../support/load-evolve';
import { type Column, type LoadRig, openLoadRig, request } from '../../../../support/load-rig';

let rig: LoadRig;
beforeAll(async () => {
  rig = await openLoadRig();
});
afterAll(() => rig.close());

const COLUMNS: readonly Column[] = [
  ['id', 'integer'],
  ['v', 'varchar(5)'],
];
const place = { name: 'apply', statementId: 'id' };

/** Runs a batch; answers how its failure is judged. */
const failing = async (each: ApplyRequest) => {
  const statements = applyBatch(each);
  const results = [];
  const session = await rig.as('admin');
  await session.execute('begin');
  for (const { sql } of statements) {
    const error = await session.execute(sql.text).then(
      () => undefined,
      (failure: Error) => failure.message,
    );
    results.push(error === undefined ? { status: 'FINISHED' } : { status: 'FAILED', error });
    if (error !== undefined) break;
  }
  await session.close();
  return loadFailure(
    statements.map(({ role }) => role),
    results,
    'the batch failed',
    place,
  );
};

const batch = async (changes: { id: string; v: string }[]) => {
  await rig.target('t', COLUMNS, { key: ['id'], writeMode: 'merge' });
  const staged = changes.map((change, i) => ({ shuttle_op: 'U' as const, shuttle_pos: String(i), ...change }));
  return request('t', COLUMNS, {
    batch: { id: 'f', seq: '1' },
    writeMode: 'merge',
    source: await rig.stage('f', staged),
    key: ['id'],
  });
};

describe('a batch that fails', () => {
  it('for a row that COPY cannot load tells the file, the line and the column', async () => {
    const each = await batch([
      { id: '1', v: 'ok' },
      { id: '2', v: 'too long' },
    ]);
    const failure = await failing(each);
    expect(failure).toMatchObject({ kind: 'copy', error: { name: 'StatementFailed' } });
    const [[query]] = (await rig.select('select max(query_id) from sys_load_error_detail')) as [[bigint]];
    const file = { bucket: 'lake', key: 'staged/f/part-0.json.gz' };
    const expected = [
      {
        file: 's3://lake/staged/f/part-0.json.gz',
        line: 2,
        column: 'v',
        code: 1204,
        message: 'String length exceeds DDL length',
      },
    ];
    for (const copy of [{ queryId: Number(query) }, { files: [file], since: '2024-03-01 00:00:00' }]) {
      expect(readLoadErrors(await catalogRows(rig.admin, loadErrorsQuery(copy).text))).toEqual(expected);
    }
    const later = loadErrorsQuery({ files: [file], since: '2024-03-02 00:00:00' });
    expect(await catalogRows(rig.admin, later.text)).toEqual([]);
  });

  it('is probed: every row that does not load is on record, and nothing is changed', async () => {
    const each = await batch(['ok', 'too long', 'fine', 'longer still'].map((v, i) => ({ id: String(i), v })));
    const { manifest } = each.source as ChangeFiles;
    const session = await rig.as('admin');
    await session.execute('begin');
    for (const { sql } of probeBatch(each, manifest)) await session.execute(sql.text);
    await session.execute('commit');
    await session.close();
    const [[query]] = (await rig.select('select max(query_id) from sys_load_error_detail')) as [[bigint]];
    const found = readLoadErrors(await catalogRows(rig.admin, loadErrorsQuery({ queryId: Number(query) }).text));
    expect(found.map(({ line, column }) => [line, column])).toEqual([
      [2, 'v'],
      [4, 'v'],
    ]);
    expect(await rig.select('select * from t')).toEqual([]);
    const files = { manifest, rows: 1, columns: [] };
    const extract = { format: 'parquet' as const, data: files, pos: '1', at: '2024-05-01 10:00:00' };
    expect(() => probeBatch({ ...each, source: extract }, manifest)).toThrow(RangeError);
  });

  it('for another number of rows', async () => {
    const each = await batch([{ id: '1', v: 'ok' }]);
    const failure = await failing({ ...each, source: { ...each.source, rows: 2 } as ApplyRequest['source'] });
    expect(failure).toMatchObject({ kind: 'rows', error: { name: 'RowsMismatch' } });
    expect(await rig.select('select * from t')).toEqual([]);
  });

  it('for a ledger without its fence', async () => {
    const each = await batch([{ id: '1', v: 'ok' }]);
    await rig.admin.execute('delete from shuttle_ledger_t');
    expect(await failing(each)).toMatchObject({ kind: 'fence' });
  });

  it.each([
    ['verify', "ERROR: Invalid digit, Value 'S', Pos 0, Type: Integer", 'rows'],
    ['verify', "ERROR: Invalid digit, Value 'F', Pos 0, Type: Integer", 'fence'],
    ['apply', "ERROR: Invalid digit, Value 'S', Pos 0, Type: Integer", 'failed'],
    ['fence', 'ERROR: 1023 DETAIL: Serializable isolation violation on table - 1', 'transient'],
    ['copy', 'ERROR: S3ServiceException: SlowDown, Status 503', 'transient'],
    ['copy', 'ERROR: The S3 object is not there', 'copy'],
    ['apply', 'ERROR: Found multiple matches to update the same tuple.', 'failed'],
  ])('at %s with %s', (role, error, kind) => {
    const roles = ['lock', role, 'ledger'];
    const results = [{ status: 'FINISHED' }, { status: 'FAILED', error, redshiftQueryId: 7 }, { status: 'ABORTED' }];
    expect(loadFailure(roles, results, '', place)).toMatchObject({ kind, ...(kind === 'copy' && { queryId: 7 }) });
  });

  it.each([
    ["Load into table 't' failed.  Check 'sys_load_error_detail' system table for details.", 'copy'],
    ['ERROR: SHUTTLE_ROWS_MISMATCH', 'rows'],
    ['connection lost', 'transient'],
    ['ERROR: permission denied', 'failed'],
  ])('by its parent alone: %s', (message, kind) => {
    expect(loadFailure([], [], message, place)).toMatchObject({ kind });
  });

  it('is found by something', () => {
    expect(() => loadErrorsQuery({ files: [], since: '2024-03-01' })).toThrow(RangeError);
  });
});
