import { CatalogTableTaken } from '../errors';
import { type CatalogState, OWNER_PARAMETERS } from './catalog-state';
import type { FoundPartition, FoundTable, GlueColumn, GluePartitionInput, GlueTableInput } from './glue-table';

/** A call that changes the catalog. Lists may be longer than one request takes: the client splits them. */
export type CatalogCall =
  | { call: 'createTable'; input: GlueTableInput }
  | { call: 'updateTable'; input: GlueTableInput; versionId: string }
  | { call: 'deletePartitions'; values: string[][] }
  | { call: 'updatePartition'; input: GluePartitionInput }
  | { call: 'createPartitions'; inputs: GluePartitionInput[] };

/** What is in the catalog. Partitions are none where the table is not partitioned. */
export interface FoundState {
  table: FoundTable;
  partitions: readonly FoundPartition[];
}

/**
 * Refuses a table that somebody else made, or that this pipeline made of another table.
 *
 * @param owner see ownerOf
 * @throws CatalogTableTaken
 */
export const requireOwnTable = (found: FoundTable, owner: Readonly<Record<string, string>>, name: string): void => {
  const other = OWNER_PARAMETERS.filter((key) => found.parameters[key] !== owner[key]);
  if (other.length === 0) return;
  const whose = OWNER_PARAMETERS.map((key) => `${key} ${found.parameters[key] ?? '(none)'}`).join(', ');
  throw new CatalogTableTaken(
    `${name} exists in the Glue Data Catalog and is not this pipeline's (${whose}; expected ` +
      `${other.map((key) => `${key} ${owner[key]}`).join(', ')}): it is left as it is. Write another catalog.database or ` +
      'catalog.tableName; or, if nobody needs it, delete it from the catalog, which deletes no data',
  );
};

/**
 * The calls that bring the catalog from what was found to the state that is wanted, in their order; none when it is there.
 *
 * The table comes first: its update is conditional on the version that was read, which stops whoever is late. Partitions
 * go before new ones come: for a moment, or if the calls end half-way, rows are missing, which is seen; rows that are
 * there twice are not.
 */
export const planCalls = (found: FoundState | undefined, wanted: CatalogState): CatalogCall[] => {
  if (!found) return [{ call: 'createTable', input: wanted.table }, ...creations(wanted.partitions)];
  const live = new Map(wanted.partitions.map((partition) => [keyOf(partition.Values), partition]));
  const known = new Map(found.partitions.map((partition) => [keyOf(partition.values), partition]));
  const dead = found.partitions.filter(({ values }) => !live.has(keyOf(values))).map(({ values }) => values);
  const deletion: CatalogCall[] = dead.length > 0 ? [{ call: 'deletePartitions', values: dead }] : [];
  const update: CatalogCall[] = isTable(found.table, wanted.table)
    ? []
    : [{ call: 'updateTable', input: wanted.table, versionId: found.table.versionId }];
  // Partitions of a table that is to have none go while it still has a partition key to name them by.
  const changes = wanted.table.PartitionKeys.length === 0 ? [...deletion, ...update] : [...update, ...deletion];
  const moved = wanted.partitions.filter((partition) => {
    const there = known.get(keyOf(partition.Values));
    return there !== undefined && !isPartition(there, partition);
  });
  const missing = wanted.partitions.filter(({ Values }) => !known.has(keyOf(Values)));
  return [
    ...changes,
    ...moved.map((input): CatalogCall => ({ call: 'updatePartition', input })),
    ...creations(missing),
  ];
};

const creations = (inputs: GluePartitionInput[]): CatalogCall[] =>
  inputs.length > 0 ? [{ call: 'createPartitions', inputs }] : [];

const keyOf = (values: readonly string[]): string => JSON.stringify(values);

/** Whether a table shows what is wanted. Parameters that others have added do not count. */
const isTable = (found: FoundTable, { TableType, PartitionKeys, StorageDescriptor, Parameters }: GlueTableInput) =>
  found.tableType === TableType &&
  found.location === StorageDescriptor.Location &&
  found.inputFormat === StorageDescriptor.InputFormat &&
  found.serde === StorageDescriptor.SerdeInfo.SerializationLibrary &&
  sameColumns(found.columns, StorageDescriptor.Columns) &&
  sameColumns(found.partitionKeys, PartitionKeys) &&
  holds(found.parameters, Parameters);

/** A batch never changes, so that its place and schema version say all. */
const isPartition = (found: FoundPartition, { StorageDescriptor, Parameters }: GluePartitionInput): boolean =>
  found.location === StorageDescriptor.Location && holds(found.parameters, Parameters);

const sameColumns = (a: readonly GlueColumn[], b: readonly GlueColumn[]): boolean => listOf(a) === listOf(b);

const listOf = (columns: readonly GlueColumn[]): string =>
  JSON.stringify(columns.map(({ Name, Type, Comment }) => [Name, Type, Comment ?? '']));

const holds = (all: Readonly<Record<string, string>>, some: Readonly<Record<string, string>>): boolean =>
  Object.entries(some).every(([key, value]) => all[key] === value);
