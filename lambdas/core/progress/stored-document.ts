import { z } from 'zod';
import { DocumentInvalid, FormatVersionUnknown } from '../errors';

/**
 * A kind of JSON document that is kept in S3. Each carries a `formatVersion`: an unknown one is refused, since guessing at
 * a newer release's meaning could lose data; an older one is read through its migration.
 */
export interface StoredDocument<T> {
  kind: string;
  formatVersion: number;
  schema: z.ZodType<T>;
  /** Written on one line: it may be very large, and people look at something else. */
  isCompact?: true;
  /** Turns a document of version n into one of version n + 1, by n. */
  migrations?: Readonly<Record<number, (document: Record<string, unknown>) => Record<string, unknown>>>;
}

const versioned = z.looseObject({ formatVersion: z.number().int().positive() });

/**
 * Reads a stored document.
 *
 * @param place where it was found, for the message
 * @throws FormatVersionUnknown, DocumentInvalid
 */
export const parseDocument = <T>(document: StoredDocument<T>, text: string, place: string): T => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new DocumentInvalid(`${place} is not JSON, so it is no ${document.kind}`);
  }
  const head = versioned.safeParse(json);
  if (!head.success) throw new DocumentInvalid(`${place} has no formatVersion, so it is no ${document.kind}`);
  let current: Record<string, unknown> = head.data;
  for (let version = head.data.formatVersion; version < document.formatVersion; version++) {
    const migrate = document.migrations?.[version];
    if (!migrate) throw unknownVersion(document, head.data.formatVersion, place);
    current = { ...migrate(current), formatVersion: version + 1 };
  }
  if (current.formatVersion !== document.formatVersion) throw unknownVersion(document, head.data.formatVersion, place);
  const parsed = document.schema.safeParse(current);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new DocumentInvalid(`${place} is no ${document.kind}: ${issues}`);
  }
  return parsed.data;
};

const unknownVersion = (document: StoredDocument<unknown>, found: number, place: string): FormatVersionUnknown =>
  new FormatVersionUnknown(
    `${place} has formatVersion ${found}; this release reads a ${document.kind} up to ${document.formatVersion}: ` +
      'deploy the release that wrote it, or a newer one',
  );

/** Writes a document as it is stored: indented where people look at it in the console. */
export const formatDocument = <T>(document: StoredDocument<T>, content: T): string =>
  `${JSON.stringify(document.schema.parse(content), null, document.isCompact ? 0 : 2)}\n`;
