import { currentKey, groupKey, schemaKey } from '../../../lambdas/core/batch/object-keys';
import type { TableSchema } from '../../../lambdas/core/catalog/table-schema';
import type { Checkpoint } from '../../../lambdas/core/progress/checkpoint';
import type { UnitTable } from '../../../lambdas/extract/contract';
import { registerTable, registerTableInputSchema } from '../../../lambdas/extract/register-table';
import { expectSameEndWhereverItDies } from '../../support/dying-step';
import {
  FINGERPRINT,
  groupCheckpoint,
  groupOf,
  itemOf,
  named,
  run,
  START,
  unitOf,
} from '../../support/extract-fixture';
import { FakeGlue } from '../../support/fake-glue';
import { FakeS3 } from '../../support/fake-s3';
import { batchOf, checkpointOf, DESTINATION, ROOT, schemaOf } from '../../support/glue-rows';

const orders: UnitTable = {
  ...named('orders'),
  table: 'sales.orders',
  destination: DESTINATION,
  glueTable: 'sales__orders',
};
const input = registerTableInputSchema.parse({
  run: { ...run, glueDatabase: 'lakehouse' },
  item: itemOf(unitOf(orders)),
});
const CURRENT = currentKey(ROOT, DESTINATION).key;
const SCHEMAS: Record<string, TableSchema> = {
  v1: schemaOf('id bigint'),
  v2: schemaOf('id bigint', 'note varchar(10)'),
};

const full = (batchId: string) => checkpointOf('full', 'v1', batchOf(batchId));
const incremental = (...ids: string[]) => checkpointOf('incremental', 'v1', ...ids.map((id) => batchOf(id)));

class World {
  readonly s3 = new FakeS3();
  readonly fake = new FakeGlue();
  readonly clients = [this.fake.client, this.s3.client];

  constructor(...checkpoints: Checkpoint[]) {
    this.fake.catalog.createDatabase('lakehouse');
    for (const [version, schema] of Object.entries(SCHEMAS)) {
      this.s3.put(schemaKey(ROOT, DESTINATION, version).key, schema);
    }
    for (const checkpoint of checkpoints) this.commit(checkpoint);
  }

  commit(checkpoint: Checkpoint): void {
    this.s3.put(CURRENT, checkpoint);
  }

  /** Of the one table. */
  step = async (more: Partial<typeof input> = {}) => {
    const { tables } = await this.registered(more);
    expect(tables).toHaveLength(1);
    return tables[0];
  };

  registered = (more: Partial<typeof input> = {}) =>
    registerTable({ ...input, ...more }, { glue: this.fake.glue, objects: this.s3.objects });

  state = () => this.fake.state('lakehouse');

  table() {
    return this.fake.catalog.table('lakehouse', 'sales__orders') as {
      VersionId: string;
      StorageDescriptor: { Location: string };
    };
  }

  partitions(): string[] {
    return this.fake.catalog.partitions('lakehouse', 'sales__orders').map(({ Values }) => (Values as string[]).join());
  }
}

const locationOf = (batchId: string): string => `s3://lake/shuttle/lake/data/sales/orders/batch=${batchId}/`;

