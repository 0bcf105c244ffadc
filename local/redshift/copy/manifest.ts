import { redshiftError } from '../errors';
import type { CopyCommand } from '../sql/copy-command';
import type { Statement } from '../statement';
import { sourceError } from './load-failure';

export interface ManifestEntry {
  url: string;
  mandatory: boolean;
  /** `meta.content_length`, which columnar files need. */
  length?: number;
}

/**
 * The entries of a COPY manifest, as listed: a file listed twice is loaded twice. Keys that COPY does not know are
 * passed over.
 * @throws RedshiftError `Problem reading manifest file ...`, `File entry does not have 'meta' key.` and their kin
 */
export async function readManifest(
  at: { bucket: string; key: string },
  copy: CopyCommand,
  s: Statement,
): Promise<ManifestEntry[]> {
  const bytes = await s.objects.get(at.bucket, at.key).catch(() => {
    throw redshiftError(
      'Problem reading manifest file - S3ServiceException:The specified key does not exist.,Status 404,Error NoSuchKey,Rid 0000000000000000,ExtRid local,CanRetry 1',
    );
  });
  const isColumnar = copy.format === 'parquet' || copy.format === 'orc';
  const code = isColumnar ? 15003 : 8001;
  const fault = (text: string) => sourceError(text, isColumnar ? '' : copy.source, s.queryId, code);
  const manifest = parse(bytes);
  if (manifest === undefined) throw fault('Parsed manifest is not a valid JSON object.');
  const entries = manifest.entries;
  if (!Array.isArray(entries)) throw fault("Manifest does not have 'entries' key.");
  return entries.map((entry: { url?: unknown; mandatory?: unknown; meta?: { content_length?: unknown } }) => {
    if (typeof entry?.url !== 'string') throw fault("File entry does not have 'url' key.");
    const mandatory = entry.mandatory === true;
    if (!isColumnar) return { url: entry.url, mandatory };
    if (entry.meta === undefined || entry.meta === null) throw fault("File entry does not have 'meta' key.");
    const length = entry.meta.content_length;
    if (typeof length !== 'number' || !Number.isSafeInteger(length)) {
      throw fault("File entry does not have 'content_length' key.");
    }
    return { url: entry.url, mandatory, length };
  });
}

function parse(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
