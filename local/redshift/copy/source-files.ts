import { stat } from 'node:fs/promises';
import { redshiftError } from '../errors';
import type { CopyCommand } from '../sql/copy-command';
import type { Statement } from '../statement';
import { sourceError } from './load-failure';
import { readManifest } from './manifest';

/** A file to load. */
export interface SourceFile {
  bucket: string;
  key: string;
  /** `s3://bucket/key`. */
  url: string;
  /** Where it lies on disk. */
  path: string;
  bytes: number;
  /** What the manifest says its length is. */
  contentLength?: number;
}

/** @throws RedshiftError when the text is no `s3://bucket/key` */
export function parseS3Url(url: string): { bucket: string; key: string } {
  const match = /^s3:\/\/([^/]+)\/(.*)$/s.exec(url);
  if (!match)
    throw redshiftError(`COPY from "${url}" is not supported: the source must be s3://bucket/prefix`, '42601');
  return { bucket: match[1] as string, key: match[2] as string };
}

/**
 * The files that a COPY loads: those of its manifest in the manifest's order, or all whose keys begin with the prefix.
 * @throws RedshiftError when there is none, when a mandatory one is missing, or when the manifest is faulty
 */
export async function sourceFiles(copy: CopyCommand, s: Statement): Promise<SourceFile[]> {
  const { bucket, key } = parseS3Url(copy.source);
  if (!(await s.objects.exists(bucket))) {
    throw redshiftError(
      'S3ServiceException:The specified bucket does not exist,Status 404,Error NoSuchBucket,Rid 0000000000000000,ExtRid local,CanRetry 1',
    );
  }
  if (!copy.given.has('MANIFEST')) {
    const files = await Promise.all((await s.objects.list(bucket, key)).map((name) => fileAt(bucket, name, s)));
    const found = files.filter((file) => file !== undefined);
    if (found.length > 0) return found;
    throw sourceError(`The specified S3 prefix '${key}' does not exist`, '', s.queryId);
  }
  const files: SourceFile[] = [];
  for (const entry of await readManifest({ bucket, key }, copy, s)) {
    const at = parseS3Url(entry.url);
    const file = await fileAt(at.bucket, at.key, s);
    if (file) files.push({ ...file, ...(entry.length === undefined ? {} : { contentLength: entry.length }) });
    else if (entry.mandatory) {
      const context = `Manifest file location=${copy.source} url=${entry.url}`;
      throw sourceError('Mandatory url is not present in manifest file.', context, s.queryId);
    }
  }
  // "COPY terminates if no files are found", whatever `mandatory` says (developer guide); the wording is inferred.
  if (files.length === 0) throw sourceError('No files found in manifest.', copy.source, s.queryId);
  return files;
}

async function fileAt(bucket: string, key: string, s: Statement): Promise<SourceFile | undefined> {
  if (!(await s.objects.exists(bucket))) return undefined;
  const path = s.objects.pathFor(bucket, key);
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? { bucket, key, url: `s3://${bucket}/${key}`, path, bytes: found.size } : undefined;
}
