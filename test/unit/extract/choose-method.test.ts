import { chooseMethod } from '../../../lambdas/extract/choose-method';
import type { TableRead } from '../../../lambdas/extract/read-plan';
import { plan, readPlan, run, statement, tableRead } from '../../support/extract-fixture';
import { FakeS3 } from '../../support/fake-s3';
import { answerCount, awsError, GetStatementResultCommand, mockedData } from '../../support/mocked-data-api';

const { mock, data } = mockedData();
const choose = (statements: TableRead['statements'] = { count: 2, data: 2 }) => {
  const s3 = new FakeS3();
  s3.put(plan.readAt.key, { ...readPlan, method: 'count', reads: [{ ...tableRead, statements }] });
  return chooseMethod({ run, plan: { ...plan, method: 'count' }, statement }, { data, objects: s3.objects });
};

beforeEach(() => mock.reset());

describe('chooseMethod', () => {
  it.each([
    [0, 'page', 'small: 0 rows by count'],
    [100_000, 'page', 'small: 100000 rows by count'],
    [100_001, 'unload', 'large: 100001 rows by count'],
  ])('%s rows are read by %s', async (rows, method, why) => {
    answerCount(mock, 'id:2', rows);
    expect(await choose()).toEqual({ method, why: expect.stringContaining(why) });
  });

  it.each([
    ['ResourceNotFoundException', 'ResultNotReady'],
    ['ThrottlingException', 'DataApiBusy'],
  ])('names %s', async (name, expected) => {
    mock.on(GetStatementResultCommand).rejects(awsError(name, 400));
    await expect(choose()).rejects.toMatchObject({ name: expected });
  });

  it('refuses a read plan that is gone, and one that counted nothing', async () => {
    const gone = chooseMethod({ run, plan, statement }, { data, objects: new FakeS3().objects });
    await expect(gone).rejects.toMatchObject({ name: 'DocumentInvalid' });
    await expect(choose({ data: 2 })).rejects.toThrow('public.orders was not counted');
  });

  it('refuses a count that is none', async () => {
    mock.on(GetStatementResultCommand).resolves({ Records: [] });
    await expect(choose()).rejects.toMatchObject({ name: 'RowsMismatch' });
  });
});
