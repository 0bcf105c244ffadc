import { batchIdOf, runIdOf } from '../../../lambdas/core/batch/run-id';
import { cleanUpRun, cleanUpRunInputSchema } from '../../../lambdas/run/clean-up-run';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import { ARN, keys, lockOf, run, START } from '../../support/extract-fixture';
import { FakeS3 } from '../../support/fake-s3';
import { awsError, CancelStatementCommand, ListStatementsCommand, mockedData } from '../../support/mocked-data-api';

const RUN = runIdOf(ARN, START);
const PREFIX = 'shuttle/lake/data/public/t/batch=';

/** Statements by id, each with its name and status, in a Data API that cancels them. */
const stopped = (statements: Record<string, [name: string, status: string]>, uploads: string[], holder?: string) => {
  const s3 = new FakeS3();
  const { client, mock, data } = mockedData();
  const status = new Map(Object.entries(statements).map(([id, [, its]]) => [id, its]));
  mock.on(ListStatementsCommand).callsFake(({ StatementName, Status }) => ({
    Statements: Object.entries(statements)
      .filter(([id, [name]]) => name.startsWith(StatementName) && status.get(id) === Status)
      .map(([Id, [name]]) => ({ Id, StatementName: name })),
  }));
  mock.on(CancelStatementCommand).callsFake(({ Id }) => {
    const its = status.get(Id) ?? '';
    if (['FINISHED', 'FAILED', 'ABORTED'].includes(its)) {
      throw awsError('ValidationException', 400, `Could not cancel a query that is already in ${its} state`);
    }
    status.set(Id, 'ABORTED');
    return { Status: true };
  });
  for (const [i, key] of uploads.entries()) s3.uploads.set(`upload-${i + 1}`, { key, parts: new Map() });
  if (holder) s3.put(keys.lock, lockOf(holder));
  const cleanUp = (more: object = {}) =>
    cleanUpRun(
      cleanUpRunInputSchema.parse({
        pipeline: 'lake',
        root: run.root,
        executionArn: ARN,
        last: true,
        ...more,
      }),
      { data, objects: s3.objects },
    );
  return { s3, client, mock, status, cleanUp };
};
const STATEMENTS: Record<string, [string, string]> = {
  a: [`lake/${RUN}/public.t/read/1`, 'SUBMITTED'],
  b: [`lake/${RUN}/public.u/read/1`, 'PICKED'],
  c: [`lake/${RUN}//catalog/1`, 'STARTED'],
  done: [`lake/${RUN}/public.v/read/1`, 'FINISHED'],
  other: ['lake/20260104T030000Z-99999999/public.t/read/1', 'STARTED'],
};
const MINE = `${PREFIX}${batchIdOf(RUN, 0, 1)}/part-00000.parquet`;
const THEIRS = `${PREFIX}20260104T030000Z-99999999-0-1/part-00000.parquet`;

describe('cleanUpRun', () => {
  it('cancels the statements of the run, aborts its uploads, frees its lock, and touches nobody else’s', async () => {
    const { s3, status, cleanUp } = stopped(STATEMENTS, [MINE, THEIRS], ARN);
    expect(await cleanUp()).toEqual({ cancelled: 3, abortedUploads: 1, lockReleased: true });
    expect(Object.fromEntries(status)).toEqual({
      a: 'ABORTED',
      b: 'ABORTED',
      c: 'ABORTED',
      done: 'FINISHED',
      other: 'STARTED',
    });
    expect([...s3.uploads.values()].map(({ key }) => key)).toEqual([THEIRS]);
    expect(s3.keys()).toEqual([]);
  });

  it.each([
    ['its first pass', { last: false }, ARN],
    ['somebody else’s lock', {}, `${ARN}2`],
    ['no lock', {}, undefined],
  ])('frees no lock: %s', async (_, more, holder) => {
    const { s3, cleanUp } = stopped({}, [], holder);
    expect(await cleanUp(more)).toEqual({ cancelled: 0, abortedUploads: 0, lockReleased: false });
    expect(s3.keys()).toEqual(holder ? [keys.lock] : []);
  });

  it('goes on when a statement ends by itself in between', async () => {
    const { mock, cleanUp } = stopped(STATEMENTS, []);
    mock
      .on(CancelStatementCommand, { Id: 'a' })
      .rejects(awsError('ValidationException', 400, 'already in FINISHED state'));
    expect(await cleanUp()).toMatchObject({ cancelled: 3 });
  });

  it('ends the same wherever it dies', async () => {
    await expectSameEndWhereverItDies(() => {
      const { s3, client, status, cleanUp } = stopped(STATEMENTS, [MINE, THEIRS], ARN);
      return { clients: [s3.client, client], step: () => cleanUp(), state: () => [s3.state(), [...status]] };
    }, false);
  });
});
