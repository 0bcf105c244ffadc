import { resolveTableOptions } from '../../../../lambdas/core/config/resolve-table-options';
import { parseTableName } from '../../../../lambdas/core/config/table-name';
import { pipelineOf } from './pipeline-of';

const DEFAULTS = {
  mode: 'full',
  fullRefreshEvery: { batches: 500 },
  onReset: 'refresh',
  deletes: 'ignore',
  maxDeletes: 0.5,
  checkKey: false,
  schemaDrift: 'evolve',
};

describe('resolveTableOptions', () => {
  it('has defaults where nobody says anything', () => {
    expect(resolveTableOptions(pipelineOf(''), { schema: 'a', name: 'b' })).toEqual({
      enabled: true,
      columns: {},
      method: 'auto',
      verify: 'auto',
      ...DEFAULTS,
      from: {},
    });
  });

  const pipeline = pipelineOf(`
method: page
limit: 1
where: p
tables:
  public.flights: {limit: 2, as: raw, primaryKey: [id]}
  'public.*': {limit: 3, where: g, columns: {exclude: [ssn]}}
  'public.fl*': {verify: manifest}
  '*.flights': {where: any, enabled: false, method: unload}
  '*.fl?ghts': {where: never}
  'sales.?': {limit: 5}
  'sales.*': {limit: 4}
  'twice.[a]': {limit: 6}
  'twice.[ab]': {limit: 7}`);

  it.each([
    [
      'public.flights',
      {
        limit: 2,
        where: 'g',
        as: 'raw',
        primaryKey: ['id'],
        columns: { exclude: ['ssn'] },
        verify: 'manifest',
        enabled: false,
        method: 'unload',
      },
      {
        limit: 'public.flights',
        as: 'public.flights',
        primaryKey: 'public.flights',
        where: 'public.*',
        columns: 'public.*',
        verify: 'public.fl*',
        enabled: '*.flights',
        method: '*.flights',
      },
    ],
    [
      'public.fly',
      { limit: 3, where: 'g', columns: { exclude: ['ssn'] }, verify: 'manifest', enabled: true, method: 'page' },
      { limit: 'public.*', where: 'public.*', columns: 'public.*', verify: 'public.fl*', method: 'pipeline' },
    ],
    [
      'other.flights',
      { limit: 1, where: 'any', columns: {}, verify: 'auto', enabled: false, method: 'unload' },
      { limit: 'pipeline', where: '*.flights', enabled: '*.flights', method: '*.flights' },
    ],
    [
      'other.x',
      { limit: 1, where: 'p', columns: {}, verify: 'auto', enabled: true, method: 'page' },
      { limit: 'pipeline', where: 'pipeline', method: 'pipeline' },
    ],
    // As close as each other: the one further down decides.
    [
      'sales.x',
      { limit: 4, where: 'p', columns: {}, verify: 'auto', enabled: true, method: 'page' },
      { limit: 'sales.*', where: 'pipeline', method: 'pipeline' },
    ],
    [
      'twice.a',
      { limit: 7, where: 'p', columns: {}, verify: 'auto', enabled: true, method: 'page' },
      { limit: 'twice.[ab]', where: 'pipeline', method: 'pipeline' },
    ],
  ])('%s: each option from the closest pattern that sets it', (name, options, from) => {
    expect(resolveTableOptions(pipeline, parseTableName(name))).toEqual({ ...DEFAULTS, ...options, from });
  });

  it('matches names of any case, unless the database tells them apart', () => {
    const lines = 'tables: {public."Flights": {limit: 9}}';
    const flights = { schema: 'public', name: 'flights' };
    expect(resolveTableOptions(pipelineOf(lines), flights).limit).toBe(9);
    expect(resolveTableOptions(pipelineOf(`caseSensitiveIdentifiers: true\n${lines}`), flights).limit).toBeUndefined();
  });
});
