import { type LoadTargets, loadTargets } from '../../../../lambdas/core/grants/load-targets';
import { loadOf } from '../config/load-file';

const NONE: LoadTargets = { schemas: [], matching: [], isOpen: false, tables: [], makesSchemas: true };
const ROWS = '{format: rows, bucket: abc, prefix: in, type: ndjson, tablePath: "{table}/"}';
const BY_SCHEMA = '{format: rows, bucket: abc, prefix: in, type: ndjson, tablePath: "{schema}/{table}/"}';
const ONE = '{format: rows, bucket: abc, prefix: in, type: ndjson, table: Web.Events}';

describe('loadTargets', () => {
  it.each<[string, string, string | undefined, Partial<LoadTargets>]>([
    ['schemas that only events tell', '', undefined, { isOpen: true }],
    ['one schema of the file', 'target: {schema: raw}', undefined, { schemas: ['raw'] }],
    ['schemas by their form', 'target: {schema: "raw$_{schema}"}', undefined, { matching: ['^raw\\$_.*$'] }],
    ['public, where no key tells a schema', '', ROWS, { schemas: ['public'] }],
    ['public within a form', 'target: {schema: "raw_{schema}"}', ROWS, { schemas: ['raw_public'] }],
    ['schemas that keys tell', '', BY_SCHEMA, { isOpen: true }],
    ['the one table', '', ONE, { schemas: ['web'], tables: [{ schema: 'web', name: 'events' }] }],
    [
      'the one table under another name',
      'target: {schema: raw, tableName: "{schema}_{table}"}',
      ONE,
      { schemas: ['raw'], tables: [{ schema: 'raw', name: 'web_events' }] },
    ],
    [
      'tables that the file names',
      'target: {schema: raw}\ntables: {shop.Orders: {as: sales.orders}, shop.off: {enabled: false}, "log.*": {evolve: none}}',
      undefined,
      { schemas: ['sales', 'raw'], tables: [{ schema: 'sales', name: 'orders' }] },
    ],
    [
      'tables that must be there',
      'target: {schema: raw}\nevolve: none',
      undefined,
      { schemas: ['raw'], makesSchemas: false },
    ],
    [
      'a table that may be made',
      'target: {schema: raw}\nevolve: fail\ntables: {"shop.*": {evolve: add}}',
      undefined,
      { schemas: ['raw'] },
    ],
  ])('are %s', (_, lines, source, expected) => {
    expect(loadTargets([loadOf(lines, source)])).toEqual({ ...NONE, ...expected });
  });

  it('join pipelines', () => {
    const one = loadOf('target: {schema: raw}\nevolve: none');
    const two = loadOf('', ONE);
    expect(loadTargets([one, two, two])).toEqual({
      ...NONE,
      schemas: ['raw', 'web'],
      tables: [{ schema: 'web', name: 'events' }],
    });
  });
});
