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
import { GlueCatalog } from '../../lambdas/clients/glue';
import { temporaryFolder } from '../../lib/temporary-folder';
import { LocalCatalog } from '../../local/glue/catalog';
import { GlueError } from '../../local/glue/errors';
import { answer } from '../../local/glue/operations';
import { awsError } from './mocked-data-api';

const COMMANDS = {
  GetTable: GetTableCommand,
  CreateTable: CreateTableCommand,
  UpdateTable: UpdateTableCommand,
  GetPartitions: GetPartitionsCommand,
  BatchCreatePartition: BatchCreatePartitionCommand,
  BatchDeletePartition: BatchDeletePartitionCommand,
  UpdatePartition: UpdatePartitionCommand,
};
type Operation = keyof typeof COMMANDS;

/** The local Glue under the SDK's client, without the wire between them. */
export class FakeGlue {
  readonly calls: Operation[] = [];
  readonly client = new GlueClient({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
  readonly glue = new GlueCatalog(this.client);
  readonly catalog = new LocalCatalog(temporaryFolder('shuttle-glue-'), () => 0);
  /** Something that happens behind the caller's back, right before a call. */
  before: (operation: Operation) => void = () => undefined;

  constructor(readonly pageSize = 2) {
    const mock = mockClient(this.client) as unknown as {
      on(command: unknown): { callsFake(fake: (input: object) => unknown): void };
    };
    for (const operation of Object.keys(COMMANDS) as Operation[]) {
      mock.on(COMMANDS[operation]).callsFake(async (input) => this.call(operation, input));
    }
  }

  /** All tables and partitions, which a fault and a retry must leave the same. */
  state(database: string): unknown {
    return this.catalog
      .tables(database)
      .map((table) => ({ table, partitions: this.catalog.partitions(database, String(table.Name)) }));
  }

  private call(operation: Operation, input: object): unknown {
    this.calls.push(operation);
    this.before(operation);
    try {
      // Through JSON, as on the wire.
      return JSON.parse(
        JSON.stringify(answer({ catalog: this.catalog, pageSize: this.pageSize }, operation, structured(input))),
      );
    } catch (error) {
      throw error instanceof GlueError ? awsError(error.type, error.status, error.message) : error;
    }
  }
}

const structured = (input: object): Record<string, unknown> => JSON.parse(JSON.stringify(input));
