import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { stagedColumnsKey, stagedTableKey, stagedTablesKey, stageKey } from '../core/batch/load-keys';
import { type CollectState, collectStateDocument, emptyCollectState } from '../core/collect/collect-state';
import { collectStateKey } from '../core/collect/object-batch';
import { loadsOf } from '../core/collect/take-batch';
import type { LoadPipeline } from '../core/config/load-config';
import type { LoadInput } from '../core/config/load-input';
import { formatTableName, type TableName } from '../core/config/table-name';
import { DocumentInvalid, TooManyBadRows } from '../core/errors';
import type { PlannedLoad } from '../core/load-report/account-loads';
import { groupStageDocument } from '../core/staging/group-stage';
import { stagedColumnsDocument } from '../core/staging/staged-columns';
import {
  badShare,
  mergeStages,
  type StagedTables,
  stagedTableDocument,
  stagedTablesDocument,
} from '../core/staging/staged-table';
import { defineHandler } from '../runtime/define-handler';
import {
  type LoadRun,
  type LoadStep,
  type LoadUnit,
  loadRunSchema,
  type TakenBatch,
  takenBatchSchema,
} from './contract';
import { readLoadConfig } from './load-config';
import { loadTarget } from './load-target';
import { namedTables } from './named-tables';
import { forEachOf, readGroups } from './read-groups';
import { refuseFailedGroups } from './refuse-failed-groups';
import { limitSteps } from './step-limit';
import { writeOnce } from './write-once';
import { type PlannedLoads, writeUnits } from './write-units';

/**
 * Writes down what each table has in the batch, and plans which batches each table gets in this run: those that it owes,
 * oldest first, then the new one.
 *
 * If the process dies at any line: what a table has in a batch is written once, the index of all tables last, and the
 * plan of the run again by the retry. Nothing of the target is changed before the plan is there.
 */
export const planLoadsInputSchema = z.object({
  run: loadRunSchema,
  batch: takenBatchSchema.nullable(),
  /** The output of the Map that staged; null where it did not run. */
  map: z.unknown(),
});

export const planLoads = async (
  { run, batch, map }: z.output<typeof planLoadsInputSchema>,
  clients: { objects: Objects },
): Promise<PlannedLoads> => {
  const store = clients.objects;
  const { config, input } = await readLoadConfig(run, store);
  const index = batch === null ? undefined : await stagedBatch(batch, map, store);
  if (index) refuseBadBatch(run, config, index);
  const stored = await store.readDocument(collectStateDocument, collectStateKey(run.root));
  const state = stored?.content ?? emptyCollectState(run.source);
  const targets = loadTarget(config);
  const wanted = wantedTables(input, state);
  const units: LoadUnit[] = [];
  const waiting: PlannedLoad[] = [];
  for (const { table, batches } of loadsOf(state, index?.tables.map(({ table: name }) => name) ?? [])) {
    const { target, isEnabled } = targets(table);
    const waits = !isEnabled ? DISABLED : wanted(table) ? undefined : NOT_NAMED;
    if (waits !== undefined) {
      waiting.push({ source: table, target, batches: batches.map(({ batchId }) => ({ batchId })), waits });
      continue;
    }
    const steps = batches.map(({ batchId, batchSeq, staged }): LoadStep => {
      const root = staged ?? batch?.staged;
      if (root === undefined) throw new DocumentInvalid(`where batch ${batchId} is staged is not known`);
      const files = { format: 'changes' as const, staged: stagedTableKey(root, table) };
      return { source: table, target, batchId, batchSeq, files };
    });
    const label = formatTableName(table.schema, table.name);
    const unit: LoadUnit = { label, tables: [{ source: table, target }], notes: [], steps };
    units.push(
      limitSteps(
        unit,
        steps.map(() => 1),
      ),
    );
  }
  return writeUnits(run, units, store, waiting);
};

const stagedBatch = async (batch: TakenBatch, map: unknown, store: Objects): Promise<StagedTables> => {
  const location = stagedTablesKey(batch.staged);
  const done = await store.readDocument(stagedTablesDocument, location);
  if (done) return done.content;
  await refuseFailedGroups(batch.groups, map, store);
  const columns = await store.readDocument(stagedColumnsDocument, stagedColumnsKey(batch.staged));
  if (!columns) throw new DocumentInvalid(`${stagedColumnsKey(batch.staged).key} is gone: start the pipeline again`);
  const locations = Array.from({ length: batch.groups }, (_, group) => stageKey(batch.staged, group));
  const stages = await readGroups(groupStageDocument, locations, store);
  const { tables, all } = mergeStages(stages, columns.content, batch.batchSeq);
  await forEachOf(tables, async (table) => {
    await writeOnce(stagedTableDocument, stagedTableKey(batch.staged, table.table), table, store);
  });
  return writeOnce(stagedTablesDocument, location, all, store);
};

/** @throws TooManyBadRows before any table is changed; the batch stays pending */
const refuseBadBatch = (run: LoadRun, config: LoadPipeline, index: StagedTables): void => {
  const { rows, bad, reasons, quarantine } = index;
  const share = badShare(index);
  if (share <= config.maxBadRows) return;
  const [first] = quarantine;
  const where = first === undefined ? '' : `; they are in s3://${first.bucket}/${folderOf(first.key)}`;
  const why = reasons.slice(0, 3).map(({ reason, rows: n }) => `${n} x ${reason}`);
  throw new TooManyBadRows(
    `${bad} of ${rows + bad} rows are bad (${(share * 100).toFixed(1)} %, maxBadRows is ${config.maxBadRows}): ${why.join('; ')}${where}. ` +
      `No table of ${run.pipeline} was changed. Mend the options of source, or raise maxBadRows, deploy and start it again`,
  );
};

const folderOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1);

const DISABLED = 'it is not enabled: what was taken for it waits';
const NOT_NAMED = 'the input of the run leaves it out: what was taken for it waits for the next run';

const wantedTables = (
  { tables, retryFailedOf }: LoadInput,
  { owed }: CollectState,
): ((table: TableName) => boolean) => {
  if (retryFailedOf !== undefined) {
    return (table) => owed.some(({ runId, table: other }) => runId === retryFailedOf && isSame(table, other));
  }
  return namedTables(tables);
};

const isSame = (a: TableName, b: TableName): boolean => a.schema === b.schema && a.name === b.name;

export const handler = defineHandler(planLoadsInputSchema, (input) => planLoads(input, { objects: objects() }));
