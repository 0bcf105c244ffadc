import { emitCommit } from '../../../lambdas/extract/commit-metrics';
import * as metrics from '../../../lambdas/runtime/metrics';
import { run, table } from '../../support/extract-fixture';

jest.mock('../../../lambdas/runtime/metrics');
const emitted = jest.mocked(metrics.emitMetrics).mock.calls;
beforeEach(() => {
  emitted.length = 0;
});
const part = { rows: 3, sizeBytes: 30, quarantined: 1 };

describe('emitCommit', () => {
  it('adds up rows and tail of a table, by pipeline alone', () => {
    emitCommit(run, table, [part, { rows: 2, sizeBytes: 20, quarantined: 0 }]);
    expect(emitted).toEqual([
      [{ Pipeline: 'shuttle-lake' }, { Committed: 1, RowsCommitted: 5, BytesCommitted: 50, RowsQuarantined: 1 }],
    ]);
  });

  it('tells of keys that are gone where they were looked for, 0 as well', () => {
    emitCommit(run, table, [{ ...part, gone: 0 }]);
    expect(emitted[0]?.[1]).toMatchObject({ KeysGone: 0 });
  });

  it.each([
    [false, { schema: 'public', name: 'Größe' }, 'public.gr!C3!B6!C3!9Fe'],
    [true, { schema: 'Sales', name: 'Orders' }, 'Sales.Orders'],
    [false, { schema: 'Sales', name: 'Orders' }, 'sales.orders'],
  ])('counts the commit of a watched table by itself too (case: %s, %j)', (caseSensitiveIdentifiers, source, Table) => {
    emitCommit({ ...run, caseSensitiveIdentifiers }, { ...table, source, watched: true }, [part]);
    expect(emitted[1]).toEqual([{ Pipeline: 'shuttle-lake', Table }, { Committed: 1 }]);
  });
});
