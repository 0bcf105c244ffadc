import { createHash } from 'node:crypto';
import { MAX_IDENTIFIER_BYTES } from '../../sql/identifier';

/** Columns of these names belong to the product. */
const RESERVED_PREFIX = 'shuttle_';

/**
 * Names in the target by names in the source. A name is folded to lower case, as Redshift does, and cut to 127 bytes
 * between characters. Reserved words stay, since identifiers are always quoted; names that begin with `shuttle_` get `_` in front.
 *
 * Where several names come to the same, the one that is spelt like it keeps it, else the first in code unit order; the
 * others end in a digest of the source's name. So the order in which columns turn up makes no difference. It does make
 * one which names there are: names that are known already keep theirs.
 *
 * @param known names given before, by the source's names
 * @param reserved names that are no source's
 */
export const columnNames = (
  sources: Iterable<string>,
  known: ReadonlyMap<string, string> = new Map(),
  reserved: Iterable<string> = [],
): Map<string, string> => {
  const names = new Map(known);
  const taken = new Set([...known.values(), ...reserved]);
  const open = [...new Set(sources)]
    .filter((source) => !known.has(source))
    .map((source) => ({ source, plain: plainName(source) }));
  open.sort((a, b) => rank(a) - rank(b) || (a.source < b.source ? -1 : 1));
  for (const { source, plain } of open) {
    let name = plain;
    for (let round = 0; taken.has(name); round++) name = digestName(source, plain, round);
    taken.add(name);
    names.set(source, name);
  }
  return names;
};

const rank = ({ source, plain }: { source: string; plain: string }): number => (source === plain ? 0 : 1);

const plainName = (source: string): string => {
  const folded = source.toLowerCase().replaceAll('\0', '') || '_';
  return cutBytes(folded.startsWith(RESERVED_PREFIX) ? `_${folded}` : folded, MAX_IDENTIFIER_BYTES);
};

const digestName = (source: string, plain: string, round: number): string => {
  const digest = createHash('sha256').update(`${round}:${source}`).digest('hex').slice(0, 8);
  return `${cutBytes(plain, MAX_IDENTIFIER_BYTES - 9)}_${digest}`;
};

/** The beginning of a text that takes at most so many bytes of UTF-8, of whole characters. */
export const cutBytes = (text: string, maxBytes: number): string => {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const bytes = Buffer.from(text);
  let end = maxBytes;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
};
