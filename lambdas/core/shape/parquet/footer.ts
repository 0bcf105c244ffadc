import { type FileMetaData, parquetMetadata } from 'hyparquet';
import { ObjectUnreadable } from '../../errors';
import { asBuffer } from '../raw-record';
import { decoding } from './decoding';
import type { ReadBytes } from './file-bytes';

/** The metadata's length and the mark, at the end of a file. */
const TAIL_BYTES = 8;
/** The mark at the beginning too: no file is shorter. */
const MIN_FILE_BYTES = 4 + TAIL_BYTES;
/** Most footers are shorter, and come with one request. */
const FIRST_READ_BYTES = 64 * 1024;

/**
 * Reads what a file says of itself.
 * @throws ObjectUnreadable for a file that is cut off, encrypted or no Parquet
 */
export const readFooter = async (read: ReadBytes, sizeBytes: number): Promise<FileMetaData> => {
  if (sizeBytes < MIN_FILE_BYTES) throw new ObjectUnreadable(`no Parquet: the object has ${sizeBytes} bytes`);
  const from = Math.max(0, sizeBytes - FIRST_READ_BYTES);
  let footer = asBuffer(await read(from, sizeBytes));
  const mark = footer.toString('latin1', footer.length - 4);
  if (mark === 'PARE') throw new ObjectUnreadable('the Parquet file is encrypted, which is not supported');
  if (mark !== 'PAR1') throw new ObjectUnreadable('no Parquet, or cut off: the object does not end as Parquet does');
  const needed = footer.readUInt32LE(footer.length - TAIL_BYTES) + TAIL_BYTES;
  if (needed > sizeBytes - 4) throw new ObjectUnreadable('broken Parquet: its footer is longer than the object');
  if (needed > footer.length) {
    footer = Buffer.concat([await read(sizeBytes - needed, from), footer]);
  }
  // The marks of GeoParquet are for programs that draw: its columns are bytes.
  return decoding('its footer', () => parquetMetadata(footer, { geoparquet: false }));
};
