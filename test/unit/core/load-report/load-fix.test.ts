import { errorClasses } from '../../../../lambdas/core/errors';
import { loadFix } from '../../../../lambdas/core/load-report/load-fix';

describe('loadFix', () => {
  it.each([
    ['StatementFailed', 'ERROR: permission denied for schema raw', /npx shuttle grants/],
    ['StatementFailed', 'ERROR: must be owner of relation orders', /only the owner/],
    ['SchemaDrifted', 'x', /evolve: add/],
    ['TableUnaccounted', 'x', /Run again/],
    ['TableQuotaExceeded', 'ERROR: Maximum tables limit exceeded.', /maxNewTables.*node type/],
  ])('of %s: %s', (error, cause, fix) => {
    expect(loadFix(error, cause)).toMatch(fix);
  });

  it.each([
    ['StatementFailed', 'ERROR: division by zero'],
    ['States.Runtime', 'permission denied'],
    ['constructor', ''],
  ])('leaves %s to its message: %s', (error, cause) => {
    expect(loadFix(error, cause)).toBeUndefined();
  });

  it('names errors that there are', () => {
    const known = Object.keys(errorClasses);
    const fixed = known.filter((name) => loadFix(name, '') !== undefined);
    expect(fixed.length).toBeGreaterThanOrEqual(14);
  });
});
