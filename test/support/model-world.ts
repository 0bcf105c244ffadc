import type { EngineSession } from '../../local/redshift/engine';
import { openWarehouse, type Warehouse } from '../../local/redshift/warehouse';
import { ModelDataApi } from './model-data-api';
import { ModelS3 } from './model-s3';

/** What is thrown into a process that is to die. */
export class Died extends Error {
  override readonly name = 'Died';
}

/** The laptop's warehouse, a bucket and a Data API in one process, on a clock that stands still unless it is moved. */
export class ModelWorld {
  /** Milliseconds since the epoch. */
  now = Date.UTC(2026, 0, 5, 3);
  /** Points at which the process could have died, since `live`. */
  points: string[] = [];
  private deathAt: number | undefined;
  private dead = false;
  private executions = 0;

  private constructor(
    readonly s3: ModelS3,
    readonly warehouse: Warehouse,
    readonly admin: EngineSession,
    readonly api: ModelDataApi,
  ) {
    s3.onCall = (call) => this.reach(call);
    api.onCall = (call) => this.reach(call);
  }

  static async open(): Promise<ModelWorld> {
    const s3 = await ModelS3.open();
    let world: ModelWorld | undefined;
    const warehouse = await openWarehouse({
      objects: s3.warehouse,
      isServerless: true,
      now: () => world?.now ?? Date.UTC(2026, 0, 5, 3),
    });
    world = new ModelWorld(
      s3,
      warehouse,
      await warehouse.connect({ database: 'dev', dbUser: 'admin' }),
      new ModelDataApi(warehouse),
    );
    return world;
  }

  /** Runs Redshift statements one after the other, each in a transaction of its own. */
  async sql(...statements: readonly string[]): Promise<void> {
    for (const statement of statements) await this.admin.execute(statement);
  }

  /** The rows of a query; integers as bigint, NULL as null, everything else as the Data API gives it. */
  async rows(query: string): Promise<unknown[][]> {
    const rows: unknown[][] = [];
    for await (const row of (await this.admin.execute(query)).rows) {
      rows.push(row.map((field) => ('isNull' in field ? null : Object.values(field)[0])));
    }
    return rows;
  }

  executionArn(): string {
    return `arn:aws:states:eu-west-1:123456789012:execution:shuttle-lake:e${++this.executions}`;
  }

  /** Begins to count points. @param deathAt the number (from 0) of the one at which the process dies */
  live(deathAt?: number): void {
    this.points = [];
    this.deathAt = deathAt;
    this.dead = false;
  }

  get isDead(): boolean {
    return this.dead;
  }

  /** A point at which the process can die; a dead one does nothing any more. */
  reach(point: string): void {
    if (this.deathAt === this.points.length) this.dead = true;
    this.points.push(point);
    if (this.dead) throw new Died(point);
  }

  /** Forgets what earlier histories left in the bucket. */
  async clear(): Promise<void> {
    this.live();
    this.api.clear();
    this.api.between = async () => undefined;
    await this.s3.clear();
  }

  async close(): Promise<void> {
    await this.admin.close();
    await this.warehouse.close();
    await this.s3.clear();
  }
}
