import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import { planKey, recordsPrefix, runKey, unitKey } from '../core/batch/object-keys';
import { declaredTables } from '../core/catalog/declared-tables';
import { type CatalogField, CatalogReader } from '../core/catalog/read-catalog';
import { chooseRead, type ReadChoice } from '../core/catalog/read-choice';
import { checkReplicationKey } from '../core/catalog/replication-key';
import type { CatalogColumn, CatalogTable } from '../core/catalog/table';
import { destinationName, findCollisions } from '../core/config/destination-name';
import { InputProblems } from '../core/config/execution-input';
import { parseExtractPipeline } from '../core/config/extract-pipeline';
import { groupTables } from '../core/config/group-tables';
import { optionConflicts } from '../core/config/option-conflicts';
import { type SelectedTable, selectTables } from '../core/config/select-tables';
import type { ExtractPipeline } from '../core/config/shuttle-config';
import { formatTableName } from '../core/config/table-name';
import { parseTablePattern } from '../core/config/table-pattern';
import {
  ColumnNotFound,
  ConfigInvalid,
  DocumentInvalid,
  NothingVisible,
  PrimaryKeyMissing,
  ReplicationKeyInvalid,
  ReplicationKeyMissing,
  RunNotFound,
  ShuttleError,
  TypeNotSupported,
} from '../core/errors';
import { glueTableNames } from '../core/glue/table-name';
import { type RunDocument, runDocument } from '../core/progress/run-document';
import { recordDocument } from '../core/progress/run-record';
import { userWatermark } from '../core/progress/user-watermark';
import { compareWatermarks } from '../core/progress/watermark';
import { MAX_INLINE_BYTES } from '../core/statement/statement';
import { failedStatement } from '../core/statement/statement-error';
import { defineHandler } from '../runtime/define-handler';
import { type PlanItem, planItemSchema, type Run, runSchema, type Unit, type UnitTable } from './contract';
import { unitName } from './unit-name';

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
  const wanted = {
    ...(tables !== undefined && { tables }),
    ...(input.fullRefresh !== undefined && { fullRefresh: input.fullRefresh }),
  };
  const selected = selectTables(config, catalog, wanted);
  findCollisions(selected);
  const units = groupTables(selected, config, wanted);
  const planned = units.map(({ group, tables: members }): Unit => {
    const own = members.map((member) => unitTable(member, config, input));
    return group === undefined
      ? { label: own.map(({ table }) => table).join(), tables: own }
      : { label: `group ${group}`, group, tables: own.map((table) => ({ ...table, ...UNLOADED })) };
  });
  const items: PlanItem[] = [];
  for (const unit of registered(planned, config)) items.push(await planItem(unit, run, clients.objects));
  const location = planKey(run.planRoot, run.runId);
  await clients.objects.write(location, JSON.stringify(items));
  return { plan: location, tables: items.length };
};

/** The tables of a group are read by one batch of statements, each by its own UNLOAD. */
const UNLOADED = { method: 'unload', methodIsAuto: false, why: 'a consistent group is unloaded' } as const;

/** What the plan says of a table, its options applied. */
const unitTable = (
  { table, options, fullRefresh }: SelectedTable<CatalogTable>,
  config: ExtractPipeline,
  input: RunDocument['input'],
): UnitTable => {
  const { schema, name } = table;
  const label = formatTableName(schema, name);
  const { where, limit, lookback, delaySeconds, chunkBy } = options;
  const choice = choiceOrRefusal(table, options, label, config.caseSensitiveIdentifiers);
  const backfill = backfillOf(input, choice.replicationKey);
  return {
    table: label,
    source: { schema, name },
    destination: destinationName(options, { schema, name }),
    kind: table.kind,
    ...choice,
    ...(where !== undefined && { where }),
    ...(limit !== undefined && { limit }),
    ...(lookback !== undefined && { lookback }),
    ...(delaySeconds !== undefined && { delaySeconds }),
    ...(chunkBy !== undefined && { chunkRows: chunkBy.rows }),
    fullRefreshEvery: options.fullRefreshEvery,
    onReset: options.onReset,
    maxDeletes: options.maxDeletes,
    schemaDrift: options.schemaDrift,
    fullRefresh,
    ...(backfill && { backfill }),
    ...(options.expectEverySeconds !== undefined && { watched: true as const }),
  };
};

