import { decideWrite } from '../../../../lambdas/core/config/decide-write';
import { parseLoadInput } from '../../../../lambdas/core/config/load-input';
import { loadTableResolver } from '../../../../lambdas/core/config/resolve-load-table';
import { compileTablePath } from '../../../../lambdas/core/config/table-path';
import { findTargetCollisions, targetName } from '../../../../lambdas/core/config/target-name';
import { InputInvalid, NameCollision, PrimaryKeyMissing } from '../../../../lambdas/core/errors';
import { loadOf, SOURCES } from './load-file';

describe('the options of a table', () => {
  const resolve = loadTableResolver(
    loadOf(`
key: [id]
evolve: none
tables:
  '*.orders': {key: [order_id], writeMode: merge}
  'sales.*': {key: [sale_id], distKey: sale_id}
  Sales.Orders: {writeMode: scd2, history: {validTo: bis}}
  x.y: {evolve: add}`),
  );

  it('come each from the closest entry', () => {
    expect(resolve({ schema: 'sales', name: 'orders' })).toEqual({
      enabled: true,
      writeMode: 'scd2',
      key: ['sale_id'],
      deletes: 'apply',
      truncates: 'ignore',
      evolve: 'none',
      onConflict: 'quarantine',
      distKey: 'sale_id',
      history: { validFrom: 'valid_from', validTo: 'bis', isCurrent: 'is_current' },
      columnTypes: {},
      from: {
        writeMode: 'Sales.Orders',
        history: 'Sales.Orders',
        key: 'sales.*',
        distKey: 'sales.*',
        evolve: 'pipeline',
      },
    });
    expect(resolve({ schema: 'SHOP', name: 'ORDERS' })).toMatchObject({ key: ['order_id'], writeMode: 'merge' });
    expect(resolve({ schema: 'x', name: 'y' })).toMatchObject({ key: ['id'], writeMode: 'auto', onConflict: 'column' });
  });

  it.each([
    ['rows', 'ignore'],
    ['debezium', 'apply'],
    ['dms', 'apply'],
    ['extract', 'apply'],
  ] as const)('of %s have deletes: %s', (format, expected) => {
    expect(loadTableResolver(loadOf('', SOURCES[format]))({ schema: 'a', name: 'b' }).deletes).toBe(expected);
  });

  it('take the columns of the source where the table has none', () => {
    const source =
      '{format: rows, bucket: abc, prefix: in, type: csv, tablePath: "{table}/", csv: {header: false, columns: [a]}}';
    const columnsOf = loadTableResolver(loadOf('tables: {public.b: {columns: [b]}}', source));
    expect(columnsOf({ schema: 'public', name: 'a' }).columns).toEqual(['a']);
    expect(columnsOf({ schema: 'public', name: 'b' }).columns).toEqual(['b']);
  });
});

describe('how a table is written', () => {
  const apply = 'apply' as const;
  it.each([
    ['auto', undefined, null, 'append', [], 'ignore'],
    ['auto', undefined, [], 'append', [], 'ignore'],
    ['auto', undefined, ['id'], 'merge', ['id'], 'apply'],
    ['auto', ['ID'], ['other'], 'merge', ['id'], 'apply'],
    ['merge', undefined, ['id'], 'merge', ['id'], 'apply'],
    ['scd2', ['id'], null, 'scd2', ['id'], 'apply'],
    ['append', ['id'], null, 'append', ['id'], 'ignore'],
    ['replace', undefined, null, 'replace', [], 'ignore'],
  ] as const)('%s with key %j, and %j told by the source', (writeMode, key, told, mode, used, deletes) => {
    const options = { writeMode, deletes: apply, ...(key && { key: [...key] }) };
    expect(decideWrite('a.b', options, told)).toMatchObject({ writeMode: mode, key: used, deletes });
  });

  it.each(['merge', 'scd2'] as const)('%s is refused without a key', (writeMode) => {
    expect(() => decideWrite('a.b', { writeMode, deletes: apply }, null)).toThrow(PrimaryKeyMissing);
    expect(() => decideWrite('a.b', { writeMode, deletes: apply }, null)).toThrow('tables: {a.b: {key: [...]}}');
  });
});

