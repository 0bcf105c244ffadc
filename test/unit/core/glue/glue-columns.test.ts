import { CatalogNameInvalid, NameCollision } from '../../../../lambdas/core/errors';
import { BATCH_KEY, glueColumns } from '../../../../lambdas/core/glue/glue-columns';
import { schemaOf } from '../../../support/glue-rows';

describe('glueColumns', () => {
  it('are folded as Hive folds them, and tell the type in Redshift', () => {
    const schema = schemaOf('Id bigint', 'price numeric(12,2)', 'key varbyte(16)', 'place geometry', 'at timestamptz');
    expect(glueColumns(schema, [])).toEqual([
      { Name: 'id', Type: 'bigint', Comment: 'bigint' },
      { Name: 'price', Type: 'decimal(12,2)', Comment: 'numeric(12,2)' },
      { Name: 'key', Type: 'string', Comment: 'varbyte(16) as hex' },
      { Name: 'place', Type: 'string', Comment: 'geometry as hex of EWKB' },
      { Name: 'at', Type: 'timestamp', Comment: expect.stringMatching(/^timestamp/) },
    ]);
  });

  it.each([
    ['columns that differ in case', schemaOf('Id bigint', 'id bigint'), [], '"Id" and "id" would both be id'],
    [
      'a column like the key',
      schemaOf('Batch bigint'),
      [BATCH_KEY],
      'the partition key and "Batch" would both be batch',
    ],
  ])('refuse %s', (_, schema, keys, message) => {
    expect(() => glueColumns(schema, keys)).toThrow(NameCollision);
    expect(() => glueColumns(schema, keys)).toThrow(message);
    expect(() => glueColumns(schema, keys)).toThrow('sales.orders');
  });

  it('may be named like the key where there is none', () => {
    expect(glueColumns(schemaOf('batch bigint'), [])).toMatchObject([{ Name: 'batch' }]);
  });

  it.each(['a,b', 'a\nb', 'a\tb', 'ü'.repeat(128)])('refuse %j', (name) => {
    const schema = { ...schemaOf('id bigint') };
    schema.columns = schema.columns.map((column) => ({ ...column, name }));
    expect(() => glueColumns(schema, [])).toThrow(CatalogNameInvalid);
    expect(() => glueColumns(schema, [])).toThrow(JSON.stringify(name));
  });
});
