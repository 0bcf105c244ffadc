import { z } from 'zod';
import { ManifestInvalid } from '../errors';
import type { StoredDocument } from '../progress/stored-document';
import { locationOfUrl, OBJECT_URL, type ObjectLocation } from './object-keys';

/** One file of a batch. */
export interface Part extends ObjectLocation {
  rows: number;
  sizeBytes: number;
}

const count = z.number().int().nonnegative();

/**
 * What UNLOAD ... MANIFEST VERBOSE writes. Only the fields that are used are required.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html (MANIFEST)
 */
const unloadManifest = z.looseObject({
  entries: z.array(
    z.looseObject({
      url: z.string().refine((url) => OBJECT_URL.test(url), { error: ({ input }) => `${input} is no S3 URL` }),
      meta: z.looseObject({ content_length: count, record_count: count }),
    }),
  ),
  meta: z.looseObject({ content_length: count, record_count: count }).optional(),
});

/**
 * The parts that an UNLOAD manifest lists.
 *
 * @throws ManifestInvalid when it is not one, or its totals are not the sum of its entries
 */
export const parseUnloadManifest = (text: string, place: string): Part[] => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ManifestInvalid(`${place} is not JSON: UNLOAD did not finish writing it`);
  }
  const parsed = unloadManifest.safeParse(json);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new ManifestInvalid(`${place} is no verbose UNLOAD manifest: ${issues}`);
  }
  const parts = parsed.data.entries.map((entry) => ({
    ...locationOfUrl(entry.url),
    rows: entry.meta.record_count,
    sizeBytes: entry.meta.content_length,
  }));
  const totals = parsed.data.meta;
  if (totals && (totals.record_count !== rowsOf(parts) || totals.content_length !== sizeOf(parts))) {
    throw new ManifestInvalid(
      `${place} says ${totals.record_count} rows and ${totals.content_length} bytes in all, its entries add up to ` +
        `${rowsOf(parts)} rows and ${sizeOf(parts)} bytes`,
    );
  }
  return parts;
};

/** The manifest of a batch as it is kept: COPY reads it as it is. */
export const manifestSchema = z.object({
  formatVersion: z.literal(1),
  entries: z.array(
    z.object({
      url: z.string(),
      mandatory: z.literal(true),
      meta: z.object({ content_length: count, record_count: count }),
    }),
  ),
  meta: z.object({ content_length: count, record_count: count }),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const manifestDocument: StoredDocument<Manifest> = {
  kind: 'manifest',
  formatVersion: 1,
  schema: manifestSchema,
};

/** Lists the parts for COPY. Entries are mandatory: a COPY from a manifest with a missing file must fail. */
export const manifestOf = (parts: readonly Part[]): Manifest => ({
  formatVersion: 1,
  entries: parts.map((part) => ({
    url: `s3://${part.bucket}/${part.key}`,
    mandatory: true,
    meta: { content_length: part.sizeBytes, record_count: part.rows },
  })),
  meta: { content_length: sizeOf(parts), record_count: rowsOf(parts) },
});

export const partsOf = (manifest: Manifest): Part[] =>
  manifest.entries.map((entry) => ({
    ...locationOfUrl(entry.url),
    rows: entry.meta.record_count,
    sizeBytes: entry.meta.content_length,
  }));

export const rowsOf = (parts: readonly Part[]): number => parts.reduce((sum, part) => sum + part.rows, 0);
export const sizeOf = (parts: readonly Part[]): number => parts.reduce((sum, part) => sum + part.sizeBytes, 0);
