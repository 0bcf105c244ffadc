import { isAscii, isUtf8 } from 'node:buffer';
import { badRow } from './bad-row';
import { batches } from './batches';
import type { BadRow, Location } from './change';

/**
 * Bytes of one record that are held at most. A change holds a row before and after, and COPY takes rows of 4 MB: this
 * leaves room for both, and bounds the memory that a broken object takes.
 */
export const MAX_RECORD_BYTES = 16 * 2 ** 20;

/** Bytes that are kept of a record beyond the limit: enough for the text of a bad row. */
export const KEPT_BYTES = 4_000;

/** One record's bytes, as the splitters cut them out. */
export interface RawRecord {
  bytes: Buffer;
  location: Location;
  /** The record passes the limit; `bytes` has its beginning only. */
  tooLong?: boolean;
  /** The splitter knows that it is broken, and why. */
  broken?: string;
}

/** Takes an object's bytes as they come, in chunks of any size, and gives what is complete. */
export interface Splitter<T> {
  push(chunk: Uint8Array): Iterable<T>;
  end(): Iterable<T>;
}

/** Everything of a splitter over chunks, in batches: one for each chunk, or several. */
export async function* splitChunks<T>(chunks: AsyncIterable<Uint8Array>, splitter: Splitter<T>): AsyncGenerator<T[]> {
  for await (const chunk of chunks) yield* batches(splitter.push(chunk));
  yield* batches(splitter.end());
}

/** How the bytes of a whole record read; undefined where it has no text. Of ASCII, which most records are, `latin1` is faster. */
export const encodingOf = ({ bytes, tooLong, broken }: RawRecord): 'latin1' | 'utf8' | undefined => {
  if (tooLong || broken !== undefined) return undefined;
  if (isAscii(bytes)) return 'latin1';
  return isUtf8(bytes) ? 'utf8' : undefined;
};

/** The record's text, or why it has none. */
export const textOf = ({ bytes, location, tooLong, broken }: RawRecord): string | BadRow => {
  if (tooLong) return badRow(location, `a record of more than ${MAX_RECORD_BYTES} bytes`, bytes.toString());
  const isPlain = isAscii(bytes);
  if (!isPlain && !isUtf8(bytes)) return badRow(location, 'bytes that are not UTF-8', bytes.toString());
  // Of ASCII, which most records are, it is the same, and faster.
  const text = bytes.toString(isPlain ? 'latin1' : 'utf8');
  return broken === undefined ? text : badRow(location, broken, text);
};

/** The same bytes as a Buffer, without a copy. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Whether bytes begin with the UTF-8 byte order mark. */
export const hasByteOrderMark = (bytes: Buffer): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
