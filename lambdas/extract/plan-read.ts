import type { Objects } from '../clients/objects';
import { batchPrefix } from '../core/batch/object-keys';
import { batchIdOf, tailBatchId } from '../core/batch/run-id';
import { renderReads, type TableRequest } from '../core/catalog/render-read';
import type { CatalogColumn } from '../core/catalog/table';
import { ColumnNotFound, type ErrorName, errorClasses } from '../core/errors';
import { decideRead } from '../core/progress/decide-read';
import { statementTexts } from '../core/statement/statement';
import { checkpointOf, readCommitted, withSchema } from './committed';
import type { Run, Unit, UnitTable } from './contract';
import type { ReadPlan, TableRead } from './read-plan';

export interface ReadPlanning {
  run: Run;
  unit: Unit;
  attempt: number;
  redriveCount: number;
  /** Set once a count or a fallback has decided. */
  method: 'unload' | 'page' | null;
  /** Tables whose source has shown to be rebuilt. */
  resets: readonly { table: string; why: string }[];
  now: string;
}

/**
 * Decides how each table of a unit is read, and renders the one batch of statements that reads them.
 *
 * @throws the error for which the plan refused a table; SchemaDrifted, ResetRefused, ColumnNotFound, BackfillImpossible;
 *   StatementTooLong, GroupTooLarge
 */
export const planRead = async (planning: ReadPlanning, store: Objects): Promise<ReadPlan> => {
  const { run, unit, attempt, redriveCount, resets, now } = planning;
  for (const { refusal } of unit.tables) {
    if (refusal) throw new errorClasses[refusal.error as ErrorName](refusal.cause);
  }
  const committed = await readCommitted(run, unit, store);
  const batchId = batchIdOf(run.runId, redriveCount, attempt);
  const method = planning.method ?? (unit.group === undefined ? (unit.tables[0]?.method ?? 'unload') : 'unload');
  const reads: Omit<TableRead, 'statements'>[] = [];
  const requests: TableRequest[] = [];
  for (const table of unit.tables) {
    const checkpoint = checkpointOf(committed, table);
    const reset = resets.find((one) => one.table === table.table)?.why;
    const decision = decideRead(table, await withSchema(checkpoint, store), { runId: run.runId, now }, reset);
    // COPY refuses a manifest without files, and of no key there is nothing to be gone.
    const lastKeys = decision.lastKeys && decision.lastKeys.rows > 0 ? decision.lastKeys : undefined;
    const read: Omit<TableRead, 'statements'> = {
      unit: { ...table, columns: decision.columns },
      kind: decision.kind,
      whyKind: decision.why,
      changes: decision.changes,
      low: decision.low,
      reached: decision.reached,
      replaces: decision.replaces,
      resumes: decision.resumes,
      unlikeColumns: decision.unlikeColumns,
      ...(decision.fingerprint && { fingerprint: decision.fingerprint }),
      ...(lastKeys && { lastKeys: lastKeys.rows }),
      ...(decision.keySetIdentity !== undefined && { keySetIdentity: decision.keySetIdentity }),
    };
    reads.push(read);
    requests.push(requestOf(run, read, batchId, lastKeys));
  }
  const { sqls, statements } = renderReads({
    label: unit.label,
    method,
    tables: requests,
    isGroup: unit.group !== undefined,
    statementTimeoutSeconds: run.statementTimeoutSeconds,
    caseSensitiveIdentifiers: run.caseSensitiveIdentifiers,
    unload: run.unload,
  });
  return {
    label: unit.label,
    ...(unit.group !== undefined && { group: unit.group }),
    batchId,
    attempt,
    method,
    currentEtag: committed.etag,
    plannedAt: now,
    sqls: statementTexts(sqls, unit.label),
    reads: reads.map((read, i) => ({ ...read, statements: statements[i] as TableRead['statements'] })),
  };
};

/** The plan has seen to it that they are extracted; schemaDrift: freeze may leave them out. @throws ColumnNotFound */
const keyColumns = ({ table, columns, primaryKey }: UnitTable): CatalogColumn[] =>
  primaryKey.map((name) => {
    const column = columns.find((one) => one.name === name);
    if (column) return column;
    throw new ColumnNotFound(
      `${table}: its primary key column ${name} is not read, as schemaDrift: freeze leaves new columns out: set ` +
        'schemaDrift: evolve for a run, name other columns as primaryKey, or set deletes: ignore and checkKey: false',
    );
  });

const requestOf = (
  run: Run,
  { unit, kind, low, reached }: Omit<TableRead, 'statements'>,
  batchId: string,
  lastKeys: { manifest: { bucket: string; key: string } } | undefined,
): TableRequest => {
  const to = (id: string, folder: 'data' | 'deletes' | 'keys') => batchPrefix(run.root, unit.destination, id, folder);
  const { replicationKey: key, backfill, lookback, delaySeconds, chunkRows } = unit;
  const isKeyed = unit.detectDeletes || unit.checkKey;
  const primaryKey = isKeyed ? keyColumns(unit) : [];
  return {
    source: unit.source,
    columns: unit.columns,
    verify: unit.verify,
    to: to(batchId, 'data'),
    ...(unit.where !== undefined && { where: unit.where }),
    ...(unit.limit !== undefined && { limit: unit.limit }),
    ...(kind !== 'snapshot' &&
      key && {
        window: {
          key,
          low,
          reached,
          ...(kind === 'backfill' && backfill
            ? { backfill }
            : {
                ...(lookback && { lookback }),
                ...(delaySeconds !== undefined && { delaySeconds }),
                ...(chunkRows !== undefined && { chunkRows }),
                tailTo: to(tailBatchId(batchId), 'data'),
              }),
        },
      }),
    ...(unit.detectDeletes && {
      keys: {
        columns: primaryKey,
        to: to(batchId, 'keys'),
        goneTo: to(batchId, 'deletes'),
        ...(lastKeys && { last: lastKeys.manifest }),
      },
    }),
    ...(unit.checkKey && primaryKey.length > 0 && { keyCheck: primaryKey }),
  };
};