describe('the target of a table', () => {
  it.each([
    [{ schema: '{schema}', tableName: '{table}' }, {}, 'Inv.Orders', 'inv.orders'],
    [{ schema: 'raw', tableName: '{schema}_{table}' }, {}, 'Inv.$&', 'raw.inv_$&'],
    [{ schema: 'raw', tableName: '{table}' }, { as: 'Flat' }, 'a.b', 'raw.flat'],
    [{ schema: 'raw', tableName: '{table}' }, { as: 'x.y' }, 'a.b', 'x.y'],
  ])('%j %j of %s is %s', (templates, options, source, expected) => {
    const [schema = '', name = ''] = source.split('.');
    const target = targetName(templates, options, { schema, name });
    expect(`${target.schema}.${target.name}`).toBe(expected);
  });

  it('is of one table alone', () => {
    const pair = (source: string) => ({ source: { schema: source, name: 't' }, target: { schema: 'raw', name: 't' } });
    expect(() => findTargetCollisions([pair('a')])).not.toThrow();
    expect(() => findTargetCollisions([pair('a'), pair('b')])).toThrow(NameCollision);
    expect(() => findTargetCollisions([pair('a'), pair('b')])).toThrow('a.t and b.t would both be raw.t');
  });
});

describe('a template of keys', () => {
  it.each([
    ['{schema}/{table}/', 'inv/orders/LOAD1.csv', 'inv', 'orders'],
    ['{schema}/{table}/', 'inv/orders', undefined, undefined],
    ['{table}/', 'orders/2026/01/a.json', 'public', 'orders'],
    ['topics/*.{schema}.{table}/', 'topics/srv.inv.orders/partition=0/a.json', 'inv', 'orders'],
    ['topics/*.{schema}.{table}/', 'topics/orders/a.json', undefined, undefined],
    ['{table}-', 'order-items-2026.csv', 'public', 'order'],
    ['a+b/{table}.', 'a+b/t.csv', 'public', 't'],
    ['a+b/{table}.', 'aab/t.csv', undefined, undefined],
  ])('%s reads %s as %s %s', (template, key, schema, name) => {
    expect(compileTablePath(template)(key)).toEqual(schema === undefined ? undefined : { schema, name });
  });

  it('is refused when it is none', () => {
    expect(() => compileTablePath('{schema}/')).toThrow(RangeError);
  });
});

describe('the input of a load', () => {
  it.each([
    [null, { dryRun: false }],
    [{ Comment: 'x', AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: 'y' }, { dryRun: false }],
    [
      { tables: ['a.*'], dryRun: true },
      { tables: ['a.*'], dryRun: true },
    ],
    [
      { reload: { from: 'a', to: 'b' }, tables: ['a.b'] },
      { dryRun: false, reload: { from: 'a', to: 'b' }, tables: ['a.b'] },
    ],
    [{ retryFailedOf: 'r1' }, { dryRun: false, retryFailedOf: 'r1' }],
  ])('%j', (input, expected) => expect(parseLoadInput(input)).toEqual(expected));

  it.each([
    [{ fullRefresh: true }, /fullRefresh: is not a known key/],
    [{ reload: true }, /reload: .*write a mapping/],
    [{ reload: { from: 'a' } }, /reload\.to: is missing/],
    [{ reload: { from: 'b', to: 'a' } }, /reload\.to: sorts before from/],
    [{ reload: { from: 's3://b/a', to: 'z' } }, /without the bucket/],
    [{ reload: { from: 'a', to: 'b' }, retryFailedOf: 'r1' }, /reload: stands beside retryFailedOf/],
    [{ tables: ['a.b'], retryFailedOf: 'r1' }, /retryFailedOf: excludes tables/],
    [{ tables: [] }, /tables: is an empty list/],
    [{ tables: ['x'] }, /tables\[0\]: /],
    [{ dryRun: 'yes' }, /write true, without quotes/],
    [{ retryFailedOf: '../x' }, /copy the run id/],
    ['{}', /is not a mapping/],
  ])('%j is refused', (input, message) => {
    expect(() => parseLoadInput(input)).toThrow(InputInvalid);
    expect(() => parseLoadInput(input)).toThrow(message);
  });
});
