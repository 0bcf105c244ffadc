import { z } from 'zod';
import { type Objects, objects } from '../clients/objects';
import { type RedshiftData, redshiftData } from '../clients/redshift-data';
import { tailBatchId } from '../core/batch/run-id';
import { defineHandler } from '../runtime/define-handler';
import { finishedStatementSchema, runSchema, tablePlanSchema, type VerifiedTable, type VerifiedUnit } from './contract';
import { rowsOfStatement } from './read-count';
import { NumbersReader, type ReadNumbers } from './read-numbers';
import { loadReadPlan, type ReadPlan, type TableRead } from './read-plan';
import { verifyFiles } from './verify-files';
import { resetOf, verifiedTable, verifyKeys } from './verify-read';

/**
 * Proves the UNLOADs of a unit complete, each by the count made in the same transaction (see verify-files.ts), and judges
 * what the read says of the source: rebuilt, or too many keys gone.
 *
 * If the process dies at any line: every file is verified by itself, and the retry finds those that were.
 */
export const verifyUnloadInputSchema = z.object({
  run: runSchema,
  plan: tablePlanSchema,
  statement: finishedStatementSchema,
});

export const verifyUnload = async (
  { run, plan: { readAt }, statement }: z.output<typeof verifyUnloadInputSchema>,
  clients: { data: RedshiftData; objects: Objects },
): Promise<VerifiedUnit> => {
  const plan = await loadReadPlan({ readAt }, clients.objects);
  const reader = new NumbersReader(clients.data, statement.statementId);
  const numbers = new Map<TableRead, ReadNumbers>();
  // One after the other: tables of a group share the result of one statement.
  for (const read of plan.reads) numbers.set(read, await reader.read(read));
  const resets = [...numbers].flatMap(([read, found]) => resetOf(read, found));
  if (resets.length > 0) return { tables: [], resets };
  const tables: VerifiedTable[] = [];
  for (const [read, found] of numbers) tables.push(await verifyTable(plan, read, found));
  return { tables, resets };

  async function verifyTable(of: ReadPlan, read: TableRead, found: ReadNumbers): Promise<VerifiedTable> {
    const { unit, statements } = read;
    const keys = await verifyKeys(run, of, read, found, clients.objects);
    const files = { table: unit.table, destination: unit.destination, folder: 'data' as const };
    const rows = await verifyFiles(
      run,
      {
        ...files,
        batchId: of.batchId,
        counted: found.rows ?? 0,
        ...(unit.verify === 'manifest' && {
          otherCount: () => rowsOfStatement(clients.data, statement.statementId, statements.data),
        }),
      },
      clients.objects,
    );
    const tail =
      statements.tail === undefined
        ? undefined
        : await verifyFiles(run, { ...files, batchId: tailBatchId(of.batchId), counted: found.tail }, clients.objects);
    return {
      ...verifiedTable(read, found, keys),
      rows: { ...rows, quarantined: 0 },
      ...(tail && tail.rows > 0 && { tail: { ...tail, quarantined: 0 } }),
    };
  }
};

export const handler = defineHandler(verifyUnloadInputSchema, (input) =>
  verifyUnload(input, { data: redshiftData(), objects: objects() }),
);
