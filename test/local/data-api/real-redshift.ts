import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  type DescribeStatementResponse,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { RealClock } from '../../../local/clock';
import type { Caller } from '../../../local/data-api/options';
import { startDataApi } from '../../../local/data-api/start-data-api';
import { localWarehouse, WORKGROUPS } from '../../../local/local-warehouse';
import { type LocalS3, startS3 } from '../../../local/s3/server';

/** The superuser, and a role's user as a pipeline has it. */
export type Who = 'admin' | 'loader';

const CALLERS: Readonly<Record<Who, Caller>> = {
  admin: { roleId: 'AIDAADMIN', sessionName: 'me', dbUser: 'admin' },
  loader: { roleId: 'AROALOADER', sessionName: 'lambda', dbUser: 'IAMR:loader', isSuperuser: false },
};

export interface Place {
  Database: string;
  WorkgroupName: string;
}

/** A statement or batch that has ended. */
export interface Ended {
  id: string;
  status: string | undefined;
  error: string | undefined;
  description: DescribeStatementResponse;
}

/** The laptop's Redshift as the demo has it, through an unmodified SDK: two databases, two workgroups, bucket `lake`. */
export class RealRedshift {
  private constructor(
    readonly s3: LocalS3,
    private readonly clients: Readonly<Record<Who, RedshiftDataClient>>,
    readonly close: () => Promise<void>,
  ) {}

  static async open(): Promise<RealRedshift> {
    const root = mkdtempSync(join(tmpdir(), 'shuttle-redshift-'));
    const clock = new RealClock();
    const s3 = await startS3({ root, region: 'eu-west-1', now: () => clock.now() });
    s3.store.createBucket('lake');
    const warehouse = await localWarehouse(s3, () => clock.now());
    const callerOf = (key: string) => CALLERS[key as Who];
    const api = await startDataApi({ engine: warehouse, clock, callerOf, workgroups: WORKGROUPS });
    const clientOf = (accessKeyId: Who) =>
      new RedshiftDataClient({
        endpoint: api.endpoint,
        region: 'eu-west-1',
        credentials: { accessKeyId, secretAccessKey: 'secret' },
        maxAttempts: 1,
      });
    const clients = { admin: clientOf('admin'), loader: clientOf('loader') };
    return new RealRedshift(s3, clients, async () => {
      for (const client of Object.values(clients)) client.destroy();
      await api.close();
      await warehouse.close();
      await s3.close();
      rmSync(root, { recursive: true, force: true });
    });
  }

  client(who: Who): RedshiftDataClient {
    return this.clients[who];
  }

  /** Runs one statement, or several as one transaction, to their end. */
  async submit(who: Who, place: Place, Sqls: readonly string[]): Promise<Ended> {
    const client = this.clients[who];
    const wait = { WaitTimeSeconds: 30 };
    const [Sql] = Sqls;
    const { Id } =
      Sqls.length === 1
        ? await client.send(new ExecuteStatementCommand({ ...place, ...wait, Sql }))
        : await client.send(new BatchExecuteStatementCommand({ ...place, ...wait, Sqls: [...Sqls] }));
    const description = await client.send(new DescribeStatementCommand({ Id, ...wait }));
    return { id: Id as string, status: description.Status, error: description.Error, description };
  }

  run(who: Who, Database: string, ...sqls: string[]): Promise<Ended> {
    return this.submit(who, { Database, WorkgroupName: 'demo' }, sqls);
  }

  /** Rows of a result as bare values. */
  async rowsOf(who: Who, Id: string): Promise<unknown[][]> {
    const { Records = [] } = await this.clients[who].send(new GetStatementResultCommand({ Id }));
    return Records.map((row) => row.map((field) => (field.isNull ? null : Object.values(field)[0])));
  }

  async select(who: Who, Database: string, sql: string, WorkgroupName = 'demo'): Promise<unknown[][]> {
    const { id, status, error } = await this.submit(who, { Database, WorkgroupName }, [sql]);
    if (status !== 'FINISHED') throw new Error(`${status}: ${error}`);
    return this.rowsOf(who, id);
  }
}
