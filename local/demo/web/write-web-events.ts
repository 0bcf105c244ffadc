import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { LocalS3 } from '../../s3/server';
import type { Instalment } from '../inventory/inventory-objects';
import { DEMO_SIZE, linesOf, WEB_PREFIX, type WebSize, webObjects } from './web-objects';

/** The bucket of the collector. */
export const WEB_BUCKET = 'web-events';

/** What was written. */
export interface WrittenEvents {
  bucket: string;
  prefix: string;
  objects: number;
  /** Those that come twice included. */
  events: number;
  badLines: number;
  /** Packed. */
  bytes: number;
}

/** Writes the objects of an instalment of the shop's clickstream, and makes the bucket unless it is there. */
export async function writeWebEvents(
  s3: LocalS3,
  instalment: Instalment,
  size: WebSize = DEMO_SIZE,
): Promise<WrittenEvents> {
  if (!s3.store.hasBucket(WEB_BUCKET)) s3.store.createBucket(WEB_BUCKET);
  const written: WrittenEvents = {
    bucket: WEB_BUCKET,
    prefix: WEB_PREFIX,
    objects: 0,
    events: 0,
    badLines: 0,
    bytes: 0,
  };
  // One object is packed, by another thread, while the next one is made.
  let packing: Promise<number> | undefined;
  for (const object of webObjects(instalment, size)) {
    const text = linesOf(object);
    written.bytes += (await packing) ?? 0;
    packing = packed(s3, object.key, text);
    written.objects++;
    written.events += object.events.length;
    written.badLines += object.badLines.length;
  }
  written.bytes += (await packing) ?? 0;
  return written;
}

const packed = async (s3: LocalS3, key: string, text: string): Promise<number> => {
  const body = await promisify(gzip)(text, { level: 1 });
  await s3.store.put(WEB_BUCKET, key, body);
  return body.length;
};
