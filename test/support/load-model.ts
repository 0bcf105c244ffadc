import { keyText, type SourceChange, type SourceRow } from './change-history';

/** What the target is to be after all changes. */
export interface ModelOptions {
  deletes: 'apply' | 'soft' | 'ignore';
  truncates: 'apply' | 'ignore';
}

/** Rows by key; with deletes ignored, those that the source has no more stay as they were. */
export function currentRows(changes: readonly SourceChange[], { deletes, truncates }: ModelOptions): SourceRow[] {
  const rows = new Map<string, SourceRow>();
  for (const { op, key, row } of changes) {
    if (op === 'T' && truncates === 'apply') rows.clear();
    if (op === 'D' && deletes !== 'ignore') rows.delete(key as string);
    if (op === 'U') rows.set(key as string, row as SourceRow);
  }
  return [...rows.values()];
}

export interface Version extends SourceRow {
  from: string;
  to: string | null;
  current: boolean;
}

/** Every version that the source had, valid from its own time until the next event of its key. */
export function versions(changes: readonly SourceChange[], { deletes, truncates }: ModelOptions): Version[] {
  const all: Version[] = [];
  const open = new Map<string, Version>();
  const end = (key: string, at: string): void => {
    const version = open.get(key);
    if (version) Object.assign(version, { to: at, current: false });
    open.delete(key);
  };
  for (const { op, key, row, at } of changes) {
    if (op === 'T' && truncates === 'apply') for (const each of [...open.keys()]) end(each, at);
    if (op === 'D' && deletes !== 'ignore') end(key as string, at);
    if (op !== 'U' || !row) continue;
    end(keyText(row.id, row.region), at);
    const version: Version = { ...row, from: at, to: null, current: true };
    open.set(keyText(row.id, row.region), version);
    all.push(version);
  }
  return all;
}

const doc = (row: SourceRow): string | null => (row.doc === null ? null : JSON.stringify(row.doc));

/** As `select id, region, v, big, doc` gives them. */
export const rowFields = (row: SourceRow): unknown[] => [BigInt(row.id), row.region, row.v, row.big, doc(row)];

export const versionFields = (version: Version): unknown[] => [
  ...rowFields(version),
  version.from,
  version.to,
  version.current,
];

export const sorted = (rows: readonly unknown[][]): string[] =>
  rows.map((row) => JSON.stringify(row, (_, v) => (typeof v === 'bigint' ? String(v) : v))).sort();
