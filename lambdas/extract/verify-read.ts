import type { Objects } from '../clients/objects';
import { SourceRebuilt, TooManyDeletes } from '../core/errors';
import type { BatchFiles } from '../core/progress/checkpoint';
import type { Run, VerifiedTable, VerifiedUnit } from './contract';
import type { ReadNumbers } from './read-numbers';
import type { ReadPlan, TableRead } from './read-plan';
import { verifyFiles } from './verify-files';

/**
 * Why a table must be read anew as a whole, seen from what was read: no row is at or beyond its last watermark any more.
 *
 * @throws SourceRebuilt with `onReset: fail`
 */
export const resetOf = ({ unit, reached, kind, resumes }: TableRead, numbers: ReadNumbers): VerifiedUnit['resets'] => {
  if ((kind !== 'window' && !resumes) || reached === null || numbers.reached) return [];
  const why = `the source has no row with ${unit.replicationKey?.name} at or beyond the last watermark: it was rebuilt`;
  if (unit.onReset === 'fail') {
    throw new SourceRebuilt(
      `${unit.table}: ${why}, or its newest rows were deleted, and onReset is fail: start the pipeline with ` +
        `{"fullRefresh": [${JSON.stringify(unit.table)}]}`,
    );
  }
  return [{ table: unit.table, why }];
};

/** The key files of a read, proved complete. */
export interface VerifiedKeys {
  deletes?: BatchFiles;
  keySet?: BatchFiles;
}

/**
 * Judges the gone keys before anything is committed, and proves their files and the new key set complete.
 *
 * @throws TooManyDeletes where a larger share of the last key set is gone than `maxDeletes` allows
 */
export const verifyKeys = async (
  run: Pick<Run, 'root' | 'allowMassDeletes'>,
  plan: ReadPlan,
  { unit, statements }: TableRead,
  { keyCounts }: ReadNumbers,
  store: Objects,
): Promise<VerifiedKeys> => {
  if (!keyCounts) return {};
  const { last, now, gone } = keyCounts;
  if (gone > unit.maxDeletes * last && !run.allowMassDeletes) {
    throw new TooManyDeletes(
      `${unit.table}: ${gone} of ${last} keys are gone since the last run, and maxDeletes is ${unit.maxDeletes}: nothing ` +
        'is committed. If the source is right, start the pipeline with {"allowMassDeletes": true}, or raise maxDeletes',
    );
  }
  const files = { table: unit.table, destination: unit.destination, batchId: plan.batchId };
  const deletes =
    statements.gone === undefined
      ? undefined
      : await verifyFiles(run, { ...files, folder: 'deletes', counted: gone }, store);
  const keySet = await verifyFiles(run, { ...files, folder: 'keys', counted: now }, store);
  return { ...(deletes && { deletes }), keySet };
};

/** What a verified table is, but for its rows. */
export const verifiedTable = (
  { unit, low, reached }: TableRead,
  numbers: ReadNumbers,
  keys: VerifiedKeys,
): Omit<VerifiedTable, 'rows' | 'tail'> => ({
  table: unit.table,
  high: numbers.high ?? reached,
  settled: numbers.settled ?? low,
  more: numbers.more,
  ...keys,
  ...(numbers.keys && { keys: numbers.keys }),
  ...(numbers.keyCounts && { gone: numbers.keyCounts.gone, lastKeys: numbers.keyCounts.last }),
});
