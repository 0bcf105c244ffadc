import type { LocalCatalog, Stored } from './catalog';
import { invalidInput, notSupportedLocally } from './errors';
import { accept, type Input, nameIn, objectIn, pageOf, tableInput } from './input';
import { batchCreatePartition, batchDeletePartition, getPartitions, updatePartition } from './partition-operations';

export interface Context {
  catalog: LocalCatalog;
  /** How many members a page of a list holds at most. */
  pageSize: number;
}

export type Operation = (context: Context, input: Input) => object;

/** The API operations by name: wire input to wire output. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['CreateDatabase', createDatabase],
  ['GetDatabase', getDatabase],
  ['GetDatabases', getDatabases],
  ['CreateTable', createTable],
  ['GetTable', getTable],
  ['GetTables', getTables],
  ['GetTableVersions', getTableVersions],
  ['UpdateTable', updateTable],
  ['DeleteTable', deleteTable],
  ['GetPartitions', getPartitions],
  ['BatchCreatePartition', batchCreatePartition],
  ['BatchDeletePartition', batchDeletePartition],
  ['UpdatePartition', updatePartition],
]);

/** @throws GlueError */
export function answer(context: Context, operation: string, input: Input): object {
  const run = OPERATIONS.get(operation);
  if (!run) throw notSupportedLocally(operation || 'a request without x-amz-target');
  return run(context, input);
}

function createDatabase({ catalog }: Context, input: Input): object {
  accept(input, 'DatabaseInput');
  const database = objectIn(input, 'DatabaseInput');
  accept(database, 'Name Description LocationUri Parameters');
  catalog.createDatabase(nameIn(database, 'Name'), database);
  return {};
}

function getDatabase({ catalog }: Context, input: Input): object {
  accept(input, 'Name');
  return { Database: catalog.database(nameIn(input, 'Name')) };
}

function getDatabases({ catalog, pageSize }: Context, input: Input): object {
  accept(input, 'MaxResults NextToken');
  const { items, ...rest } = pageOf(catalog.databases(), input, pageSize);
  return { DatabaseList: items, ...rest };
}

function createTable({ catalog }: Context, input: Input): object {
  accept(input, 'DatabaseName TableInput');
  catalog.createTable(nameIn(input, 'DatabaseName'), checked(input));
  return {};
}

function getTable({ catalog }: Context, input: Input): object {
  accept(input, 'DatabaseName Name');
  return { Table: catalog.table(nameIn(input, 'DatabaseName'), nameIn(input, 'Name')) };
}

function getTables({ catalog, pageSize }: Context, input: Input): object {
  accept(input, 'DatabaseName MaxResults NextToken');
  const { items, ...rest } = pageOf(catalog.tables(nameIn(input, 'DatabaseName')), input, pageSize);
  return { TableList: items, ...rest };
}

function getTableVersions({ catalog, pageSize }: Context, input: Input): object {
  accept(input, 'DatabaseName TableName MaxResults NextToken');
  const all = catalog.versions(nameIn(input, 'DatabaseName'), nameIn(input, 'TableName'));
  const { items, ...rest } = pageOf(all, input, pageSize);
  const toVersion = (table: Stored) => ({ Table: table, VersionId: table.VersionId });
  return { TableVersions: items.map(toVersion), ...rest };
}

function updateTable({ catalog }: Context, input: Input): object {
  accept(input, 'DatabaseName TableInput SkipArchive VersionId');
  catalog.updateTable(nameIn(input, 'DatabaseName'), checked(input), {
    skipArchive: input.SkipArchive === true,
    ...(input.VersionId !== undefined && { versionId: String(input.VersionId) }),
  });
  return {};
}

function deleteTable({ catalog }: Context, input: Input): object {
  accept(input, 'DatabaseName Name');
  catalog.deleteTable(nameIn(input, 'DatabaseName'), nameIn(input, 'Name'));
  return {};
}

function checked(input: Input): Input {
  const table = tableInput(input);
  const keys = (table.PartitionKeys ?? []) as Input[];
  if (keys.some(({ Parameters }) => Parameters !== undefined)) {
    throw invalidInput('Parameters not supported for partition columns');
  }
  return table;
}
