import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AlreadyExistsException,
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  ConcurrentModificationException,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteTableCommand,
  EntityNotFoundException,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  GetTableVersionsCommand,
  GlueClient,
  InvalidInputException,
  type PartitionInput,
  paginateGetPartitions,
  SearchTablesCommand,
  type TableInput,
  UpdatePartitionCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { temporaryFolder } from '../../../lib/temporary-folder';
import { type Fault, type GlueCall, type LocalGlue, startGlue } from '../../../local/glue/server';

const NOW = Date.parse('2026-01-05T03:00:00Z');

let root: string;
let server: LocalGlue;
let client: GlueClient;
let fault: (call: GlueCall) => Fault | undefined;

beforeEach(async () => {
  root = join(temporaryFolder('shuttle-glue-'), 'glue');
  fault = () => undefined;
  server = await startGlue({ root, now: () => NOW, faults: (call) => fault(call), pageSize: 2 });
  client = new GlueClient({
    endpoint: server.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

const PLACE = { DatabaseName: 'lake', TableName: 'orders' };
const table = (more: Partial<TableInput> = {}): TableInput => ({
  Name: 'orders',
  TableType: 'EXTERNAL_TABLE',
  StorageDescriptor: { Location: 's3://lake/a/', Columns: [{ Name: 'id', Type: 'bigint', Comment: 'bigint' }] },
  PartitionKeys: [{ Name: 'batch', Type: 'string' }],
  Parameters: { classification: 'parquet' },
  ...more,
});
const partition = (value: string): PartitionInput => ({
  Values: [value],
  StorageDescriptor: { Location: `s3://lake/a/batch=${value}/`, Columns: [{ Name: 'id', Type: 'bigint' }] },
  Parameters: { recordCount: '1' },
});
const createDatabase = () => client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'lake' } }));
const createTable = async () => {
  await createDatabase();
  await client.send(new CreateTableCommand({ DatabaseName: 'lake', TableInput: table() }));
};
const getTable = async () => (await client.send(new GetTableCommand({ DatabaseName: 'lake', Name: 'orders' }))).Table;
const createPartitions = (...values: string[]) =>
  client.send(new BatchCreatePartitionCommand({ ...PLACE, PartitionInputList: values.map(partition) }));
const values = async (): Promise<(string | undefined)[]> => {
  const found: (string | undefined)[] = [];
  // A copy, for the paginator writes its token into its input.
  for await (const { Partitions = [] } of paginateGetPartitions({ client }, { ...PLACE })) {
    found.push(...Partitions.map(({ Values }) => Values?.join()));
  }
  return found;
};

describe('databases', () => {
  it('are made and told', async () => {
    await createDatabase();
    const { Database } = await client.send(new GetDatabaseCommand({ Name: 'LAKE' }));
    expect(Database).toMatchObject({ Name: 'lake', CreateTime: new Date(NOW), CatalogId: '123456789012' });
    expect((await client.send(new GetDatabasesCommand())).DatabaseList).toHaveLength(1);
  });

  it('exist once', async () => {
    await createDatabase();
    await expect(createDatabase()).rejects.toThrow(AlreadyExistsException);
    await expect(client.send(new GetDatabaseCommand({ Name: 'other' }))).rejects.toThrow(
      new EntityNotFoundException({ message: 'Database other not found.', $metadata: {} }),
    );
  });
});

