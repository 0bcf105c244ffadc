import { chooseMethod } from '../../../lambdas/extract/choose-method';
import { FakeS3 } from '../../support/fake-s3';
import { answerCount, awsError, GetStatementResultCommand, mockedData } from '../../support/mocked-data-api';
import { item, plan, run, statement } from './fixture';

const { mock, data } = mockedData();
const choose = () =>
  chooseMethod(
    { run, item, plan: { ...plan, method: 'count', countIndex: 2 }, statement },
    { data, objects: new FakeS3().objects },
  );

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

  it('refuses a count that is none', async () => {
    mock.on(GetStatementResultCommand).resolves({ Records: [] });
    await expect(choose()).rejects.toMatchObject({ name: 'RowsMismatch' });
  });
});
