import { type BadRow, isBadRow } from '../../../../lambdas/core/shape/change';
import { type Splitter, splitChunks } from '../../../../lambdas/core/shape/raw-record';

/** A text or bytes in chunks of this many bytes. */
export async function* inChunks(content: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content as Uint8Array);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** All that an async iterable gives. */
export const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

/** All that an async iterable gives in batches. */
export const allOf = async <T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> =>
  (await all(batches)).flat() as T[];

export const readAll = <T>(splitter: Splitter<T>, content: string | Uint8Array, size?: number): Promise<T[]> =>
  allOf(splitChunks(inChunks(content, size), splitter));

/** Reasons of bad rows, `what` of the others. */
export const outline = <T extends object>(items: readonly (T | BadRow)[], what: (item: T) => unknown): unknown[] =>
  items.map((item) => (isBadRow(item) ? item.reason : what(item as T)));
