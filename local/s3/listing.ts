import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareUtf8 } from './byte-order';

export interface KeyRange {
  prefix: string;
  /** Keys up to and including this one are passed over. */
  after: string;
  /** Keys that start with this are passed over; may be set while walking. */
  skip?: string;
}

/** Yields the keys below a folder in UTF-8 byte order. Synchronous, so that what it sees is one moment. */
export function* walkKeys(folder: string, range: KeyRange, base = ''): Generator<string> {
  const names = entriesOf(folder)
    .map((entry) => base + entry.name + (entry.isDirectory() ? '/' : ''))
    // A folder sorts as its name with the slash: that is how the keys below it begin.
    .filter((name) => mayHold(name, range))
    .sort(compareUtf8);
  for (const name of names) {
    if (range.skip !== undefined && name.startsWith(range.skip)) continue;
    if (name.endsWith('/')) yield* walkKeys(join(folder, name.slice(base.length, -1)), range, name);
    else yield name;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter(
      (entry) => entry.isFile() || entry.isDirectory() || (entry.isSymbolicLink() && isFile(join(folder, entry.name))),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // removed by hand meanwhile
    throw error;
  }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

function mayHold(name: string, { prefix, after }: KeyRange): boolean {
  if (!name.endsWith('/')) return name.startsWith(prefix) && compareUtf8(name, after) > 0;
  const within = name.startsWith(prefix) || prefix.startsWith(name);
  return within && (after.startsWith(name) || compareUtf8(name, after) > 0);
}

export interface PageQuery {
  prefix?: string;
  delimiter?: string;
  /** Lists from behind this key. */
  after?: string;
  /** A common prefix that an earlier page has shown. */
  afterGroup?: string;
  maxKeys: number;
}

export interface KeyPage {
  keys: string[];
  commonPrefixes: string[];
  /** The last key or common prefix of a truncated page. */
  next?: { key: string } | { group: string };
}

/** One page of keys and common prefixes; the keys of a common prefix are not walked beyond the first. */
export function pageOfKeys(folder: string, query: PageQuery): KeyPage {
  const page: KeyPage = { keys: [], commonPrefixes: [] };
  if (query.maxKeys <= 0) return page;
  const { prefix = '', delimiter = '' } = query;
  const range: KeyRange = { prefix, after: query.after ?? query.afterGroup ?? '' };
  let last: KeyPage['next'];
  for (const key of walkKeys(folder, range)) {
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const group = cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
    if (group !== undefined) range.skip = group;
    if (group !== undefined && group === query.afterGroup) continue;
    if (last !== undefined && page.keys.length + page.commonPrefixes.length >= query.maxKeys) {
      page.next = last;
      break;
    }
    if (group === undefined) page.keys.push(key);
    else page.commonPrefixes.push(group);
    last = group === undefined ? { key } : { group };
  }
  return page;
}
