import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  CreateTableCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GlueClient,
  UpdatePartitionCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { mockClient } from 'aws-sdk-client-mock';
import { GlueCatalog } from '../../../lambdas/clients/glue';
import { catalogState } from '../../../lambdas/core/glue/catalog-state';
import { batchOf, checkpointOf, ROOT, schemaOf } from '../../support/glue-rows';
import { awsError } from '../../support/mocked-data-api';

const client = new GlueClient({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
const mock = mockClient(client);
const glue = new GlueCatalog(client);

beforeEach(() => mock.reset());

const batches = Array.from({ length: 250 }, (_, number) => batchOf(`b${number}`));
const { table, partitions } = catalogState({
  pipeline: 'lake',
  root: ROOT,
  tableName: 't',
  checkpoint: checkpointOf('incremental', 'v1', ...batches),
  schemas: new Map([['v1', schemaOf('id bigint')]]),
});
const [partition = undefined as never] = partitions;

describe('table', () => {
  it('is what Glue says of it', async () => {
    mock.on(GetTableCommand, { DatabaseName: 'd', Name: 't' }).resolves({ Table: { ...table, VersionId: '3' } });
    expect(await glue.table('d', 't')).toEqual({
      versionId: '3',
      tableType: 'EXTERNAL_TABLE',
      location: 's3://lake/shuttle/lake/data/sales/orders/',
      inputFormat: table.StorageDescriptor.InputFormat,
      serde: table.StorageDescriptor.SerdeInfo.SerializationLibrary,
      columns: table.StorageDescriptor.Columns,
      partitionKeys: table.PartitionKeys,
      parameters: table.Parameters,
    });
  });

  it('may lack everything', async () => {
    mock.on(GetTableCommand).resolves({ Table: { Name: 't', PartitionKeys: [{ Name: 'p' }] } });
    expect(await glue.table('d', 't')).toEqual({
      versionId: '',
      tableType: '',
      location: '',
      inputFormat: '',
      serde: '',
      columns: [],
      partitionKeys: [{ Name: 'p', Type: '' }],
      parameters: {},
    });
  });

  it('is none where Glue finds none', async () => {
    mock.on(GetTableCommand).rejects(awsError('EntityNotFoundException', 400));
    expect(await glue.table('d', 't')).toBeUndefined();
  });
});

describe('changes of a table', () => {
  it('are sent as they are, an update with the version that it replaces and without an archive', async () => {
    mock.on(CreateTableCommand).resolves({}).on(UpdateTableCommand).resolves({});
    await glue.createTable('d', table);
    await glue.updateTable('d', table, '3');
    expect(mock.calls().map(({ args: [command] }) => command.input)).toEqual([
      { DatabaseName: 'd', TableInput: table },
      { DatabaseName: 'd', TableInput: table, SkipArchive: true, VersionId: '3' },
    ]);
  });

  it('need the database', async () => {
    mock.on(CreateTableCommand).rejects(awsError('EntityNotFoundException', 400, 'Database d not found.'));
    await expect(glue.createTable('d', table)).rejects.toMatchObject({
      name: 'CatalogNotFound',
      message: expect.stringContaining('(Database d not found.)'),
    });
  });
});

describe('partitions', () => {
  it('are read page by page, without columns', async () => {
    mock
      .on(GetPartitionsCommand)
      .resolvesOnce({ Partitions: [partition, { Values: ['b1'] }], NextToken: 'next' })
      .resolvesOnce({ Partitions: [] });
    expect(await glue.partitions('d', 't')).toEqual([
      { values: ['b0'], location: partition.StorageDescriptor.Location, parameters: partition.Parameters },
      { values: ['b1'], location: '', parameters: {} },
    ]);
    const page = { DatabaseName: 'd', TableName: 't', ExcludeColumnSchema: true, MaxResults: 1000 };
    expect(mock.calls().map(({ args: [command] }) => command.input)).toEqual([page, { ...page, NextToken: 'next' }]);
  });

  it('are made a hundred at a time', async () => {
    mock.on(BatchCreatePartitionCommand).resolves({});
    await glue.createPartitions('d', 't', partitions);
    const lists = mock
      .commandCalls(BatchCreatePartitionCommand)
      .map(({ args: [{ input }] }) => input.PartitionInputList);
    expect(lists.map((list) => list?.length)).toEqual([100, 100, 50]);
    expect(lists.flat()).toEqual(partitions);
  });

  it('are removed 25 at a time, and one that is gone is fine', async () => {
    mock.on(BatchDeletePartitionCommand).resolves({
      Errors: [{ PartitionValues: ['b1'], ErrorDetail: { ErrorCode: 'EntityNotFoundException' } }],
    });
    await glue.deletePartitions(
      'd',
      't',
      partitions.slice(0, 60).map(({ Values }) => Values),
    );
    const lists = mock
      .commandCalls(BatchDeletePartitionCommand)
      .map(({ args: [{ input }] }) => input.PartitionsToDelete);
    expect(lists.map((list) => list?.length)).toEqual([25, 25, 10]);
    expect(lists.flat().at(-1)).toEqual({ Values: ['b59'] });
  });

  it('are updated under their own values', async () => {
    mock.on(UpdatePartitionCommand).resolves({});
    await glue.updatePartition('d', 't', partition);
    expect(mock.call(0).args[0].input).toEqual({
      DatabaseName: 'd',
      TableName: 't',
      PartitionValueList: ['b0'],
      PartitionInput: partition,
    });
  });

  it.each([
    ['AlreadyExistsException', 'CatalogConflict'],
    ['ConcurrentModificationException', 'CatalogConflict'],
    ['InternalServiceException', 'ServiceUnavailable'],
    ['ThrottlingException', 'ServiceUnavailable'],
    ['AccessDeniedException', 'AccessDeniedException'],
  ])('%s of one of them is %s', async (code, name) => {
    const errors = [{ PartitionValues: ['b7'], ErrorDetail: { ErrorCode: code, ErrorMessage: 'said Glue' } }];
    mock.on(BatchCreatePartitionCommand).resolves({ Errors: errors });
    mock.on(BatchDeletePartitionCommand).resolves({ Errors: errors });
    const expected = { name, message: expect.stringContaining('partition b7: said Glue') };
    await expect(glue.createPartitions('d', 't', partitions)).rejects.toMatchObject(expected);
    await expect(glue.deletePartitions('d', 't', [['b7']])).rejects.toMatchObject(expected);
    expect(mock.calls()).toHaveLength(2);
  });
});

describe('errors', () => {
  it.each([
    ['ConcurrentModificationException', 400, 'CatalogConflict'],
    ['VersionMismatchException', 400, 'CatalogConflict'],
    ['AlreadyExistsException', 400, 'CatalogConflict'],
    ['EntityNotFoundException', 400, 'CatalogConflict'],
    ['ThrottlingException', 400, 'ServiceUnavailable'],
    ['TooManyRequestsException', 429, 'ServiceUnavailable'],
    ['OperationTimeoutException', 400, 'ServiceUnavailable'],
    ['ResourceNotReadyException', 400, 'ServiceUnavailable'],
    ['InternalServiceException', 500, 'ServiceUnavailable'],
    ['ServiceUnavailableException', 503, 'ServiceUnavailable'],
    ['TimeoutError', undefined, 'ServiceUnavailable'],
    ['AccessDeniedException', 400, 'AccessDeniedException'],
    ['GlueEncryptionException', 400, 'GlueEncryptionException'],
    ['InvalidInputException', 400, 'InvalidInputException'],
    ['ResourceNumberLimitExceededException', 400, 'ResourceNumberLimitExceededException'],
  ])('%s (%s) is %s', async (name, status, expected) => {
    mock.onAnyCommand().rejects(awsError(name, status, 'said Glue'));
    const outcome = { name: expected, message: expect.stringContaining('said Glue') };
    await expect(glue.updateTable('d', table, '1')).rejects.toMatchObject(outcome);
    await expect(glue.partitions('d', 't')).rejects.toMatchObject(outcome);
    await expect(glue.updatePartition('d', 't', partition)).rejects.toMatchObject(outcome);
    await expect(glue.deletePartitions('d', 't', [['b']])).rejects.toMatchObject(outcome);
  });

  it('of a look at a table are no missing table', async () => {
    mock.on(GetTableCommand).rejects(awsError('AccessDeniedException', 400));
    await expect(glue.table('d', 't')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    mock.on(GetTableCommand).rejects(awsError('ThrottlingException', 400));
    await expect(glue.table('d', 't')).rejects.toMatchObject({ name: 'ServiceUnavailable' });
  });
});
