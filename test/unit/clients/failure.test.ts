import { failureOf, isOutage } from '../../../lambdas/clients/failure';
import { awsError } from '../../support/mocked-data-api';

describe('failureOf', () => {
  it.each([
    [awsError('SlowDown', 503, 'm'), { name: 'SlowDown', message: 'm', status: 503 }, true],
    [awsError('AccessDenied', 403, 'm'), { name: 'AccessDenied', message: 'm', status: 403 }, false],
    [new TypeError('bug'), { name: 'TypeError', message: 'bug' }, false],
    [Object.assign(new Error('m'), { code: 'ECONNRESET' }), { name: 'ECONNRESET', message: 'm' }, true],
    [Object.assign(new Error('m'), { code: 'ERR_BAD' }), { name: 'Error', message: 'm' }, false],
    [awsError('TimeoutError', undefined, 'm'), { name: 'TimeoutError', message: 'm' }, true],
  ])('of %s', (thrown, failure, outage) => {
    expect(failureOf(thrown)).toEqual(failure);
    expect(isOutage(failureOf(thrown))).toBe(outage);
  });

  it.each([['text'], [undefined], [{ name: 'SlowDown' }]])('throws %j back, which is no error', (thrown) => {
    let caught: unknown = 'nothing';
    try {
      failureOf(thrown);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(thrown);
  });
});
