import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type Field, type RedshiftData, redshiftData } from '../clients/redshift-data';
import { type ObjectLocation, partKey, partName, quarantineKey } from '../core/batch/object-keys';
import { type QuarantinedRow, quarantineDocument } from '../core/batch/quarantine';
import { tailBatchId } from '../core/batch/run-id';
import { mapColumns } from '../core/catalog/column-mapping';
import { schemaVersion } from '../core/catalog/table-schema';
import { DataApiBusy } from '../core/errors';
import { PartWriter } from '../core/parquet/part-writer';
import { defineHandler, type Invocation } from '../runtime/define-handler';
import {
  type CopiedPart,
  finishedStatementSchema,
  laneSchema,
  runSchema,
  tablePlanSchema,
  type UnitTable,
} from './contract';
import { loadReadPlan } from './read-plan';

/**
 * Copies result pages into one Parquet part. Near its time limit, or when the Data API is busy after a page at least, it
 * closes the part and says where to go on: GetStatementResult is limited to 20 calls a second for the whole account, and
 * a part begun anew at each refusal might never end. The tail of an incremental table follows in a part of its own.
 *
 * If the process dies at any line: the part is not published, its upload is aborted by the clean-up or the bucket's
 * lifecycle, and the retry reads the same pages again (the result is kept for 24 hours) and writes them under another
 * name. Nothing refers to the part before the commit; VerifyPages deletes parts that nobody told of.
 */
export const copyPagesInputSchema = z.object({
  run: runSchema,
  plan: tablePlanSchema,
  statement: finishedStatementSchema,
  lane: laneSchema,
  /** The part's number, from 0. */
  part: z.number().int().nonnegative(),
  nextToken: z.string().nullable(),
});

export interface CopiedPages {
  part: CopiedPart;
  /** Where to go on; null when everything is copied. */
  next: { lane: CopiedPart['lane']; nextToken: string | null } | null;
}

/** Left for closing the part: its last row group, the end of its upload. */
const RESERVE_MS = 60_000;

/** Quarantined rows are written whenever this many wait. */
const QUARANTINE_ROWS = 1_000;

export const copyPages = async (
  { run, plan, statement, lane, part, nextToken }: z.output<typeof copyPagesInputSchema>,
  clients: { data: RedshiftData; objects: Objects },
  invocation: Invocation,
): Promise<CopiedPages> => {
  const [read] = (await loadReadPlan(plan, clients.objects)).reads;
  if (!read) throw new RangeError('a read plan has a table');
  const { unit, statements } = read;
  const columns = mapColumns(unit.columns);
  const name = partName(part, invocation.id);
  const batchId = lane === 'tail' ? tailBatchId(plan.batchId) : plan.batchId;
  const index = lane === 'tail' ? statements.tail : statements.data;
  const location = partKey(run.root, unit.destination, batchId, name);
  const upload = clients.objects.upload(location, 'application/vnd.apache.parquet');
  const writer = new PartWriter(columns, (bytes) => upload.write(bytes), {
    table: unit.table,
    schemaVersion: schemaVersion(columns),
  });
  const quarantine = new QuarantineWriter(clients.objects, unit, batchId, (piece) =>
    quarantineKey(run.root, unit.destination, batchId, name, piece),
  );
  try {
    let token = nextToken ?? undefined;
    let copied = 0;
    do {
      const page = await clients.data.page(`${statement.statementId}:${index}`, token).catch(orKeep(copied));
      if (page === undefined) break;
      copied++;
      const { quarantined } = await writer.addPage(page.records);
      for (const { row, column, reason } of quarantined) {
        await quarantine.add({ column, reason, values: page.records[row] ?? [] });
      }
      token = page.nextToken;
    } while (token !== undefined && invocation.remainingMs() > RESERVE_MS);
    const { rows, bytes } = await writer.finish();
    // A part without rows is not kept: an empty table has no files, as UNLOAD leaves none.
    if (rows > 0) await upload.complete();
    else await upload.abort();
    await quarantine.flush();
    return {
      part: { lane, name, key: location.key, rows, sizeBytes: rows > 0 ? bytes : 0, quarantined: quarantine.count },
      next:
        token !== undefined
          ? { lane, nextToken: token }
          : lane === 'rows' && statements.tail !== undefined
            ? { lane: 'tail', nextToken: null }
            : null,
    };
  } catch (error) {
    // Best effort: the error that counts is the first one.
    await upload.abort().catch(() => undefined);
    throw error;
  }
};

/** Nothing instead of a page that the Data API is too busy to give, where there are pages to keep. */
const orKeep =
  (pages: number) =>
  (error: unknown): undefined => {
    if (pages === 0 || !(error instanceof DataApiBusy)) throw error;
  };

/** Writes quarantined rows in pieces of bounded size; a retry writes the same pieces again. */
class QuarantineWriter {
  count = 0;
  private rows: QuarantinedRow[] = [];
  private pieces = 0;

  constructor(
    private readonly store: Objects,
    private readonly unit: UnitTable,
    private readonly batchId: string,
    private readonly locationOf: (piece: number) => ObjectLocation,
  ) {}

  async add(row: { column: string; reason: string; values: readonly Field[] }): Promise<void> {
    this.rows.push({ ...row, values: [...row.values] });
    this.count++;
    if (this.rows.length >= QUARANTINE_ROWS) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.rows.length === 0) return;
    await this.store.writeDocument(quarantineDocument, this.locationOf(this.pieces++), {
      formatVersion: 1,
      table: this.unit.table,
      batchId: this.batchId,
      columns: this.unit.columns.map(({ name }) => name),
      rows: this.rows,
    });
    this.rows = [];
  }
}

export const handler = defineHandler(copyPagesInputSchema, (input, invocation) =>
  copyPages(input, { data: redshiftData(), objects: objects() }, invocation),
);
