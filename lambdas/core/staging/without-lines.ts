import { gunzipSync, gzipSync } from 'node:zlib';

export interface SplitPart {
  /** The part without the lines, packed as it was. */
  kept: Buffer;
  /** The lines, each as `{"reason": ..., "row": {...}}`, packed. */
  taken: Buffer;
  takenRows: number;
}

const LINE_FEED = 10;

/**
 * Takes lines out of a staged part.
 *
 * @param part gzip NDJSON
 * @param reasons by line number, from 1
 */
export const withoutLines = (part: Uint8Array, reasons: ReadonlyMap<number, string>): SplitPart => {
  const bytes = gunzipSync(part);
  const kept: Buffer[] = [];
  const taken: string[] = [];
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const feed = bytes.indexOf(LINE_FEED, from);
    const end = feed < 0 ? bytes.length : feed + 1;
    const reason = reasons.get(line);
    if (reason === undefined) kept.push(bytes.subarray(from, end));
    else
      taken.push(`{"reason":${JSON.stringify(reason)},"row":${bytes.toString('utf8', from, feed < 0 ? end : feed)}}\n`);
    from = end;
  }
  return { kept: gzipSync(Buffer.concat(kept)), taken: gzipSync(taken.join('')), takenRows: taken.length };
};
