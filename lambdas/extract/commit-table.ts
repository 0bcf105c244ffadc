import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { currentKey, groupKey, schemaKey } from '../core/batch/object-keys';
import { tailBatchId } from '../core/batch/run-id';
import { mapColumns } from '../core/catalog/column-mapping';
import { schemaVersion, tableSchemaDocument, tableSchemaOf } from '../core/catalog/table-schema';
import { CommitConflict } from '../core/errors';
import { type Batch, type Checkpoint, checkpointDocument, groupDocument } from '../core/progress/checkpoint';
import { nextCheckpoint } from '../core/progress/next-checkpoint';
import { requireLock } from '../run/require-lock';
import { defineHandler } from '../runtime/define-handler';
import { checkpointOf, readCommitted } from './committed';
import {
  finishedStatementSchema,
  planItemSchema,
  type Run,
  runSchema,
  tablePlanSchema,
  type Unit,
  type VerifiedTable,
  verifiedUnitSchema,
} from './contract';
import { loadUnit } from './load-unit';
import { loadReadPlan, type ReadPlan, type TableRead } from './read-plan';
import { writeRecords } from './write-records';

/**
 * Makes verified batches visible: the schemas, then current.json by a conditional write, then the records. A group's
 * tables become visible by one write of the group's current.json.
 *
 * If the process dies before current.json is written, the batches are garbage that nobody sees. If it dies after, the
 * retry's write meets its own version, reads it back, finds its own batch and goes on to the records. The condition is
 * the ETag read when the unit was planned: anybody else's commit in between makes this one fail.
 */
export const commitTableInputSchema = z.object({
  run: runSchema,
  item: planItemSchema,
  plan: tablePlanSchema,
  why: z.string().nullable(),
  statement: finishedStatementSchema,
  verified: verifiedUnitSchema,
  startedAt: z.string(),
  verifiedAt: z.string(),
  now: z.string(),
});

export interface CommittedUnitResult {
  label: string;
  batchId: string;
  rows: number;
  sizeBytes: number;
  /** Whether chunks are left to read. */
  more: boolean;
}

export const commitTable = async (
  {
    run,
    item,
    plan: { readAt },
    why,
    statement,
    verified,
    startedAt,
    verifiedAt,
    now,
  }: z.output<typeof commitTableInputSchema>,
  clients: { objects: Objects },
): Promise<CommittedUnitResult> => {
  const store = clients.objects;
  const unit = await loadUnit(item, store);
  const plan = await loadReadPlan({ readAt }, store);
  const tables = plan.reads.map((read) => {
    const found = verified.tables.find(({ table }) => table === read.unit.table);
    if (!found) throw new RangeError(`${read.unit.table} was not verified`);
    return { read, found };
  });
  await requireLock(run, store);
  for (const { read } of tables) await writeSchema(run, read, store);
  const checkpoints = await commit();
  await writeRecords(
    { run, plan, why, statement, startedAt, verifiedAt, now },
    tables.map(({ read, found }) => ({ read, found, checkpoint: checkpoints.get(read.unit.table) })),
    store,
  );
  return {
    label: plan.label,
    batchId: plan.batchId,
    rows: verified.tables.reduce((sum, { rows }) => sum + rows.rows, 0),
    sizeBytes: verified.tables.reduce((sum, { rows }) => sum + rows.sizeBytes, 0),
    more: verified.tables.some(({ more }) => more),
  };

  /** The checkpoints that are committed, by table. */
  async function commit(): Promise<Map<string, Checkpoint>> {
    const committed = await readCommitted(run, unit, store);
    const next = new Map<string, Checkpoint>();
    if (committed.etag === plan.currentEtag) {
      for (const { read, found } of tables) {
        next.set(read.unit.table, nextOf(run, plan, read, found, checkpointOf(committed, read.unit), now));
      }
      if (await write(unit, plan, [...next.values()], run, now, store)) {
        await retireMembers(unit, run, store);
        return next;
      }
    }
    const found = await readCommitted(run, unit, store);
    for (const { read } of tables) {
      const checkpoint = checkpointOf(found, read.unit);
      if (checkpoint?.committedBy !== plan.batchId) throw conflict(plan.label);
      next.set(read.unit.table, checkpoint);
    }
    await retireMembers(unit, run, store);
    return next;
  }
};

