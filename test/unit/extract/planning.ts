import { planKey, runKey } from '../../../lambdas/core/batch/object-keys';
import type { PlanItem, UnitTable } from '../../../lambdas/extract/contract';
import { planTables, planTablesInputSchema } from '../../../lambdas/extract/plan-tables';
import { ARN, RUN_ID, run, START } from '../../support/extract-fixture';
import { FakeS3 } from '../../support/fake-s3';
import { DescribeStatementCommand, GetStatementResultCommand, mockedData } from '../../support/mocked-data-api';
import { pipelineOf } from '../core/config/pipeline-of';

export const PLAN = planKey(run.root, RUN_ID).key;
export const EARLIER = '20260104T030000Z-99999999';

export const relation = (table: string, kind: string, rows: number, column: string | null, type = 'bigint') => [
  { stringValue: 'public' },
  { stringValue: table },
  { stringValue: kind },
  { doubleValue: rows },
  { longValue: 1 },
  ...(column === null ? [{ isNull: true }, { isNull: true }] : [{ stringValue: column }, { stringValue: type }]),
  { booleanValue: true },
  table === 'orders' ? { stringValue: 'PRIMARY KEY (id)' } : { isNull: true },
];
export const RELATIONS = [
  relation('big', 'r', 5e6, 'id'),
  relation('fresh', 'r', 0, 'id'),
  relation('late', 'v', 0, null),
  relation('orders', 'r', 10, 'id'),
  relation('recent', 'v', 0, 'id'),
];
/** A table with a replication key by its name. */
export const CHANGING = [
  relation('changing', 'r', 5e6, 'id'),
  relation('changing', 'r', 5e6, 'updated_at', 'timestamp without time zone'),
];
export const LATE = [
  ['public', 'late', 'x', 'integer'].map((stringValue) => ({ stringValue })).concat([{ longValue: 1 } as never]),
];
export const SIZES = [[{ stringValue: 'public' }, { stringValue: 'fresh' }, { longValue: 1 }, { doubleValue: 7 }]];

export type Status = 'FINISHED' | 'FAILED';
export interface Catalog {
  statuses?: [Status, Status, Status];
  relations?: object[][];
}

/** A started run, and the catalog that its statement has read. */
export const started = (lines = '', input: object = {}, catalog: Catalog = {}) => {
  const s3 = new FakeS3();
  const { client, mock, data } = mockedData();
  s3.put(runKey(run.root, RUN_ID).key, {
    formatVersion: 1,
    runId: RUN_ID,
    executionArn: ARN,
    startedAt: START,
    config: pipelineOf(lines),
    input: { dryRun: false, ...input },
  });
  const { statuses = ['FINISHED', 'FINISHED', 'FINISHED'], relations = RELATIONS } = catalog;
  mock.on(DescribeStatementCommand, { Id: 'cat' }).resolves({
    Id: 'cat',
    Status: 'FINISHED',
    SubStatements: statuses.map((Status, i) => ({
      Id: `cat:${i + 1}`,
      Status,
      ...(Status === 'FAILED' && { Error: 'ERROR: permission denied' }),
    })),
  });
  const [half, rest] = [relations.slice(0, 2), relations.slice(2)];
  mock
    .on(GetStatementResultCommand, { Id: 'cat:1' })
    .resolves({ Records: half as never, NextToken: 'n' })
    .on(GetStatementResultCommand, { Id: 'cat:1', NextToken: 'n' })
    .resolves({ Records: rest as never })
    .on(GetStatementResultCommand, { Id: 'cat:2' })
    .resolves({ Records: LATE as never })
    .on(GetStatementResultCommand, { Id: 'cat:3' })
    .resolves({ Records: SIZES as never });
  const planIt = (catalogStatementId: string | null = 'cat') =>
    planTables(planTablesInputSchema.parse({ run, catalogStatementId }), { data, objects: s3.objects });
  const items = () => s3.json(PLAN) as PlanItem[];
  return { s3, client, mock, planIt, items };
};
export const units = (items: PlanItem[]): UnitTable[] =>
  items.flatMap((item) => {
    if (!('unit' in item)) throw new Error(`${item.label} is kept elsewhere`);
    expect(item.label).toBe(item.unit.label);
    expect(item.tables).toEqual(item.unit.tables.map(({ table }) => table));
    return item.unit.tables;
  });
