import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  type Column,
  CreateTableCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GlueClient,
  type PartitionError,
  type Table,
  UpdatePartitionCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { CatalogConflict, CatalogNotFound, ServiceUnavailable } from '../core/errors';
import type {
  FoundPartition,
  FoundTable,
  GlueColumn,
  GluePartitionInput,
  GlueTableInput,
} from '../core/glue/glue-table';
import { type Failure, failureOf, isOutage } from './failure';
import { SOCKETS } from './sockets';

/** Members of a request, https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html and its like. */
const MAX_CREATED = 100;
const MAX_DELETED = 25;
const MAX_LISTED = 1_000;

/** The Glue Data Catalog, with its errors turned into those that the workflow knows. SDK retries are off: the machine retries. */
export class GlueCatalog {
  constructor(private readonly client: GlueClient) {}

  /** A table, or undefined where the database or the table is none: creating it tells which. */
  async table(database: string, name: string): Promise<FoundTable | undefined> {
    try {
      const output = await this.client.send(new GetTableCommand({ DatabaseName: database, Name: name }));
      return foundTable(output.Table);
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.name === NOT_FOUND) return undefined;
      throw translate(failure, thrown);
    }
  }

  /** @throws CatalogNotFound without the database; CatalogConflict when the table exists by now */
  async createTable(database: string, input: GlueTableInput): Promise<void> {
    try {
      await this.client.send(new CreateTableCommand({ DatabaseName: database, TableInput: input }));
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.name !== NOT_FOUND) throw translate(failure, thrown);
      throw new CatalogNotFound(
        `there is no database ${database} in the Glue Data Catalog of this account and region: create it, or correct ` +
          `catalog.database (${failure.message})`,
      );
    }
  }

  /** Replaces a table's definition and keeps no former version of it. @throws CatalogConflict unless it is at this version */
  async updateTable(database: string, input: GlueTableInput, versionId: string): Promise<void> {
    await call(() =>
      this.client.send(
        new UpdateTableCommand({ DatabaseName: database, TableInput: input, SkipArchive: true, VersionId: versionId }),
      ),
    );
  }

  /** All partitions of a table, without their columns. */
  async partitions(database: string, table: string): Promise<FoundPartition[]> {
    const found: FoundPartition[] = [];
    let nextToken: string | undefined;
    do {
      const output = await call(() =>
        this.client.send(
          new GetPartitionsCommand({
            DatabaseName: database,
            TableName: table,
            ExcludeColumnSchema: true,
            MaxResults: MAX_LISTED,
            ...(nextToken !== undefined && { NextToken: nextToken }),
          }),
        ),
      );
      for (const { Values, StorageDescriptor, Parameters } of output.Partitions ?? []) {
        found.push({
          values: Values ?? [],
          location: StorageDescriptor?.Location ?? '',
          parameters: Parameters ?? {},
        });
      }
      nextToken = output.NextToken || undefined;
    } while (nextToken !== undefined);
    return found;
  }

  /** @throws CatalogConflict when one exists by now */
  async createPartitions(database: string, table: string, inputs: readonly GluePartitionInput[]): Promise<void> {
    for (const some of portions(inputs, MAX_CREATED)) {
      const output = await call(() =>
        this.client.send(
          new BatchCreatePartitionCommand({ DatabaseName: database, TableName: table, PartitionInputList: some }),
        ),
      );
      requireNoErrors(output.Errors ?? []);
    }
  }

  /** Removes partitions from the catalog; their objects stay. One that is gone already is fine. */
  async deletePartitions(database: string, table: string, values: readonly string[][]): Promise<void> {
    for (const some of portions(values, MAX_DELETED)) {
      const output = await call(() =>
        this.client.send(
          new BatchDeletePartitionCommand({
            DatabaseName: database,
            TableName: table,
            PartitionsToDelete: some.map((Values) => ({ Values })),
          }),
        ),
      );
      requireNoErrors((output.Errors ?? []).filter(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== NOT_FOUND));
    }
  }

  async updatePartition(database: string, table: string, input: GluePartitionInput): Promise<void> {
    await call(() =>
      this.client.send(
        new UpdatePartitionCommand({
          DatabaseName: database,
          TableName: table,
          PartitionValueList: input.Values,
          PartitionInput: input,
        }),
      ),
    );
  }
}

const NOT_FOUND = 'EntityNotFoundException';

const call = async <T>(send: () => Promise<T>): Promise<T> => {
  try {
    return await send();
  } catch (thrown) {
    throw translate(failureOf(thrown), thrown);
  }
};

/** Not found here is a table or partition that was there when it was read. */
const CONFLICT = /^(ConcurrentModification|VersionMismatch|AlreadyExists|EntityNotFound)(Exception)?$/;
const BUSY =
  /^(Throttling|ThrottlingException|TooManyRequestsException|OperationTimeoutException|ResourceNotReadyException)$/;
const FAULT = /^Internal(Service|Server)(Exception|Error)|^InternalFailure$/;

/**
 * Names the error by what the machine does next. What is none of these (AccessDeniedException, InvalidInputException ...)
 * goes through under its own name, with AWS's message: Lake Formation's names the permission that is missing.
 */
const translate = (failure: Failure, thrown: unknown): unknown => {
  const text = `${failure.name}: ${failure.message}`;
  if (CONFLICT.test(failure.name)) return new CatalogConflict(text);
  if (isOutage(failure) || BUSY.test(failure.name) || FAULT.test(failure.name)) return new ServiceUnavailable(text);
  return thrown;
};

/** A batch request answers 200 and tells of each partition that failed. */
const requireNoErrors = (errors: readonly PartitionError[]): void => {
  const [first] = errors;
  if (!first) return;
  const name = first.ErrorDetail?.ErrorCode ?? 'UnknownError';
  const message = `partition ${first.PartitionValues?.join('/')}: ${first.ErrorDetail?.ErrorMessage ?? 'no message'}`;
  throw translate({ name, message }, Object.assign(new Error(message), { name }));
};

function* portions<T>(all: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

const foundTable = (table: Table | undefined): FoundTable => ({
  versionId: table?.VersionId ?? '',
  tableType: table?.TableType ?? '',
  location: table?.StorageDescriptor?.Location ?? '',
  inputFormat: table?.StorageDescriptor?.InputFormat ?? '',
  serde: table?.StorageDescriptor?.SerdeInfo?.SerializationLibrary ?? '',
  columns: (table?.StorageDescriptor?.Columns ?? []).map(foundColumn),
  partitionKeys: (table?.PartitionKeys ?? []).map(foundColumn),
  parameters: table?.Parameters ?? {},
});

const foundColumn = ({ Name, Type, Comment }: Column): GlueColumn => ({
  Name: Name ?? '',
  Type: Type ?? '',
  ...(Comment !== undefined && { Comment }),
});

let shared: GlueCatalog | undefined;

/** The client of this Lambda environment, made at its first use. */
export const glueCatalog = (): GlueCatalog => {
  shared ??= new GlueCatalog(new GlueClient({ maxAttempts: 1, requestHandler: SOCKETS }));
  return shared;
};
