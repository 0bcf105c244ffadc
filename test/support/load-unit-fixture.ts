import { loadUnitKey, stagedTableKey } from '../../lambdas/core/batch/load-keys';
import type { StagedTable } from '../../lambdas/core/staging/staged-table';
import type { LoadItem, LoadStep, LoadUnit } from '../../lambdas/load/contract';
import type { FakeS3 } from './fake-s3';
import { run } from './load-fixture';

/*
 * The one example of what the execution of a table works on: the unit `public.t` of the run of load-fixture.ts, with a
 * batch of changes. Tests state what departs from it.
 */

export const NAME = { schema: 'public', name: 't' };
export const BATCH = 'b1';

const stagedAt = (batchId: string, name = 't') =>
  stagedTableKey({ bucket: 'lake', prefix: `${run.root.prefix}staging/${batchId}/x/` }, { schema: 'public', name });

/** A step that brings the changes of a batch into `public.<name>`. */
export const changesStep = (batchId = BATCH, name = 't'): LoadStep => ({
  source: { schema: 'public', name },
  target: { schema: 'public', name },
  batchId,
  batchSeq: 42,
  files: { format: 'changes', staged: stagedAt(batchId, name) },
});

export const unitOf = (more: Partial<LoadUnit> = {}): LoadUnit => ({
  label: 'public.t',
  tables: [{ source: NAME, target: NAME }],
  steps: [changesStep()],
  notes: [],
  ...more,
});

/** Puts the unit where PlanLoads leaves it, and gives the Map's item. */
export const putUnit = (s3: FakeS3, more: Partial<LoadUnit> = {}): LoadItem => {
  const unit = unitOf(more);
  const unitAt = loadUnitKey(run.root, run.runId, unit.label);
  s3.put(unitAt.key, unit);
  return { label: unit.label, tables: unit.tables.map(({ target }) => `${target.schema}.${target.name}`), unitAt };
};

export const PART = {
  bucket: 'lake',
  key: `${run.root.prefix}staging/${BATCH}/x/data/public/t/0-0-a.json.gz`,
  rows: 3,
  sizeBytes: 30,
};

/** What the table has in the batch: a BIGINT key and a text. */
export const stagedTable = (more: Partial<StagedTable> = {}): StagedTable => ({
  formatVersion: 1,
  batchId: BATCH,
  batchSeq: 42,
  table: NAME,
  columns: [
    { source: 'id', name: 'id', type: 'bigint', isDeclared: false },
    { source: 'V', name: 'v', type: 'varchar(10)', isDeclared: false },
  ],
  key: ['id'],
  absent: [],
  untyped: [],
  parts: [PART],
  rows: 3,
  sizeBytes: 30,
  bad: 1,
  ...more,
});

export const putStaged = (s3: FakeS3, more: Partial<StagedTable> = {}): string => {
  const { key } = stagedAt(more.batchId ?? BATCH, more.table?.name);
  s3.put(key, stagedTable(more));
  return key;
};
