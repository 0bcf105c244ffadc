import { PrimaryKeyMissing } from '../errors';
import type { LoadDeletes, WriteMode } from './load-table-options';
import type { ResolvedLoadTable } from './resolve-load-table';

/** How a table's changes are written. */
export interface WriteDecision {
  writeMode: Exclude<WriteMode, 'auto'>;
  /** Empty unless rows are told apart. */
  key: readonly string[];
  deletes: LoadDeletes;
  /** Of append: rows whose key is in the target already, so close by the column, are left out. */
  dedupe?: { column: string; windowSeconds: number };
  why: string;
}

/**
 * The same of a table that an extract pipeline reads: `replace` is for its bases; increments are merged where a key is
 * known, and their deletes with them.
 */
export const decideExtractWrite: typeof decideWrite = (table, options, sourceKey) => {
  const decision = decideWrite(table, options, sourceKey);
  const merges = decision.writeMode === 'replace' && decision.key.length > 0;
  return merges && typeof options.deletes === 'string' ? { ...decision, deletes: options.deletes } : decision;
};

/**
 * Decides the write mode of a table: `auto` merges where a key is known, else appends; events, which never change, it
 * appends once each. What the mode cannot do with
 * deletes is not done: append changes no row, and replace has no use for them.
 *
 * @param table for the message, as `schema.table`
 * @param sourceKey the key that the source tells, as column names of the target; null where it tells none
 * @throws PrimaryKeyMissing where merge or scd2 was asked for and no key is known
 */
export const decideWrite = (
  table: string,
  options: Pick<ResolvedLoadTable, 'writeMode' | 'key' | 'deletes' | 'dedupe'>,
  sourceKey: readonly string[] | null,
): WriteDecision => {
  const told = sourceKey !== null && sourceKey.length > 0 ? [...sourceKey] : undefined;
  const key = options.key?.map((name) => name.toLowerCase()) ?? told;
  const { writeMode, deletes, dedupe } = options;
  if (writeMode === 'append' || writeMode === 'replace') {
    return { writeMode, key: key ?? [], deletes: 'ignore', why: `writeMode: ${writeMode}` };
  }
  if (key === undefined) {
    if (writeMode === 'auto') return { writeMode: 'append', key: [], deletes: 'ignore', why: 'no key is known' };
    throw new PrimaryKeyMissing(
      `${table}: writeMode ${writeMode} tells rows apart by a key, and neither the source nor the configuration names ` +
        `one: add tables: {${table}: {key: [...]}}, or writeMode: append`,
    );
  }
  const where = options.key === undefined ? 'the source' : 'the configuration';
  if (writeMode === 'auto' && dedupe) {
    return { writeMode: 'append', key, deletes: 'ignore', dedupe, why: 'events are told apart by the key' };
  }
  if (writeMode === 'auto') return { writeMode: 'merge', key, deletes, why: `the key is known from ${where}` };
  return { writeMode, key, deletes, why: `writeMode: ${writeMode}` };
};
