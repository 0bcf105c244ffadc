import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import { planKey, recordsPrefix, runKey, unitKey } from '../core/batch/object-keys';
import { declaredTables } from '../core/catalog/declared-tables';
import { type CatalogField, CatalogReader } from '../core/catalog/read-catalog';
import { chooseRead, type ReadChoice } from '../core/catalog/read-choice';
import type { CatalogTable } from '../core/catalog/table';
import { destinationName, findCollisions } from '../core/config/destination-name';
import { parseExtractPipeline } from '../core/config/extract-pipeline';
import { selectTables } from '../core/config/select-tables';
import type { ExtractPipeline } from '../core/config/shuttle-config';
import { formatTableName } from '../core/config/table-name';
import { ColumnNotFound, DocumentInvalid, NothingVisible, RunNotFound, TypeNotSupported } from '../core/errors';
import { runDocument } from '../core/progress/run-document';
import { recordDocument } from '../core/progress/run-record';
import { MAX_INLINE_BYTES } from '../core/statement/statement';
import { failedStatement } from '../core/statement/statement-error';
import { defineHandler } from '../runtime/define-handler';
import { type PlanItem, planItemSchema, type Run, runSchema, type Unit } from './contract';

/**
 * Reads the catalog, decides which tables are read and how, writes plan.json.
 *
 * If the process dies at any line: objects under runs/<runId>/ are there or not; the retry writes them again from the
 * same catalog result. Nothing else is written.
 */
export const planTablesInputSchema = z.object({
  run: runSchema,
  /** The finished catalog statement; null with `discover: false`. */
  catalogStatementId: z.string().nullable(),
});

export interface PlannedTables {
  plan: { bucket: string; key: string };
  tables: number;
}

export const planTables = async (
  { run, catalogStatementId }: z.output<typeof planTablesInputSchema>,
  clients: { data: RedshiftData; objects: Objects },
): Promise<PlannedTables> => {
  const started = await clients.objects.readDocument(runDocument, runKey(run.root, run.runId));
  if (!started) throw new DocumentInvalid(`runs/${run.runId}/run.json is gone: start the pipeline again`);
  const { input } = started.content;
  const config = parseExtractPipeline(started.content.config);

  const catalog =
    catalogStatementId === null
      ? declaredTables(config)
      : await readCatalog(catalogStatementId, clients.data, run, config);
  const retried = input.retryFailedOf === undefined ? undefined : await failedTables(input.retryFailedOf, run, clients);
  const tables = retried ?? input.tables;
  const selected = selectTables(config, catalog, tables === undefined ? {} : { tables });
  findCollisions(selected);

  const items: PlanItem[] = [];
  for (const { table, options } of selected) {
    const { schema, name } = table;
    const label = formatTableName(schema, name);
    const unit: Unit = {
      table: label,
      source: { schema, name },
      destination: destinationName(options, { schema, name }),
      kind: table.kind,
      ...choiceOrRefusal(table, options, label, config.caseSensitiveIdentifiers),
      ...(options.where !== undefined && { where: options.where }),
      ...(options.limit !== undefined && { limit: options.limit }),
    };
    items.push(await planItem(unit, run, clients.objects));
  }
  const location = planKey(run.planRoot, run.runId);
  await clients.objects.write(location, JSON.stringify(items));
  return { plan: location, tables: items.length };
};

/** A table that cannot be read fails by itself, with a record of its own, and does not stop the others. */
const choiceOrRefusal = (...of: Parameters<typeof chooseRead>): ReadChoice & Pick<Unit, 'refusal'> => {
  try {
    return chooseRead(...of);
  } catch (error) {
    if (!(error instanceof ColumnNotFound || error instanceof TypeNotSupported)) throw error;
    return {
      columns: [],
      primaryKey: [],
      method: 'unload',
      methodIsAuto: false,
      why: 'refused',
      verify: 'manifest',
      refusal: { error: error.name, cause: error.message },
    };
  }
};

/** A unit travels in the state; one with very many columns stays in S3. */
const planItem = async (unit: Unit, run: Run, store: Objects): Promise<PlanItem> => {
  const text = JSON.stringify(unit);
  if (Buffer.byteLength(text) <= MAX_INLINE_BYTES) return { table: unit.table, unit };
  const unitAt = unitKey(run.root, run.runId, unit.destination);
  await store.write(unitAt, text);
  return { table: unit.table, unitAt };
};

const readCatalog = async (
  statementId: string,
  data: RedshiftData,
  run: Run,
  config: ExtractPipeline,
): Promise<CatalogTable[]> => {
  const description = await data.describe(statementId);
  const [relations, lateBinding, sizes, user] = description.subStatements;
  if (relations?.status !== 'FINISHED') {
    // Its own error decides: the batch counts as finished where another of its statements did.
    throw failedStatement(relations?.error ?? '', { name: 'catalog', statementId: relations?.id ?? statementId });
  }
  const reader = new CatalogReader();
  for await (const page of data.pages(relations.id)) reader.addRelations(page.records as CatalogField[][]);
  // Both may fail on their own: a late-binding view over a dropped table, svv_table_info for a plain user.
  if (lateBinding?.status === 'FINISHED') {
    for await (const page of data.pages(lateBinding.id)) reader.addLateBindingColumns(page.records as CatalogField[][]);
  }
  if (sizes?.status === 'FINISHED') {
    for await (const page of data.pages(sizes.id)) reader.addSizes(page.records as CatalogField[][]);
  }
  const tables = reader.read();
  if (tables.length > 0) return tables;
  const row = user?.status === 'FINISHED' ? (await data.page(user.id)).records[0] : undefined;
  throw nothingVisible(run, config, row?.[0]?.stringValue);
};

const nothingVisible = (run: Run, config: ExtractPipeline, name: string | undefined): NothingVisible => {
  const { database } = run.target;
  const user = name === undefined ? 'the database user' : JSON.stringify(name);
  const schema = config.schemas?.[0] ?? '<schema>';
  return new NothingVisible(
    `${user} sees no table in database ${database}: GRANT USAGE ON SCHEMA ${schema} and GRANT SELECT ON ALL TABLES IN ` +
      `SCHEMA ${schema} to it (npx shuttle grants prints the whole script)`,
  );
};

/** The tables of a run that it did not commit. */
const failedTables = async (runId: string, run: Run, clients: { objects: Objects }): Promise<string[]> => {
  const plan = await clients.objects.readPlain(z.array(planItemSchema), planKey(run.planRoot, runId));
  if (!plan)
    throw new RunNotFound(`retryFailedOf: no run ${runId} with a plan is stored under ${run.root.prefix}runs/`);
  const committed = new Set<string>();
  for await (const { key } of clients.objects.list(recordsPrefix(run.root, runId))) {
    const record = await clients.objects.readDocument(recordDocument, { bucket: run.root.bucket, key });
    if (record?.content.status === 'committed') committed.add(record.content.table);
  }
  const failed = plan.map(({ table }) => table).filter((table) => !committed.has(table));
  if (failed.length === 0) throw new RunNotFound(`retryFailedOf: every table of run ${runId} was committed`);
  return failed;
};

export const handler = defineHandler(planTablesInputSchema, (input) =>
  planTables(input, { data: redshiftData(), objects: objects() }),
);
