import * as errors from '../../../lambdas/core/errors';
import { errorClasses, ShuttleError } from '../../../lambdas/core/errors';

const entries = Object.entries(errorClasses);

describe('errors', () => {
  it.each(entries)('%s carries its key as its name', (key, errorClass) => {
    const error = new errorClass('what happened');
    expect(error).toBeInstanceOf(ShuttleError);
    expect(error).toMatchObject({ name: key, message: 'what happened' });
    expect(String(error)).toBe(`${key}: what happened`);
  });

  it('have a name of their own each', () => {
    const names = entries.map(([, errorClass]) => new errorClass('').name);
    expect(new Set(names).size).toBe(entries.length);
  });

  it('are all in the list that the docs and the definitions are checked against', () => {
    const exported = Object.values(errors).filter(
      (value) => typeof value === 'function' && value !== ShuttleError && value.prototype instanceof ShuttleError,
    );
    expect(new Set(exported)).toEqual(new Set(Object.values(errorClasses)));
  });
});
