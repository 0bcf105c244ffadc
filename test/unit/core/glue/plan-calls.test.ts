import { CatalogTableTaken } from '../../../../lambdas/core/errors';
import { type CatalogState, catalogState, ownerOf } from '../../../../lambdas/core/glue/catalog-state';
import type { FoundTable } from '../../../../lambdas/core/glue/glue-table';
import {
  type CatalogCall,
  type FoundState,
  planCalls,
  requireOwnTable,
} from '../../../../lambdas/core/glue/plan-calls';
import type { Checkpoint } from '../../../../lambdas/core/progress/checkpoint';
import { batchOf, checkpointOf, DESTINATION, ROOT, schemaOf } from '../../../support/glue-rows';

const schemas = new Map([
  ['v1', schemaOf('id bigint')],
  ['v2', schemaOf('id bigint', 'note varchar(10)')],
]);
const wantedOf = (checkpoint: Checkpoint): CatalogState =>
  catalogState({ pipeline: 'lake', root: ROOT, tableName: 'orders', checkpoint, schemas });
const full = (batchId: string) => wantedOf(checkpointOf('full', 'v1', batchOf(batchId)));
const incremental = (...ids: string[]) => wantedOf(checkpointOf('incremental', 'v1', ...ids.map((id) => batchOf(id))));

/** What is found once a state was brought about. */
const foundOf = ({ table, partitions }: CatalogState): FoundState => ({
  table: {
    versionId: '7',
    tableType: table.TableType,
    location: table.StorageDescriptor.Location,
    inputFormat: table.StorageDescriptor.InputFormat,
    serde: table.StorageDescriptor.SerdeInfo.SerializationLibrary,
    columns: table.StorageDescriptor.Columns,
    partitionKeys: table.PartitionKeys,
    parameters: table.Parameters,
  },
  partitions: partitions.map(({ Values, StorageDescriptor, Parameters }) => ({
    values: Values,
    location: StorageDescriptor.Location,
    parameters: Parameters,
  })),
});

/** A call in one line. */
const summary = (call: CatalogCall): string => {
  switch (call.call) {
    case 'createTable':
      return call.call;
    case 'updateTable':
      return `${call.call} ${call.versionId}`;
    case 'deletePartitions':
      return [call.call, ...call.values.map(([value]) => value)].join(' ');
    case 'updatePartition':
      return `${call.call} ${call.input.Values[0]}`;
    case 'createPartitions':
      return [call.call, ...call.inputs.map(({ Values }) => Values[0])].join(' ');
  }
};

describe('planCalls', () => {
  it.each<[string, CatalogState | undefined, CatalogState, string[]]>([
    ['a first snapshot', undefined, full('b1'), ['createTable']],
    ['a first batch', undefined, incremental('b1'), ['createTable', 'createPartitions b1']],
    ['an incremental table without rows', undefined, incremental(), ['createTable']],
    ['a snapshot that is there', full('b1'), full('b1'), []],
    ['batches that are there', incremental('b1', 'b2'), incremental('b1', 'b2'), []],
    ['the next snapshot', full('b1'), full('b2'), ['updateTable 7']],
    ['the next batch', incremental('b1'), incremental('b1', 'b2'), ['updateTable 7', 'createPartitions b2']],
    [
      'a full refresh',
      incremental('b1', 'b2'),
      incremental('b3'),
      ['updateTable 7', 'deletePartitions b1 b2', 'createPartitions b3'],
    ],
    ['a table that became incremental', full('b1'), incremental('b2'), ['updateTable 7', 'createPartitions b2']],
    [
      'a table that is read in full again',
      incremental('b1', 'b2'),
      full('b3'),
      ['deletePartitions b1 b2', 'updateTable 7'],
    ],
  ])('%s', (_, before, wanted, expected) => {
    const calls = planCalls(before && foundOf(before), wanted);
    expect(calls.map(summary)).toEqual(expected);
    for (const call of calls) {
      if (call.call === 'createTable' || call.call === 'updateTable') expect(call.input).toBe(wanted.table);
    }
  });

  it.each<[string, (table: FoundTable) => FoundTable]>([
    ['location', (table) => ({ ...table, location: 's3://lake/elsewhere/' })],
    ['type', (table) => ({ ...table, tableType: 'VIRTUAL_VIEW' })],
    ['input format', (table) => ({ ...table, inputFormat: 'org.apache.hadoop.mapred.TextInputFormat' })],
    ['SerDe', (table) => ({ ...table, serde: '' })],
    ['columns', (table) => ({ ...table, columns: [] })],
    ["a column's type", (table) => ({ ...table, columns: [{ Name: 'id', Type: 'int', Comment: 'bigint' }] })],
    ["a column's comment", (table) => ({ ...table, columns: [{ Name: 'id', Type: 'bigint' }] })],
    ['partition keys', (table) => ({ ...table, partitionKeys: [{ Name: 'day', Type: 'date' }] })],
    ['a parameter', (table) => ({ ...table, parameters: { ...table.parameters, recordCount: '9' } })],
  ])('mends what somebody changed: %s', (_, change) => {
    const wanted = full('b1');
    const found = foundOf(wanted);
    expect(planCalls({ ...found, table: change(found.table) }, wanted)).toEqual([
      { call: 'updateTable', input: wanted.table, versionId: '7' },
    ]);
  });

  it('leaves a table alone to which somebody added a parameter', () => {
    const found = foundOf(full('b1'));
    found.table = { ...found.table, parameters: { ...found.table.parameters, 'projection.enabled': 'false' } };
    expect(planCalls(found, full('b1'))).toEqual([]);
  });

  it('mends a partition that points elsewhere, and removes one of a batch that was never committed', () => {
    const wanted = incremental('b1', 'b2');
    const found = foundOf(wanted);
    const [first, second] = found.partitions;
    const stray = { ...first!, values: ['uncommitted'] };
    const moved = { ...second!, location: 's3://lake/elsewhere/' };
    expect(planCalls({ ...found, partitions: [first!, moved, stray] }, wanted)).toEqual([
      { call: 'deletePartitions', values: [['uncommitted']] },
      { call: 'updatePartition', input: wanted.partitions[1] },
    ]);
  });
});

describe('requireOwnTable', () => {
  const owner = ownerOf({ pipeline: 'lake', root: ROOT, destination: DESTINATION });
  const tableWith = (parameters: Record<string, string>): FoundTable => ({ ...foundOf(full('b1')).table, parameters });

  it('takes the table of this pipeline', () => {
    expect(() => requireOwnTable(foundOf(full('b1')).table, owner, 'db.orders')).not.toThrow();
  });

  it.each([
    ['a table made by hand', {}, 'shuttle.pipeline (none)'],
    ['a table of another pipeline', { ...owner, 'shuttle.pipeline': 'raw' }, 'shuttle.pipeline raw'],
    [
      'a pipeline of this name elsewhere',
      { ...owner, 'shuttle.root': 's3://b/lake/' },
      'expected shuttle.root s3://lake/shuttle/lake/',
    ],
    [
      'another table under this name',
      { ...owner, 'shuttle.table': 'sales."Orders"' },
      'expected shuttle.table sales.orders',
    ],
  ])('refuses %s', (_, parameters: Record<string, string>, message) => {
    expect(() => requireOwnTable(tableWith(parameters), owner, 'db.orders')).toThrow(CatalogTableTaken);
    expect(() => requireOwnTable(tableWith(parameters), owner, 'db.orders')).toThrow(message);
  });
});