const write = async (
  unit: Unit,
  plan: ReadPlan,
  checkpoints: Checkpoint[],
  run: Run,
  now: string,
  store: Objects,
): Promise<boolean> => {
  const condition = plan.currentEtag === null ? ({ ifAbsent: true } as const) : { ifMatch: plan.currentEtag };
  const [checkpoint] = checkpoints;
  if (!checkpoint) throw new RangeError('a unit has a table');
  const done =
    unit.group === undefined
      ? await store.writeIf(checkpointDocument, currentKey(run.root, checkpoint.destination), checkpoint, condition)
      : await store.writeIf(
          groupDocument,
          groupKey(run.root, unit.group),
          { formatVersion: 1, group: unit.group, committedBy: plan.batchId, committedAt: now, tables: checkpoints },
          condition,
        );
  return done.written;
};

/** A table that joined a group has a current.json of its own from before; nobody must go on reading it. */
const retireMembers = async (unit: Unit, run: Run, store: Objects): Promise<void> => {
  if (unit.group === undefined) return;
  for (const { destination } of unit.tables) await store.delete(currentKey(run.root, destination));
};

const writeSchema = async (run: Run, { unit }: TableRead, store: Objects): Promise<void> => {
  const columns = mapColumns(unit.columns);
  const location = schemaKey(run.root, unit.destination, schemaVersion(columns));
  await store.writeDocument(tableSchemaDocument, location, tableSchemaOf(unit.source, columns, unit.primaryKey));
};

const nextOf = (
  run: Run,
  plan: ReadPlan,
  read: TableRead,
  found: VerifiedTable,
  previous: Checkpoint | undefined,
  now: string,
): Checkpoint => {
  const { unit, kind, low } = read;
  const version = schemaVersion(mapColumns(unit.columns));
  const method = plan.method === 'page' ? ('page' as const) : ('unload' as const);
  const common = { runId: run.runId, method, schemaVersion: version, committedAt: now };
  const window =
    kind === 'backfill'
      ? { low: unit.backfill?.from ?? null, high: unit.backfill?.to ?? null }
      : { low, high: found.settled };
  const batch: Batch = {
    ...common,
    ...found.rows,
    batchId: plan.batchId,
    kind,
    ...(kind !== 'snapshot' && window),
    ...(found.deletes && { deletes: found.deletes }),
  };
  return nextCheckpoint(previous, {
    table: unit.source,
    destination: unit.destination,
    primaryKey: unit.primaryKey,
    schema: { version, ...schemaKey(run.root, unit.destination, version) },
    decision: {
      kind,
      replaces: read.replaces,
      resumes: read.resumes,
      ...(read.unlikeColumns && { unlikeColumns: read.unlikeColumns }),
      ...(read.fingerprint && { fingerprint: read.fingerprint }),
    },
    batch,
    ...(found.tail && {
      tail: {
        ...common,
        ...found.tail,
        batchId: tailBatchId(plan.batchId),
        kind: 'tail',
        low: found.settled,
        high: found.high,
      },
    }),
    high: found.high,
    settled: found.settled,
    ...(found.keySet && {
      keySet: {
        ...found.keySet,
        batchId: plan.batchId,
        ...(read.keySetIdentity !== undefined && { identity: read.keySetIdentity }),
      },
    }),
    more: found.more,
    now,
  });
};

const conflict = (label: string): CommitConflict =>
  new CommitConflict(
    `${label} was committed by somebody else since it was planned: this batch stays invisible; start the pipeline again`,
  );

export const handler = defineHandler(commitTableInputSchema, (input) => commitTable(input, { objects: objects() }));
