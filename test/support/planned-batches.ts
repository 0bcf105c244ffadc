import { appliedTableKey } from '../../lambdas/core/collect/applied-table';
import type { PlannedLoad } from '../../lambdas/core/load-report/account-loads';
import type { Batch, Checkpoint } from '../../lambdas/core/progress/checkpoint';
import type { LoadItem, LoadRun, LoadUnit } from '../../lambdas/load/contract';
import { planBatches } from '../../lambdas/load/plan-batches';
import { checkpoint } from '../unit/core/collect/extract-batches';
import { FakeS3 } from './fake-s3';
import { begin, NOW, ROOT, RUN_ID, run } from './load-fixture';

/*
 * PlanBatches before the live batches of an extract pipeline, for the run of load-fixture.ts.
 */

export const SOURCE = { bucket: 'lake', prefix: 'extract/lake/' };
const of: LoadRun = { ...run, source: SOURCE };
export const RUN = `${ROOT}runs/${RUN_ID}/`;

export const named = (name: string, batches: Batch[], more: Partial<Checkpoint> = {}): Checkpoint =>
  checkpoint(batches, undefined, { destination: { schema: 's', name }, ...more });
export const currentOf = (s3: FakeS3, name: string, content: Checkpoint): string =>
  s3.put(`${SOURCE.prefix}tables/s.${name}/current.json`, content);
export const groupOf = (s3: FakeS3, group: string, tables: Checkpoint[]): string =>
  s3.put(`${SOURCE.prefix}groups/${group}/current.json`, {
    formatVersion: 1,
    group,
    committedBy: 'b',
    committedAt: NOW,
    tables,
  });
export const applied = (s3: FakeS3, name: string, base: string, last: string) =>
  s3.put(appliedTableKey(run.root, { schema: 's', name }).key, {
    formatVersion: 1,
    table: { schema: 's', name },
    base,
    last,
    tail: null,
    batchSeq: 1,
  });

export const world = (more: Parameters<typeof begin>[2] = {}): FakeS3 => {
  const s3 = new FakeS3();
  begin(s3, of, { source: 'extract', ...more });
  return s3;
};
export const plan = (s3: FakeS3) => planBatches({ run: of, now: NOW }, { objects: s3.objects });
/** The units that were written, with the batches of their steps. */
export const units = (s3: FakeS3) =>
  (s3.json(`${RUN}loads.json`) as LoadItem[])
    .map(({ unitAt }) => s3.json(unitAt.key) as LoadUnit)
    .map((unit) => ({ ...unit, loads: unit.steps.map(({ target, batchId }) => `${target.name} ${batchId}`) }));
export const planned = (s3: FakeS3) => s3.json(`${RUN}planned.json`) as PlannedLoad[];
