import { z } from 'zod';
import type { LoadBatch } from './load-record';

const count = z.number();

/** What became of rows, each in one of the fates: `read` is the sum of all the others. */
export const rowCountsSchema = z.object({
  read: count,
  /** They changed the target: upserts, deletes, truncates, and late changes that filled columns. */
  applied: count,
  superseded: count,
  stale: count,
  ignored: count,
  /** Of batches that were in the target before. */
  skipped: count,
  /** A NULL in the key, or a value that no column can hold. */
  refused: count,
  /** COPY could not load them. */
  setAside: count,
  /** They went to the quarantine before the target was touched. */
  bad: count,
});
export type RowCounts = z.infer<typeof rowCountsSchema>;

/** The fates in the order in which they are shown. */
export const FATES = [
  'applied',
  'superseded',
  'stale',
  'ignored',
  'skipped',
  'refused',
  'setAside',
  'bad',
] as const satisfies readonly (keyof RowCounts)[];
export type Fate = (typeof FATES)[number];

export const noRows = (): RowCounts => ({
  read: 0,
  applied: 0,
  superseded: 0,
  stale: 0,
  ignored: 0,
  skipped: 0,
  refused: 0,
  setAside: 0,
  bad: 0,
});

/** What became of the rows of a batch. */
export const rowsOfBatch = ({ counts, read, setAside }: Pick<LoadBatch, 'counts' | 'read' | 'setAside'>): RowCounts => {
  const { superseded, stale, ignored, skipped, refused } = counts;
  const applied = counts.upserts + counts.deletes + counts.filled + counts.truncates;
  // A gone key counts as read: no file names it.
  return {
    read: read.rows + (counts.gone ?? 0),
    applied,
    superseded,
    stale,
    ignored,
    skipped,
    refused,
    setAside,
    bad: read.bad,
  };
};

/** Adds rows up, fate by fate. */
export const addRows = (all: readonly RowCounts[]): RowCounts => {
  const total = noRows();
  for (const rows of all) for (const name of ['read', ...FATES] as const) total[name] += rows[name];
  return total;
};

/**
 * Checks that every row of a batch has one fate: what was read is bad or was shaped; what was shaped was copied or set
 * aside; what was copied was applied, superseded, stale, ignored, refused or skipped.
 *
 * @param planned rows that were shaped, where the plan tells
 * @returns what does not add up, in words; undefined where all does
 */
export const rowsFault = (
  { counts, read, setAside }: Pick<LoadBatch, 'counts' | 'read' | 'setAside'>,
  planned?: number,
): string | undefined => {
  const shaped = read.rows - read.bad;
  const {
    staged,
    gone = 0,
    upserts,
    deletes,
    filled,
    truncates,
    superseded,
    stale,
    ignored,
    refused,
    skipped,
  } = counts;
  const fates = upserts + deletes + filled + truncates + superseded + stale + ignored + refused + skipped;
  if (planned !== undefined && planned !== shaped) {
    return `${planned} rows were planned, and ${read.rows} read - ${read.bad} bad = ${shaped} were shaped`;
  }
  if (shaped !== staged + setAside) {
    return `${read.rows} read - ${read.bad} bad = ${shaped} rows were shaped, and ${staged} copied + ${setAside} set aside = ${staged + setAside}`;
  }
  // Keys that a base of an extract pipeline has not are staged as deletes besides.
  if (fates !== staged + gone) {
    const terms = Object.entries({ upserts, deletes, filled, truncates, superseded, stale, ignored, refused, skipped })
      .filter(([, rows]) => rows !== 0)
      .map(([name, rows]) => `${rows} ${name}`);
    return `${staged} rows were copied${gone > 0 ? ` and ${gone} gone keys staged` : ''}, and ${terms.join(' + ') || 'none'} = ${fates}`;
  }
  return undefined;
};