describe('tables', () => {
  it('are kept as they were given, under a name in lower case, and can be looked at', async () => {
    await createDatabase();
    await client.send(new CreateTableCommand({ DatabaseName: 'lake', TableInput: table({ Name: 'Orders' }) }));
    expect(await getTable()).toEqual({
      ...table(),
      DatabaseName: 'lake',
      CreateTime: new Date(NOW),
      UpdateTime: new Date(NOW),
      VersionId: '0',
      CatalogId: '123456789012',
      IsRegisteredWithLakeFormation: false,
    });
    expect(JSON.parse(readFileSync(join(root, 'lake', 'orders', 'table.json'), 'utf8'))).toMatchObject(table());
    expect((await client.send(new GetTablesCommand({ DatabaseName: 'lake' }))).TableList).toHaveLength(1);
  });

  it('outlive the server', async () => {
    await createTable();
    const again = await startGlue({ root });
    expect(again.catalog.table('lake', 'orders')).toMatchObject({ Name: 'orders' });
    await again.close();
  });

  it.each([
    ['of a missing database', () => client.send(new CreateTableCommand({ DatabaseName: 'no', TableInput: table() }))],
    ['that is missing', () => client.send(new GetTableCommand({ DatabaseName: 'lake', Name: 'no' }))],
    [
      'that is updated and missing',
      () => client.send(new UpdateTableCommand({ DatabaseName: 'lake', TableInput: table({ Name: 'no' }) })),
    ],
    ['whose partitions are asked for', () => client.send(new GetPartitionsCommand({ ...PLACE, TableName: 'no' }))],
  ])('%s are EntityNotFoundException', async (_, call) => {
    await createTable();
    await expect(call()).rejects.toMatchObject({
      name: 'EntityNotFoundException',
      message: expect.stringMatching(/ no not found\.$/),
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('exist once', async () => {
    await createTable();
    await expect(client.send(new CreateTableCommand({ DatabaseName: 'lake', TableInput: table() }))).rejects.toThrow(
      AlreadyExistsException,
    );
  });

  it('are replaced as a whole, and count their versions', async () => {
    await createTable();
    const { Parameters: _, ...bare } = table();
    await client.send(
      new UpdateTableCommand({ DatabaseName: 'lake', TableInput: bare, SkipArchive: true, VersionId: '0' }),
    );
    expect(await getTable()).toMatchObject({ VersionId: '1' });
    expect(await getTable()).not.toHaveProperty('Parameters');
    await expect(
      client.send(new UpdateTableCommand({ DatabaseName: 'lake', TableInput: table(), VersionId: '0' })),
    ).rejects.toThrow(ConcurrentModificationException);
    expect(await getTable()).toMatchObject({ VersionId: '1' });
  });

  it('keep former versions unless the archive is skipped', async () => {
    await createTable();
    const update = (SkipArchive: boolean) =>
      client.send(new UpdateTableCommand({ DatabaseName: 'lake', TableInput: table(), SkipArchive }));
    await update(true);
    await update(false);
    const { TableVersions = [] } = await client.send(new GetTableVersionsCommand(PLACE));
    expect(TableVersions.map(({ VersionId }) => VersionId)).toEqual(['2', '1']);
  });

  it('go with their partitions', async () => {
    await createTable();
    await createPartitions('b1');
    await client.send(new DeleteTableCommand({ DatabaseName: 'lake', Name: 'orders' }));
    expect(existsSync(join(root, 'lake', 'orders'))).toBe(false);
    await expect(getTable()).rejects.toThrow(EntityNotFoundException);
  });
});

describe('partitions', () => {
  beforeEach(createTable);

  it('are given in pages, without columns if asked', async () => {
    await createPartitions('b1', 'b2', 'b3', 'b/4,5%');
    expect(await values()).toEqual(['b/4,5%', 'b1', 'b2', 'b3']);
    const page = await client.send(new GetPartitionsCommand({ ...PLACE, MaxResults: 1, ExcludeColumnSchema: true }));
    expect(page).toMatchObject({
      Partitions: [
        { DatabaseName: 'lake', TableName: 'orders', StorageDescriptor: { Location: 's3://lake/a/batch=b/4,5%/' } },
      ],
      NextToken: '1',
    });
    expect(page.Partitions?.[0]?.StorageDescriptor).not.toHaveProperty('Columns');
    expect(readdirSync(join(root, 'lake', 'orders', 'partitions'))).toHaveLength(4);
  });

  it('are made as far as they do not exist', async () => {
    await createPartitions('b1');
    const { Errors } = await createPartitions('b1', 'b2');
    expect(Errors).toEqual([
      {
        PartitionValues: ['b1'],
        ErrorDetail: { ErrorCode: 'AlreadyExistsException', ErrorMessage: 'Partition already exists.' },
      },
    ]);
    expect(await values()).toEqual(['b1', 'b2']);
  });

  it('are removed as far as they exist', async () => {
    await createPartitions('b1', 'b2');
    const PartitionsToDelete = [{ Values: ['b1'] }, { Values: ['b9'] }];
    const { Errors } = await client.send(new BatchDeletePartitionCommand({ ...PLACE, PartitionsToDelete }));
    expect(Errors).toMatchObject([{ PartitionValues: ['b9'], ErrorDetail: { ErrorCode: 'EntityNotFoundException' } }]);
    expect(await values()).toEqual(['b2']);
  });

  it('are updated in place, and not renamed', async () => {
    await createPartitions('b1');
    const update = (value: string, to: PartitionInput) =>
      client.send(new UpdatePartitionCommand({ ...PLACE, PartitionValueList: [value], PartitionInput: to }));
    await update('b1', { ...partition('b1'), Parameters: { recordCount: '2' } });
    const { Partitions } = await client.send(new GetPartitionsCommand(PLACE));
    expect(Partitions).toMatchObject([{ Values: ['b1'], Parameters: { recordCount: '2' } }]);
    await expect(update('b1', partition('b2'))).rejects.toThrow(InvalidInputException);
    await expect(update('b9', partition('b9'))).rejects.toThrow(EntityNotFoundException);
  });

  it('have a value for each key', async () => {
    const wrong = { ...partition('b1'), Values: ['b1', 'x'] };
    await expect(
      client.send(new BatchCreatePartitionCommand({ ...PLACE, PartitionInputList: [wrong] })),
    ).rejects.toThrow(InvalidInputException);
    expect(await values()).toEqual([]);
  });

  it.each([
    ['made', 100, (all: string[]) => createPartitions(...all)],
    [
      'removed',
      25,
      (all: string[]) =>
        client.send(
          new BatchDeletePartitionCommand({ ...PLACE, PartitionsToDelete: all.map((one) => ({ Values: [one] })) }),
        ),
    ],
  ])('are %s %d at a time', async (_, most, call) => {
    const all = Array.from({ length: most + 1 }, (__, number) => `b${number}`);
    await call(all.slice(1));
    await expect(call(all)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(`Member must have length less than or equal to ${most}`),
    });
  });
});

describe('requests', () => {
  beforeEach(createDatabase);
  const create = (more: Partial<TableInput>) =>
    client.send(new CreateTableCommand({ DatabaseName: 'lake', TableInput: table(more) }));

  it.each([
    ['no name', { Name: '' }, 'ValidationException'],
    ['a long name', { Name: 'x'.repeat(256) }, 'ValidationException'],
    ['a name of two lines', { Name: 'a\nb' }, 'ValidationException'],
    [
      'a long comment',
      { StorageDescriptor: { Columns: [{ Name: 'a', Comment: 'x'.repeat(256) }] } },
      'ValidationException',
    ],
    ['a column without a name', { StorageDescriptor: { Columns: [{ Name: '' }] } }, 'ValidationException'],
    [
      'parameters of a partition key',
      { PartitionKeys: [{ Name: 'a', Parameters: { a: 'b' } }] },
      'InvalidInputException',
    ],
    ['a member that would be ignored', { LastAccessTime: new Date(NOW) }, 'NotSupportedLocally'],
  ])('with %s are refused', async (_, more, name) => {
    await expect(create(more)).rejects.toMatchObject({ name });
  });

  it('for anything else are refused', async () => {
    await expect(client.send(new SearchTablesCommand())).rejects.toMatchObject({
      name: 'NotSupportedLocally',
      message: 'SearchTables is not supported locally',
    });
    await create({});
    await expect(client.send(new GetPartitionsCommand({ ...PLACE, Expression: 'batch = 1' }))).rejects.toMatchObject({
      name: 'NotSupportedLocally',
    });
  });

  it('fail as the hook says, before their effect or after it', async () => {
    fault = ({ operation, call }) =>
      operation === 'CreateTable' && call === 1
        ? { when: 'before', error: { type: 'ThrottlingException', message: 'Rate exceeded', status: 400 } }
        : undefined;
    await expect(create({})).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' });
    await expect(getTable()).rejects.toThrow(EntityNotFoundException);
    fault = ({ operation }) => (operation === 'CreateTable' ? { when: 'after' } : undefined);
    await expect(create({})).rejects.toThrow('socket hang up');
    expect(await getTable()).toMatchObject({ Name: 'orders' });
    expect(server.calls.get('CreateTable')).toBe(2);
  });
});
