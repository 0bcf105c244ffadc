import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { columnNamesKey, scanKey, stagedColumnsKey } from '../core/batch/load-keys';
import type { LoadPipeline } from '../core/config/load-config';
import type { TableName } from '../core/config/table-name';
import { CommitConflict } from '../core/errors';
import { type ColumnNames, columnNamesDocument } from '../core/staging/column-names-document';
import { type ColumnCost, INSERTED, MERGED, PARTIAL } from '../core/staging/column-room';
import type { GivenNames } from '../core/staging/give-names';
import { groupScanDocument } from '../core/staging/group-scan';
import { beyondNewTables } from '../core/staging/new-tables';
import {
  columnsOf,
  type Merged,
  MergedScans,
  type StagedColumns,
  stagedColumnsDocument,
  type TableColumns,
} from '../core/staging/staged-columns';
import { defineHandler } from '../runtime/define-handler';
import { type LoadRun, loadRunSchema, takenBatchSchema } from './contract';
import { readLoadConfig } from './load-config';
import { loadTarget } from './load-target';
import { forEachOf, groupsInTurn } from './read-groups';
import { refuseFailedGroups } from './refuse-failed-groups';
import { writeOnce } from './write-once';

/**
 * Brings together what the groups of a batch hold: which columns each table has, by which names and types they are staged.
 *
 * If the process dies at any line: names.json of some tables has names that no row uses yet, which the retry finds and
 * keeps; columns.json is written last and once, so that every row of the batch is rendered alike.
 */
export const planColumnsInputSchema = z.object({
  run: loadRunSchema,
  batch: takenBatchSchema,
  /** The output of the Map that scanned. */
  map: z.unknown(),
});

export interface PlannedColumns {
  tables: number;
}

export const planColumns = async (
  { run, batch, map }: z.output<typeof planColumnsInputSchema>,
  clients: { objects: Objects },
): Promise<PlannedColumns> => {
  const store = clients.objects;
  const at = stagedColumnsKey(batch.staged);
  const done = await store.readDocument(stagedColumnsDocument, at);
  if (done) return { tables: done.content.tables.length };
  await refuseFailedGroups(batch.groups, map, store);
  const locations = Array.from({ length: batch.groups }, (_, group) => scanKey(batch.staged, group));
  const scans = new MergedScans();
  for await (const scan of groupsInTurn(groupScanDocument, locations, store)) scans.add(scan);
  const merged = scans.tables;
  const { config } = await readLoadConfig(run, store);
  const costOf = columnCosts(config);
  const beyond = await refusedTables(run, batch.batchId, config, merged, store);
  const made = merged.filter((one) => !beyond?.tables.includes(one));
  const tables: TableColumns[] = new Array(made.length);
  await forEachOf(made, async (one, index) => {
    const cost = costOf(one);
    tables[index] = await named(run, batch.batchId, one.table, (known) => columnsOf(one, known, cost), store);
  });
  const content: StagedColumns = {
    formatVersion: 1,
    batchId: batch.batchId,
    tables,
    ...(beyond && { beyond: { max: beyond.max, tables: beyond.tables.map(({ table, rows }) => ({ table, rows })) } }),
  };
  return { tables: (await writeOnce(stagedColumnsDocument, at, content, store)).tables.length };
};

/** The new tables that are too many, where the source limits them. A table is new until a later batch has it as well. */
const refusedTables = async (
  run: LoadRun,
  batchId: string,
  { source }: LoadPipeline,
  merged: readonly Merged[],
  store: Objects,
): Promise<{ max: number; tables: Merged[] } | undefined> => {
  if (source.format !== 'segment' || merged.length <= source.maxNewTables) return undefined;
  const known = new Set<Merged>();
  await forEachOf(merged, async (one) => {
    const names = await store.readDocument(columnNamesDocument, columnNamesKey(run.root, one.table));
    if (names && names.content.since !== batchId) known.add(one);
  });
  const tables = beyondNewTables(merged, (one) => !known.has(one), source.maxNewTables);
  return tables.length === 0 ? undefined : { max: source.maxNewTables, tables };
};

/**
 * What a column of a table takes of the room that there is. Where the source has tables with columns of their own, all are
 * loaded, or the table is refused: only what is found in rows and events may go beside them.
 */
const columnCosts = (config: LoadPipeline): ((table: Merged) => ColumnCost | undefined) => {
  const { format } = config.source;
  if (format !== 'segment' && format !== 'rows') return () => undefined;
  const targets = loadTarget(config);
  return ({ table, key, isPartial }) => {
    if (isPartial) return PARTIAL;
    const { options } = targets(table);
    const isKeyed = options.key !== undefined || key !== undefined;
    const merges = options.writeMode === 'merge' || (options.writeMode === 'auto' && isKeyed && !options.dedupe);
    return merges ? MERGED : INSERTED;
  };
};

/** How often names are read again that changed in between. */
const ATTEMPTS = 5;

/** Names columns, and keeps the names of those that are new. */
const named = async (
  run: LoadRun,
  batchId: string,
  table: TableName,
  name: (known: GivenNames) => ReturnType<typeof columnsOf>,
  store: Objects,
): Promise<TableColumns> => {
  const location = columnNamesKey(run.root, table);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const stored = await store.readDocument(columnNamesDocument, location);
    const before = stored?.content;
    const overflow = before?.overflow;
    const since = before ? before.since : batchId;
    const known = { names: new Map(before?.names), ...(overflow !== undefined && { overflow }) };
    const { columns, given } = name(known);
    if (given.names.size === known.names.size && given.overflow === known.overflow) return columns;
    const content: ColumnNames = {
      formatVersion: 1,
      table: { schema: table.schema, name: table.name },
      names: [...given.names],
      ...(given.overflow !== undefined && { overflow: given.overflow }),
      ...(since !== undefined && { since }),
    };
    const condition = stored ? { ifMatch: stored.etag } : ({ ifAbsent: true } as const);
    const write = await store.writeIf(columnNamesDocument, location, content, condition);
    if (write.written) return columns;
  }
  throw new CommitConflict(`${location.key} is being changed by other executions: start the pipeline again`);
};

export const handler = defineHandler(planColumnsInputSchema, (input) => planColumns(input, { objects: objects() }));
