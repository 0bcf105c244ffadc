import { ObjectUnreadable, ShuttleError } from '../../errors';

/**
 * Decodes bytes that are here already. The decoder raises errors of every kind on bytes that are no Parquet, or that are
 * cut off; none of them is a fault of this program or of S3.
 *
 * @throws ObjectUnreadable
 */
export const decoding = <T>(what: string, decode: () => T): T => {
  try {
    return decode();
  } catch (error) {
    if (error instanceof ShuttleError) throw error;
    throw new ObjectUnreadable(`broken Parquet: ${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
};
