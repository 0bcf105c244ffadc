import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REDSHIFT_VERSION } from '../compile/functions/session';
import type { UnloadCommand } from '../sql/unload-command';
import type { Statement } from '../statement';
import { manifestElement, type UnloadColumn } from './columns';
import type { Destination } from './destination';
import type { Part } from './parts';

/** Writes `<prefix>manifest`: URLs, for Parquet their lengths too, and with VERBOSE the schema, counts and author. */
export async function writeManifest(
  u: UnloadCommand,
  destination: Destination,
  columns: readonly UnloadColumn[],
  parts: readonly Part[],
  folder: string,
  s: Statement,
): Promise<void> {
  const verbose = u.manifestVerbose;
  const entries = parts.map((part) => {
    const url = `s3://${destination.bucket}/${part.key}`;
    if (verbose) return { url, meta: { content_length: part.bytes, record_count: part.rows } };
    return u.format === 'parquet' ? { url, meta: { content_length: part.bytes } } : { url };
  });
  const total = (of: (part: Part) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const manifest = verbose
    ? {
        entries,
        schema: {
          elements: columns
            .filter((column) => u.partitionInclude || !u.partitionBy.includes(column.name))
            .map(manifestElement),
        },
        meta: { content_length: total((part) => part.bytes), record_count: total((part) => part.rows) },
        author: { name: 'Amazon Redshift', version: REDSHIFT_VERSION.replace(/^.*Redshift /, '') },
      }
    : { entries };
  const key = `${destination.prefix}manifest`;
  const file = join(folder, randomUUID());
  await writeFile(file, JSON.stringify(manifest, null, 2));
  await s.objects.publishFile(destination.bucket, key, file);
}
