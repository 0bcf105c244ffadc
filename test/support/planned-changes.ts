import type { Field } from '@aws-sdk/client-redshift-data';
import type { ApplyPlan } from '../../lambdas/core/load-report/apply-plan';
import type { LoadItem, PlannedStep } from '../../lambdas/load/contract';
import { planChanges } from '../../lambdas/load/plan-changes';
import { FakeS3 } from './fake-s3';
import { begin, NOW, ROOT, RUN_ID, run } from './load-fixture';
import { putStaged, putUnit } from './load-unit-fixture';
import { DescribeStatementCommand, GetStatementResultCommand, mockedData } from './mocked-data-api';

/*
 * PlanChanges before a target as the catalog shows it, for the unit of load-unit-fixture.ts.
 */

export const RUN = `${ROOT}runs/${RUN_ID}/`;
export const applyAt = (name: string) => `${RUN}applies/public!2Et/${name}.json`;

type Sub = { Status: 'FINISHED' | 'FAILED' | 'ABORTED'; Error?: string };
export const done: Sub = { Status: 'FINISHED' };
export const failed = (message: string): Sub => ({ Status: 'FAILED', Error: message });

/** Tables as the catalog shows them: columns by type; `!` behind a type is NOT NULL, `*` a DISTKEY. */
type Catalog = Partial<Record<'target' | 'ledger' | 'positions' | 'tombstones', Record<string, string>>>;

const text = (stringValue: string): Field => ({ stringValue });
const relationsOf = (catalog: Catalog, kind: string): Field[][] =>
  Object.entries(catalog).flatMap(([part, columns]) =>
    Object.entries(columns ?? {}).map(([name, type], n): Field[] => [
      text(part),
      text(part === 'target' ? kind : 'r'),
      { longValue: n + 1 },
      text(name),
      text(type.replace(/[!*]$/, '')),
      { booleanValue: type.endsWith('!') },
      { booleanValue: false },
      text('none'),
      { booleanValue: type.endsWith('*') },
      { longValue: 0 },
      { isNull: true },
    ]),
  );

export const LEDGER = { batch_id: 'character varying(256)', batch_seq: 'bigint' };
export const POSITIONS = { id: 'bigint', shuttle_pos: 'character varying(64)' };
export const TARGET = { id: 'bigint', v: 'character varying(16)' };
/** Tables of the database. */
export const TABLES = 12;
/** A target that the batch fits, with its control tables. */
export const READY: Catalog = { target: TARGET, ledger: LEDGER, positions: POSITIONS };

export interface PlanOptions {
  catalog?: Catalog;
  kind?: 'r' | 'v';
  schemaExists?: boolean;
  lines?: string;
  source?: 'debezium';
  staged?: Parameters<typeof putStaged>[1];
}

export const world = ({
  catalog = READY,
  kind = 'r',
  schemaExists = true,
  lines = '',
  source,
  staged = {},
}: PlanOptions = {}) => {
  const s3 = new FakeS3();
  begin(s3, run, { lines, ...(source !== undefined && { source }) });
  putStaged(s3, staged);
  const item = putUnit(s3);
  const { mock, data } = mockedData();
  const answer = (id: string, subs: readonly Sub[]) =>
    mock.on(DescribeStatementCommand, { Id: id }).resolves({
      Id: id,
      Status: subs.every(({ Status }) => Status === 'FINISHED') ? 'FINISHED' : 'FAILED',
      SubStatements: subs.map((sub, n) => ({ Id: `${id}:${n + 1}`, HasResultSet: true, ...sub })),
    });
  const look = (shown: Catalog, exists = true): void => {
    answer('look', [done, done, shown.ledger ? done : failed('ERROR: relation does not exist')]);
    const relations = relationsOf(shown, kind);
    const empty: Field[][] = exists ? [[{ isNull: true }]] : [];
    mock
      .on(GetStatementResultCommand, { Id: 'look:1' })
      .resolves({ Records: relations.length > 0 ? relations : empty });
    mock.on(GetStatementResultCommand, { Id: 'look:2' }).resolves({ Records: [[{ longValue: TABLES }]] });
    mock.on(GetStatementResultCommand, { Id: 'look:3' }).resolves({ Records: [[{ longValue: 1 }, { isNull: true }]] });
  };
  look(catalog, schemaExists);
  return { s3, mock, data, item, look, answer };
};
export type World = ReturnType<typeof world>;

interface Turn {
  item?: LoadItem;
  index?: number;
  attempt?: number;
  redriveCount?: number;
  before?: PlannedStep | null;
  evolveStatementId?: string | null;
  aside?: { bucket: string; key: string } | null;
  now?: string;
}
export const plan = (w: World, turn: Turn = {}): Promise<PlannedStep> =>
  planChanges(
    {
      run,
      item: w.item,
      index: 0,
      attempt: 1,
      redriveCount: 0,
      describeStatementId: 'look',
      before: null,
      evolveStatementId: null,
      aside: null,
      now: NOW,
      ...turn,
    },
    { data: w.data, objects: w.s3.objects },
  );
export const planAt = (w: World, step: PlannedStep) => w.s3.json(step.at.key) as ApplyPlan;
export const sqlsOf = ({ statement: { sql } }: PlannedStep): string[] => ('sqls' in sql ? sql.sqls : []);
