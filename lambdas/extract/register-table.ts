import { z } from 'zod';
import { type GlueCatalog, glueCatalog } from '../clients/glue';
import { type Objects, objects } from '../clients/objects';
import { type DestinationName, type PipelineRoot, schemaKey } from '../core/batch/object-keys';
import { type TableSchema, tableSchemaDocument } from '../core/catalog/table-schema';
import { CatalogConflict } from '../core/errors';
import { catalogState, ownerOf } from '../core/glue/catalog-state';
import { type CatalogCall, type FoundState, planCalls, requireOwnTable } from '../core/glue/plan-calls';
import { type Checkpoint, liveBatches } from '../core/progress/checkpoint';
import { defineHandler } from '../runtime/define-handler';
import { checkpointOf, readCommitted } from './committed';
import { planItemSchema, type Run, runSchema, type Unit, type UnitTable } from './contract';
import { loadUnit } from './load-unit';

/**
 * Brings a unit's tables in the Glue Data Catalog to what current.json says, which stays the truth.
 *
 * If the process dies at any line: readers see the former batches, the new ones, or (of an incremental table) a part of
 * them, and the retry, or the next run's registration, does what is left. Nothing that this step does can undo a commit.
 * The catalog is read before current.json and the table updated at the version that was read, so that a step that is late
 * cannot bring back what a later one has replaced. Partitions have no version: current.json is read again at the end.
 */
export const registerTableInputSchema = z.object({ run: runSchema, item: planItemSchema });

export interface RegisteredTable {
  /** `database.table` in Glue. */
  glueTable: string;
  /** The newest batch that it shows; null where the table was never committed, which leaves the catalog as it is. */
  batchId: string | null;
  /** The calls that changed the catalog; none when it was right already. */
  changes: CatalogCall['call'][];
}

interface Clients {
  glue: GlueCatalog;
  objects: Objects;
}

/** @throws CatalogTableTaken, CatalogNotFound, CatalogConflict, CatalogNameInvalid, NameCollision */
export const registerTable = async (
  { run, item }: z.output<typeof registerTableInputSchema>,
  clients: Clients,
): Promise<{ tables: RegisteredTable[] }> => {
  const unit = await loadUnit(item, clients.objects);
  const tables: RegisteredTable[] = [];
  if (run.glueDatabase === undefined) return { tables };
  for (const table of unit.tables) {
    if (table.glueTable !== undefined) tables.push(await registerOne(run, run.glueDatabase, unit, table, clients));
  }
  return { tables };
};

const registerOne = async (
  run: Run,
  database: string,
  unit: Unit,
  table: UnitTable,
  clients: Clients,
): Promise<RegisteredTable> => {
  const { destination, glueTable: tableName = '' } = table;
  const { root, pipeline } = run;
  const glueTable = `${database}.${tableName}`;
  const found = await findState(clients.glue, database, tableName, ownerOf({ pipeline, root, destination }));

  const committed = await readCommitted(run, unit, clients.objects);
  const checkpoint = checkpointOf(committed, table);
  // Before its first load is complete a table has nothing to show.
  if (!checkpoint || (checkpoint.loading && checkpoint.batches.length === 0)) {
    return { glueTable, batchId: null, changes: [] };
  }
  const schemas = await readSchemas(clients.objects, root, destination, checkpoint);
  const calls = planCalls(found, catalogState({ pipeline, root, tableName, checkpoint, schemas }));

  for (const call of calls) await perform(clients.glue, database, tableName, call);
  if (calls.length > 0 && (await readCommitted(run, unit, clients.objects)).etag !== committed.etag) {
    throw new CatalogConflict(`${table.table} was committed again while ${glueTable} was registered`);
  }
  return { glueTable, batchId: checkpoint.committedBy, changes: calls.map(({ call }) => call) };
};

/** The table and its partitions, or undefined. @throws CatalogTableTaken */
const findState = async (
  glue: GlueCatalog,
  database: string,
  tableName: string,
  owner: Record<string, string>,
): Promise<FoundState | undefined> => {
  const table = await glue.table(database, tableName);
  if (!table) return undefined;
  requireOwnTable(table, owner, `${database}.${tableName}`);
  return { table, partitions: table.partitionKeys.length > 0 ? await glue.partitions(database, tableName) : [] };
};

/** Every schema that the checkpoint names, by version. One that is missing is found missing where it is needed. */
const readSchemas = async (
  store: Objects,
  root: PipelineRoot,
  destination: DestinationName,
  checkpoint: Checkpoint,
): Promise<Map<string, TableSchema>> => {
  const schemas = new Map<string, TableSchema>();
  for (const version of new Set([
    checkpoint.schema.version,
    ...liveBatches(checkpoint).map(({ schemaVersion }) => schemaVersion),
  ])) {
    const stored = await store.readDocument(tableSchemaDocument, schemaKey(root, destination, version));
    if (stored) schemas.set(version, stored.content);
  }
  return schemas;
};

const perform = (glue: GlueCatalog, database: string, table: string, call: CatalogCall): Promise<void> => {
  switch (call.call) {
    case 'createTable':
      return glue.createTable(database, call.input);
    case 'updateTable':
      return glue.updateTable(database, call.input, call.versionId);
    case 'deletePartitions':
      return glue.deletePartitions(database, table, call.values);
    case 'updatePartition':
      return glue.updatePartition(database, table, call.input);
    case 'createPartitions':
      return glue.createPartitions(database, table, call.inputs);
  }
};

export const handler = defineHandler(registerTableInputSchema, (input) =>
  registerTable(input, { glue: glueCatalog(), objects: objects() }),
);
