import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type Compressors, compressors } from 'hyparquet-compressors';

/** Every codec of Parquet but LZO, which nothing writes any more. Node's own are the fastest where it has them. */
export const decompressors: Compressors = {
  ...compressors,
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
};
