import { createHash } from 'node:crypto';
import type { Value } from '../change';

/** What Debezium writes for a value that the database did not send: `unavailable.value.placeholder`. */
export const DEFAULT_PLACEHOLDER = '__debezium_unavailable_value';

/** Longer JSON than this is no placeholder in any form. */
const SLACK = 64;

/**
 * Tells the placeholder in every form that Debezium gives it: text, base64 and hexadecimal bytes, JSON, lists of texts,
 * of bytes, of the bytes as numbers and of a UUID made from it, and a map.
 */
export const unavailableTest = (placeholder = DEFAULT_PLACEHOLDER): ((value: Value) => boolean) => {
  const bytes = Buffer.from(placeholder);
  const base64 = bytes.toString('base64');
  const quoted = JSON.stringify(placeholder);
  const texts = new Set([placeholder, quoted, base64, bytes.toString('base64url'), bytes.toString('hex')]);
  const documents = new Set([
    `[${quoted}]`,
    `["${base64}"]`,
    `["${bytes.toString('hex')}"]`,
    `[${[...bytes].join(',')}]`,
    `["${nameUuid(bytes)}"]`,
    `{${quoted}:${quoted}}`,
  ]);
  const longest = Math.max(...[...documents].map((document) => document.length)) + SLACK;
  for (const document of documents) texts.add(document);
  const lengths = new Set([...texts].map((text) => text.length));
  return (value) => {
    if (value === null || typeof value === 'boolean') return false;
    if (typeof value === 'string') return lengths.has(value.length) && texts.has(value);
    return 'json' in value && value.json.length <= longest && documents.has(value.json.replace(/\s+/g, ''));
  };
};

/** As java.util.UUID.nameUUIDFromBytes: version 3 without a name space. */
const nameUuid = (bytes: Buffer): string => {
  const digest = createHash('md5').update(bytes).digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x30;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