describe('registerTable', () => {
  it('makes the table of a first snapshot, and swaps it to each later one by one update', async () => {
    const world = new World(full('b1'));
    expect(await world.step()).toEqual({
      glueTable: 'lakehouse.sales__orders',
      batchId: 'b1',
      changes: ['createTable'],
    });
    expect(world.table()).toMatchObject({ VersionId: '0', StorageDescriptor: { Location: locationOf('b1') } });
    world.commit(full('b2'));
    expect(await world.step()).toMatchObject({ batchId: 'b2', changes: ['updateTable'] });
    expect(world.table()).toMatchObject({ VersionId: '1', StorageDescriptor: { Location: locationOf('b2') } });
    expect(world.fake.catalog.versions('lakehouse', 'sales__orders')).toHaveLength(1);
  });

  it('changes nothing where all is right', async () => {
    const world = new World(full('b1'));
    await world.step();
    const before = world.state();
    world.fake.calls.length = 0;
    expect(await world.step()).toMatchObject({ batchId: 'b1', changes: [] });
    expect(world.fake.calls).toEqual(['GetTable']);
    expect(world.state()).toEqual(before);
  });

  it('keeps a partition for each live batch', async () => {
    const world = new World(incremental('b1', 'b2', 'b3'));
    expect(await world.step()).toMatchObject({ batchId: 'b3', changes: ['createTable', 'createPartitions'] });
    expect(world.partitions()).toEqual(['b1', 'b2', 'b3']);
    world.commit(
      checkpointOf(
        'incremental',
        'v2',
        ...['b1', 'b2', 'b3'].map((id) => batchOf(id)),
        batchOf('b4', { schemaVersion: 'v2' }),
      ),
    );
    expect(await world.step()).toMatchObject({ changes: ['updateTable', 'createPartitions'] });
    expect(world.partitions()).toEqual(['b1', 'b2', 'b3', 'b4']);
    expect(world.fake.catalog.partition('lakehouse', 'sales__orders', ['b3'])).toMatchObject({
      StorageDescriptor: { Location: locationOf('b3'), Columns: [{ Name: 'id' }] },
    });
    expect(world.fake.catalog.partition('lakehouse', 'sales__orders', ['b4'])).toMatchObject({
      StorageDescriptor: { Location: locationOf('b4'), Columns: [{ Name: 'id' }, { Name: 'note' }] },
    });
    world.commit(incremental('b5'));
    expect(await world.step()).toMatchObject({ changes: ['updateTable', 'deletePartitions', 'createPartitions'] });
    expect(world.partitions()).toEqual(['b5']);
  });

  it('repairs what an earlier run left half-way', async () => {
    const world = new World(incremental('b1', 'b2'));
    await world.step();
    world.fake.catalog.deletePartition('lakehouse', 'sales__orders', ['b1']);
    world.fake.catalog.writePartition('lakehouse', 'sales__orders', ['never-committed'], {
      Values: ['never-committed'],
    });
    expect(await world.step()).toMatchObject({ changes: ['deletePartitions', 'createPartitions'] });
    expect(world.partitions()).toEqual(['b1', 'b2']);
  });

  it('leaves the catalog alone for a table that was never committed', async () => {
    const world = new World();
    expect(await world.step()).toEqual({ glueTable: 'lakehouse.sales__orders', batchId: null, changes: [] });
    expect(world.state()).toEqual([]);
  });

  it('leaves the catalog alone while the first load is not complete', async () => {
    const loading = {
      kind: 'load' as const,
      fingerprint: FINGERPRINT,
      schemaVersion: 'v1',
      startedAt: START,
      settled: 'S',
      batches: [],
    };
    const world = new World({ ...incremental(), committedBy: 'b1', loading });
    expect(await world.step()).toMatchObject({ batchId: null, changes: [] });
    expect(world.state()).toEqual([]);
  });

  it('shows the tail beside the batches that stay', async () => {
    const world = new World({ ...incremental('b1'), tail: batchOf('b1-tail', { kind: 'tail' }) });
    await world.step();
    expect(world.partitions().sort()).toEqual(['b1', 'b1-tail']);
    world.commit({ ...incremental('b1', 'b2'), tail: batchOf('b2-tail', { kind: 'tail' }) });
    await world.step();
    expect(world.partitions().sort()).toEqual(['b1', 'b2', 'b2-tail']);
  });

  it('does nothing without a catalog, or for a table that has no name there', async () => {
    const world = new World(full('b1'));
    expect(await world.registered({ run })).toEqual({ tables: [] });
    const { glueTable: _name, ...nameless } = orders;
    expect(await world.registered({ item: itemOf(unitOf(nameless)) })).toEqual({ tables: [] });
    expect(world.fake.calls).toEqual([]);
  });

  it('registers each table of a group, by the current.json of the group', async () => {
    const world = new World();
    const items = {
      ...orders,
      table: 'sales.items',
      destination: { schema: 'sales', name: 'items' },
      glueTable: 'items',
    };
    world.s3.put(schemaKey(ROOT, items.destination, 'v1').key, SCHEMAS.v1);
    world.s3.put(groupKey(ROOT, 'sales').key, {
      ...groupCheckpoint('b1', full('b1'), { ...full('b1'), destination: items.destination }),
    });
    const item = itemOf(groupOf('sales', orders, items));
    expect((await world.registered({ item })).tables).toEqual([
      { glueTable: 'lakehouse.sales__orders', batchId: 'b1', changes: ['createTable'] },
      { glueTable: 'lakehouse.items', batchId: 'b1', changes: ['createTable'] },
    ]);
  });

  it('refuses a table that somebody else made, and leaves it', async () => {
    const world = new World(full('b1'));
    world.fake.catalog.createTable('lakehouse', { Name: 'sales__orders', PartitionKeys: [{ Name: 'day' }] });
    const before = world.state();
    await expect(world.step()).rejects.toMatchObject({ name: 'CatalogTableTaken' });
    expect(world.state()).toEqual(before);
    expect(world.fake.calls).toEqual(['GetTable']);
  });

  it('asks for the database', async () => {
    await expect(new World(full('b1')).step({ run: { ...input.run, glueDatabase: 'no' } })).rejects.toMatchObject({
      name: 'CatalogNotFound',
      message: expect.stringContaining('there is no database no in the Glue Data Catalog'),
    });
  });

  it('refuses a schema that is gone', async () => {
    const world = new World(full('b1'));
    world.s3.remove(schemaKey(ROOT, DESTINATION, 'v1').key);
    await expect(world.step()).rejects.toMatchObject({ name: 'DocumentInvalid' });
  });

  it('does not bring back a snapshot that a later registration has replaced', async () => {
    const world = new World(full('b1'));
    await world.step();
    world.commit(full('b2'));
    // Between this step's look at the table and its update, another run commits and registers.
    let late = false;
    world.fake.before = (operation) => {
      if (operation !== 'UpdateTable' || late) return;
      late = true;
      world.commit(full('b3'));
      const { StorageDescriptor, ...table } = world.table();
      const input = { ...table, StorageDescriptor: { ...StorageDescriptor, Location: locationOf('b3') } };
      world.fake.catalog.updateTable('lakehouse', input, { skipArchive: true });
    };
    await expect(world.step()).rejects.toMatchObject({ name: 'CatalogConflict' });
    expect(world.table().StorageDescriptor.Location).toBe(locationOf('b3'));
    expect(await world.step()).toMatchObject({ batchId: 'b3' });
  });

  it('is taken again when the table was committed meanwhile', async () => {
    const world = new World(incremental('b1'));
    world.fake.before = (operation) => {
      if (operation === 'BatchCreatePartition') world.commit(incremental('b2'));
    };
    await expect(world.step()).rejects.toMatchObject({
      name: 'CatalogConflict',
      message: 'sales.orders was committed again while lakehouse.sales__orders was registered',
    });
    world.fake.before = () => undefined;
    await world.step();
    expect(world.partitions()).toEqual(['b2']);
  });

  it.each<[string, Checkpoint | undefined, Checkpoint]>([
    ['a first snapshot', undefined, full('b1')],
    ['a later snapshot', full('b1'), full('b2')],
    ['first batches', undefined, incremental('b1', 'b2', 'b3')],
    ['a full refresh', incremental('b1', 'b2', 'b3'), incremental('b4')],
    ['a table that becomes incremental', full('b1'), incremental('b2')],
    ['a table that is read in full again', incremental('b1', 'b2', 'b3'), full('b4')],
  ])('ends the same wherever it dies: %s', async (_, before, after) => {
    const registered = before && (await stateAfter(before));
    await expectSameEndWhereverItDies(() => {
      const world = new World(after);
      registered?.(world);
      return world;
    }, false);
  });
});

/** What puts another world into the state after a registration. */
const stateAfter = async (checkpoint: Checkpoint): Promise<(world: World) => void> => {
  const world = new World(checkpoint);
  await world.step();
  const tables = world.fake.catalog.tables('lakehouse');
  const partitions = world.fake.catalog.partitions('lakehouse', 'sales__orders');
  return ({ fake: { catalog } }) => {
    for (const table of tables) catalog.createTable('lakehouse', table);
    for (const partition of partitions) {
      catalog.writePartition('lakehouse', 'sales__orders', partition.Values as string[], partition);
    }
  };
};
