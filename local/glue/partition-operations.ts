import type { Stored } from './catalog';
import { type GlueError, invalidInput, notFound } from './errors';
import { accept, checkStorage, type Input, listIn, nameIn, objectIn, pageOf, valuesIn } from './input';
import type { Context } from './operations';

/** Members of a request: https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html and its like. */
const MAX_CREATED = 100;
const MAX_DELETED = 25;

export function getPartitions({ catalog, pageSize }: Context, input: Input): object {
  accept(input, 'DatabaseName TableName MaxResults NextToken ExcludeColumnSchema');
  const { database, table } = placeOf(input);
  const { items, ...rest } = pageOf(catalog.partitions(database, table), input, pageSize);
  return { Partitions: input.ExcludeColumnSchema === true ? items.map(withoutColumns) : items, ...rest };
}

export function batchCreatePartition({ catalog }: Context, input: Input): object {
  accept(input, 'DatabaseName TableName PartitionInputList');
  const { database, table } = placeOf(input);
  const partitions = listIn(input, 'PartitionInputList', MAX_CREATED) as Input[];
  const keys = keysOf(catalog.table(database, table));
  const all = partitions.map((partition) => ({ partition, values: checkedValues(partition, keys) }));
  const errors = all.flatMap(({ partition, values }) => {
    if (catalog.partition(database, table, values)) {
      return [failed(values, 'AlreadyExistsException', 'Partition already exists.')];
    }
    catalog.writePartition(database, table, values, partition);
    return [];
  });
  return errors.length > 0 ? { Errors: errors } : {};
}

export function batchDeletePartition({ catalog }: Context, input: Input): object {
  accept(input, 'DatabaseName TableName PartitionsToDelete');
  const { database, table } = placeOf(input);
  const lists = listIn(input, 'PartitionsToDelete', MAX_DELETED) as Input[];
  catalog.table(database, table);
  const errors = lists.flatMap((list) => {
    const values = valuesIn(list, 'Values');
    if (!catalog.partition(database, table, values)) {
      return [failed(values, 'EntityNotFoundException', 'Partition not found.')];
    }
    catalog.deletePartition(database, table, values);
    return [];
  });
  return errors.length > 0 ? { Errors: errors } : {};
}

export function updatePartition({ catalog }: Context, input: Input): object {
  accept(input, 'DatabaseName TableName PartitionValueList PartitionInput');
  const { database, table } = placeOf(input);
  const values = valuesIn(input, 'PartitionValueList');
  const partition = objectIn(input, 'PartitionInput');
  const keys = keysOf(catalog.table(database, table));
  if (!catalog.partition(database, table, values)) throw notFound('Partition');
  if (checkedValues(partition, keys).join() !== values.join()) {
    throw invalidInput('The values of a partition cannot be changed: delete it and create it anew.');
  }
  catalog.writePartition(database, table, values, partition);
  return {};
}

const placeOf = (input: Input): { database: string; table: string } => ({
  database: nameIn(input, 'DatabaseName'),
  table: nameIn(input, 'TableName'),
});

const keysOf = (table: Stored): number => ((table.PartitionKeys ?? []) as unknown[]).length;

function checkedValues(partition: Input, keys: number): string[] {
  accept(partition, 'Values StorageDescriptor Parameters LastAccessTime LastAnalyzedTime');
  checkStorage(partition);
  const values = valuesIn(partition, 'Values');
  if (values.length !== keys) throw mismatch();
  return values;
}

const mismatch = (): GlueError =>
  invalidInput('The number of partition keys do not match the number of partition values');

const failed = (values: readonly string[], code: string, message: string): object => ({
  PartitionValues: values,
  ErrorDetail: { ErrorCode: code, ErrorMessage: message },
});

function withoutColumns(partition: Stored): Stored {
  const { Columns: _, ...storage } = (partition.StorageDescriptor ?? {}) as Stored;
  return { ...partition, StorageDescriptor: storage };
}
