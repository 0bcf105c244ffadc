import { notSupportedLocally, redshiftError } from '../errors';
import type { UnloadCommand } from '../sql/unload-command';
import type { Statement } from '../statement';

export interface Destination {
  bucket: string;
  /** The key prefix, as written after the bucket. */
  prefix: string;
}

export function parseTarget(target: string): Destination {
  const match = /^s3:\/\/([^/]+)\/(.*)$/s.exec(target);
  if (!match)
    throw redshiftError(`The TO path "${target}" is not a valid S3 path: it must be s3://bucket/prefix`, '42601');
  return { bucket: match[1] as string, prefix: match[2] as string };
}

/** Checks the bucket, and that nothing lies under the prefix unless the options allow it; CLEANPATH removes it. */
export async function prepareDestination(
  u: UnloadCommand,
  { bucket, prefix }: Destination,
  s: Statement,
): Promise<void> {
  if (!(await s.objects.exists(bucket))) {
    throw redshiftError(
      `S3ServiceException:The specified bucket does not exist,Status 404,Error NoSuchBucket,Rid 0000000000000000,ExtRid local,CanRetry 1`,
    );
  }
  if (u.allowOverwrite) return;
  const existing = await s.objects.list(bucket, prefix);
  if (existing.length === 0) return;
  if (!u.cleanPath) {
    throw redshiftError(
      'Specified unload destination on S3 is not empty. Consider using a different bucket / prefix, manually removing the target files in S3, or using the ALLOWOVERWRITE option.',
    );
  }
  if (u.partitionBy.length > 0) throw notSupportedLocally('UNLOAD ... CLEANPATH with PARTITION BY');
  const remove = s.objects.remove?.bind(s.objects);
  if (!remove) throw notSupportedLocally('CLEANPATH: the object store cannot remove objects');
  for (const key of existing) await remove(bucket, key);
}
