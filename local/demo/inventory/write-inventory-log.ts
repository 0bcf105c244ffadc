import type { LocalS3 } from '../../s3/server';
import { type Instalment, inventoryObjects } from './inventory-objects';
import { type ShopSize, shopHistory } from './shop-history';

/** The bucket that Kafka Connect writes to: it is another one than the stack's. */
export const SOURCE_BUCKET = 'inventory-log';
/** Where its topics lie. */
export const SOURCE_PREFIX = 'topics';

/** What was written. */
export interface WrittenLog {
  bucket: string;
  prefix: string;
  objects: number;
  /** Changes of rows and tables that the objects tell, replays included; tombstones are none. */
  events: number;
  badLines: number;
  bytes: number;
}

/** Writes the objects of an instalment of the shop's change log, and makes the bucket unless it is there. */
export async function writeInventoryLog(
  s3: LocalS3,
  instalment: Instalment,
  { bucket = SOURCE_BUCKET, size }: { bucket?: string; size?: ShopSize | undefined } = {},
): Promise<WrittenLog> {
  if (!s3.store.hasBucket(bucket)) s3.store.createBucket(bucket);
  const objects = inventoryObjects(shopHistory(size))[instalment];
  for (const { key, body } of objects) await s3.store.put(bucket, key, body);
  const sum = (of: (object: (typeof objects)[number]) => number) =>
    objects.reduce((all, object) => all + of(object), 0);
  return {
    bucket,
    prefix: SOURCE_PREFIX,
    objects: objects.length,
    events: sum(({ entries }) => entries.length),
    badLines: sum(({ badLines }) => badLines),
    bytes: sum(({ body }) => body.length),
  };
}
