import { createHash } from 'node:crypto';
import { mapColumn } from './column-mapping';
import type { CatalogColumn } from './table';

/**
 * What a key set is of, as a digest: the primary key with the types of its columns in the files, and the table's filter.
 * Only sets of one identity may be compared: COPY cannot read keys of other types, and a key that another filter leaves
 * out is not gone. A longer VARCHAR is the same type in the files.
 */
export const keySetIdentity = (
  columns: readonly CatalogColumn[],
  primaryKey: readonly string[],
  where: string | undefined,
): string => {
  const key = primaryKey.map((name) => {
    const column = columns.find((one) => one.name === name);
    const mapped = column && mapColumn(column);
    return [name, mapped?.parquet ?? null, mapped?.encoding ?? null];
  });
  return createHash('sha256')
    .update(JSON.stringify([key, where ?? null]))
    .digest('hex')
    .slice(0, 12);
};
