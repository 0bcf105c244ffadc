import { DocumentInvalid } from '../../../../lambdas/core/errors';
import { catalogState, ownerOf } from '../../../../lambdas/core/glue/catalog-state';
import type { Checkpoint } from '../../../../lambdas/core/progress/checkpoint';
import { batchOf, checkpointOf, DESTINATION, ROOT, schemaOf } from '../../../support/glue-rows';

const schemas = new Map([
  ['v1', schemaOf('id bigint')],
  ['v2', schemaOf('id bigint', 'note varchar(10)')],
]);
const stateOf = (checkpoint: Checkpoint) =>
  catalogState({ pipeline: 'lake', root: ROOT, tableName: 'sales__orders', checkpoint, schemas });

describe('a full snapshot', () => {
  it('is a table at the prefix of its batch', () => {
    expect(stateOf(checkpointOf('full', 'v1', batchOf('b1')))).toEqual({
      table: {
        Name: 'sales__orders',
        Description: 'sales."Orders" of Amazon Redshift, kept by pipeline lake of Redshift Shuttle',
        TableType: 'EXTERNAL_TABLE',
        PartitionKeys: [],
        StorageDescriptor: {
          Columns: [{ Name: 'id', Type: 'bigint', Comment: 'bigint' }],
          Location: 's3://lake/shuttle/lake/data/sales/orders/batch=b1/',
          InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          Compressed: false,
          NumberOfBuckets: -1,
          SerdeInfo: {
            SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
            Parameters: { 'serialization.format': '1' },
          },
          StoredAsSubDirectories: false,
        },
        Parameters: {
          EXTERNAL: 'TRUE',
          classification: 'parquet',
          'shuttle.pipeline': 'lake',
          'shuttle.root': 's3://lake/shuttle/lake/',
          'shuttle.table': 'sales.orders',
          'shuttle.batchId': 'b1',
          'shuttle.schemaVersion': 'v1',
          recordCount: '3',
          sizeKey: '30',
          objectCount: '2',
        },
      },
      partitions: [],
    });
  });

  it('without rows is a table at a prefix where nothing is', () => {
    const { table, partitions } = stateOf(
      checkpointOf('full', 'v2', batchOf('b1', { files: 0, rows: 0, sizeBytes: 0, schemaVersion: 'v2' })),
    );
    expect(table.StorageDescriptor.Location).toBe('s3://lake/shuttle/lake/data/sales/orders/batch=b1/');
    expect(table.StorageDescriptor.Columns).toHaveLength(2);
    expect(table.Parameters).toMatchObject({ recordCount: '0', objectCount: '0' });
    expect(partitions).toEqual([]);
  });

  it.each([[[]], [[batchOf('b1'), batchOf('b2')]]])('of %j batches is none', (batches) => {
    expect(() => stateOf(checkpointOf('full', 'v1', ...batches))).toThrow(DocumentInvalid);
  });

  it('has its schema at hand, or is refused', () => {
    expect(() => stateOf(checkpointOf('full', 'v9', batchOf('b1')))).toThrow(
      'current.json of sales."Orders" names schema v9, which is not there',
    );
  });
});

describe('an incremental table', () => {
  const batches = [
    batchOf('b1'),
    batchOf('b2', { files: 0, rows: 0, sizeBytes: 0 }),
    batchOf('b3', { schemaVersion: 'v2' }),
  ];

  it('is partitioned by batch, at the prefix of all of them', () => {
    const { table } = stateOf(checkpointOf('incremental', 'v2', ...batches));
    expect(table).toMatchObject({
      PartitionKeys: [{ Name: 'batch', Type: 'string' }],
      StorageDescriptor: {
        Location: 's3://lake/shuttle/lake/data/sales/orders/',
        Columns: [{ Name: 'id' }, { Name: 'note' }],
      },
      Parameters: {
        'shuttle.batchId': 'b3',
        'shuttle.schemaVersion': 'v2',
        recordCount: '6',
        sizeKey: '60',
        objectCount: '4',
      },
    });
  });

  it('has a partition for each batch with files, with the columns of that batch', () => {
    const { partitions } = stateOf(checkpointOf('incremental', 'v2', ...batches));
    expect(
      partitions.map(({ Values, StorageDescriptor, Parameters }) => [
        Values,
        StorageDescriptor.Location,
        StorageDescriptor.Columns.map(({ Name }) => Name),
        Parameters['shuttle.schemaVersion'],
        Parameters.recordCount,
      ]),
    ).toEqual([
      [['b1'], 's3://lake/shuttle/lake/data/sales/orders/batch=b1/', ['id'], 'v1', '3'],
      [['b3'], 's3://lake/shuttle/lake/data/sales/orders/batch=b3/', ['id', 'note'], 'v2', '3'],
    ]);
  });

  it('may have no batch yet', () => {
    const { table, partitions } = stateOf(checkpointOf('incremental', 'v1'));
    expect(partitions).toEqual([]);
    expect(table.Parameters).not.toHaveProperty('shuttle.batchId');
    expect(table.Parameters).toMatchObject({ recordCount: '0' });
  });
});

describe('ownerOf', () => {
  it('tells pipelines of one name apart by their place, and tables that share a name in Glue', () => {
    const owner = (prefix: string, name: string) =>
      ownerOf({ pipeline: 'lake', root: { bucket: 'lake', prefix }, destination: { ...DESTINATION, name } });
    expect(owner('a/lake/', 'orders')).toEqual({
      'shuttle.pipeline': 'lake',
      'shuttle.root': 's3://lake/a/lake/',
      'shuttle.table': 'sales.orders',
    });
    expect(owner('b/lake/', 'orders')).not.toEqual(owner('a/lake/', 'orders'));
    expect(owner('a/lake/', 'Orders')).not.toEqual(owner('a/lake/', 'orders'));
  });
});
