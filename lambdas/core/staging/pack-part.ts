import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { reuse } from './part-text';

/**
 * Parts are read once, by COPY: time counts, and size little. The larger table that the most memory gives makes it faster by a
 * tenth, with the same size.
 */
const OPTIONS = { level: constants.Z_BEST_SPEED, memLevel: constants.Z_MAX_MEMLEVEL };

/**
 * Bytes that are packed between two turns of the event loop, which reading seldom gives: with zlib's own 16 KB a part would
 * wait for most of its time. A part packs to a sixth or so.
 */
const MIN_PACKED = 64 * 1024;
const PACKED_SHARE = 4;

const packed = promisify(gzip);

/**
 * Packs the text of a part beside what goes on, where there is a processor for it.
 * @param chunks are not to be read any more
 */
export const packPart = (chunks: readonly Buffer[]): Promise<Buffer> => {
  const text = Buffer.concat(chunks);
  reuse(chunks);
  return packed(text, { ...OPTIONS, chunkSize: Math.max(MIN_PACKED, Math.ceil(text.length / PACKED_SHARE)) });
};