/** Both ends in the spelling of watermarks, where the table has a key to read them by. @throws InputInvalid */
const backfillOf = ({ from, to }: RunDocument['input'], key: CatalogColumn | undefined): UnitTable['backfill'] => {
  if (from === undefined || to === undefined) return undefined;
  if (!key) return { from, to };
  const type = checkReplicationKey(key);
  const ends = { from: userWatermark(type, from, 'from'), to: userWatermark(type, to, 'to') };
  if (compareWatermarks(type, ends.from, ends.to) <= 0) return ends;
  throw new InputProblems([
    { path: 'to', value: to, message: 'is lower than from', fix: 'write the higher end of the window as to' },
  ]);
};

/** Gives each table its name in the Glue Data Catalog, where the pipeline registers them. @throws NameCollision */
const registered = (units: readonly Unit[], { catalog, caseSensitiveIdentifiers }: ExtractPipeline): Unit[] => {
  if (!catalog) return [...units];
  const exclude = catalog.exclude.map((text) => parseTablePattern(text, caseSensitiveIdentifiers));
  const tables = units
    .flatMap((unit) => unit.tables)
    .filter(({ source }) => !exclude.some((pattern) => pattern.matches(source)));
  const names = glueTableNames(
    catalog.tableName,
    tables.map(({ destination }) => destination),
  );
  const nameOf = new Map(tables.map(({ table }, i) => [table, names[i]]));
  return units.map((unit) => ({
    ...unit,
    tables: unit.tables.map((table) => {
      const glueTable = nameOf.get(table.table);
      return glueTable === undefined ? table : { ...table, glueTable };
    }),
  }));
};

/** What is wrong with one table only. */
const REFUSALS = [
  ConfigInvalid,
  ColumnNotFound,
  TypeNotSupported,
  ReplicationKeyMissing,
  ReplicationKeyInvalid,
  PrimaryKeyMissing,
] as const;

/** A table that cannot be read fails by itself, with a record of its own, and does not stop the others. */
const choiceOrRefusal = (...of: Parameters<typeof chooseRead>): ReadChoice & Pick<UnitTable, 'refusal'> => {
  try {
    const [, options, label, caseSensitive = false] = of;
    const conflicts = optionConflicts(options, caseSensitive);
    if (conflicts.length === 0) return chooseRead(...of);
    const lines = conflicts.map(({ option, list, message, fix }) => {
      const name = list === undefined ? option : `${option}.${list}`;
      return `${label}: ${name} ${message}; ${fix}`;
    });
    throw new ConfigInvalid(lines.join('\n'));
  } catch (error) {
    if (!REFUSALS.some((refusal) => error instanceof refusal) || !(error instanceof ShuttleError)) throw error;
    return {
      columns: [],
      columnsDigest: '',
      primaryKey: [],
      mode: 'full',
      whyMode: 'refused',
      detectDeletes: false,
      checkKey: false,
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
  const named = { label: unit.label, tables: unit.tables.map(({ table }) => table) };
  if (Buffer.byteLength(text) <= MAX_INLINE_BYTES) return { ...named, unit };
  const unitAt = unitKey(run.root, run.runId, unitName(unit));
  await store.write(unitAt, text);
  return { ...named, unitAt };
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

/**
 * The tables of a run that it did not commit.
 *
 * The plan is looked for when the records are read: it is deleted before them, so that where it is there none was missing.
 */
const failedTables = async (runId: string, run: Run, clients: { objects: Objects }): Promise<string[]> => {
  const committed = new Set<string>();
  for await (const { key } of clients.objects.list(recordsPrefix(run.root, runId))) {
    const record = await clients.objects.readDocument(recordDocument, { bucket: run.root.bucket, key });
    if (record?.content.status === 'committed') committed.add(record.content.table);
  }
  const plan = await clients.objects.readPlain(z.array(planItemSchema), planKey(run.planRoot, runId));
  if (!plan)
    throw new RunNotFound(`retryFailedOf: no run ${runId} with a plan is stored under ${run.root.prefix}runs/`);
  // A group is read as a whole: where one of its tables failed, all of them did.
  const failed = plan.flatMap(({ tables }) => tables).filter((table) => !committed.has(table));
  if (failed.length === 0) throw new RunNotFound(`retryFailedOf: every table of run ${runId} was committed`);
  return failed;
};

export const handler = defineHandler(planTablesInputSchema, (input) =>
  planTables(input, { data: redshiftData(), objects: objects() }),
);
