import type { CatalogField } from '../catalog/read-catalog';
import { DocumentInvalid } from '../errors';

/**
 * What became of a batch's rows. `staged` + `gone` = skipped + refused + ignored + superseded + stale + truncates +
 * filled + upserts + deletes, each row once.
 */
export interface BatchCounts {
  /** Rows of the files. */
  staged: number;
  /** Deletes that were staged besides, of a base: keys of the target that its files have not. */
  gone?: number;
  /** The ledger knew the batch, or a later one in place of all rows (replace: any later one): nothing was changed. */
  skipped: number;
  /** A NULL in the key or in a column that takes none, or a value that no column can hold. */
  refused: number;
  /** Deletes and truncates that the configuration ignores, or that append and replace have no use for. */
  ignored: number;
  /** A later change of the same key was in the batch, or a truncate came behind. */
  superseded: number;
  /** A later change of the same key (scd2: the same change) was applied before. */
  stale: number;
  truncates: number;
  /** Late changes that told columns which later ones had left out. */
  filled: number;
  upserts: number;
  deletes: number;
  /** Of the upserts and filled, where it is known (merge): rows that were there. The others were inserted. */
  updated?: number;
  /** Of the deletes, where it is known (merge): rows that were there. */
  deleted?: number;
}

const FATES: Readonly<Record<string, keyof BatchCounts>> = {
  refused: 'refused',
  ignored: 'ignored',
  superseded: 'superseded',
  stale: 'stale',
  truncate: 'truncates',
  filled: 'filled',
  upsert: 'upserts',
  delete: 'deletes',
};

/**
 * Reads the rows (fate, row_count) of the last statement of an applied batch.
 *
 * @param staged rows of the files, which COPY was checked against
 * @throws DocumentInvalid for a fate that is not known, or more rows than were staged
 */
export const readBatchCounts = (
  rows: readonly (readonly CatalogField[])[],
  staged: number,
  writeMode: string,
): BatchCounts => {
  const counts: BatchCounts = {
    staged,
    skipped: 0,
    refused: 0,
    ignored: 0,
    superseded: 0,
    stale: 0,
    truncates: 0,
    filled: 0,
    upserts: 0,
    deletes: 0,
    ...(writeMode === 'merge' && { updated: 0, deleted: 0 }),
  };
  let seen = 0;
  for (const [fate, count] of rows) {
    const name = fate?.stringValue ?? '';
    const n = count?.longValue ?? 0;
    if (name === 'updated' || name === 'deleted' || name === 'gone') {
      counts[name] = n;
      continue;
    }
    const field = Object.hasOwn(FATES, name) ? FATES[name] : undefined;
    if (field === undefined)
      throw new DocumentInvalid(`the batch counts rows as ${JSON.stringify(name)}, which this release does not know`);
    counts[field] = n;
    seen += n;
  }
  const all = staged + (counts.gone ?? 0);
  if (seen > all) throw new DocumentInvalid(`the batch counts ${seen} rows of ${all} that were staged`);
  return { ...counts, skipped: all - seen };
};
