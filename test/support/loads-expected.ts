import type { Cell, Cells, ColumnName, KeyChange } from './loads-history';

export type Mode = 'merge' | 'soft' | 'scd2' | 'append' | 'replace';

/** One row of a target, its columns in the order of `columns`, then what the mode adds. */
export type Expected = Cell[];

/** What a target is to hold after these changes, whenever and however often each of them came. */
export interface Delivered {
  /** By run; what came twice in one is there twice. */
  runs: readonly (readonly KeyChange[])[];
  columns: readonly ColumnName[];
  /** The source tells no times: those of versions are the load's own. */
  timeless?: boolean;
}

export const expectedRows = (mode: Mode, { runs, columns, timeless = false }: Delivered): Expected[] => {
  const all = runs.flat();
  switch (mode) {
    case 'append':
      return all.filter(({ op }) => op === 'U').map(({ row, absent }) => cellsOf(columns, without(row, absent)));
    case 'replace':
      return lastOf(runs, columns);
    case 'merge':
    case 'soft':
      return [...fold(all).rows.values()].map((row) => cellsOf(columns, row));
    case 'scd2':
      return fold(all).versions.map(({ row, from, to, isCurrent }) => [
        ...cellsOf(columns, row),
        ...(timeless ? [] : [from, to]),
        String(isCurrent),
      ]);
  }
};

/** Keys that were there, and whose last event is a delete. Exact where nothing was truncated. */
export const goneKeys = ({ runs }: Delivered): string[] => {
  const live = fold(runs.flat()).rows;
  const ids = new Set(runs.flat().flatMap(({ op, id }) => (op === 'T' ? [] : [id])));
  return [...ids].filter((id) => !live.has(id)).sort();
};

interface Version {
  row: Cells;
  from: string;
  to: string | null;
  isCurrent: boolean;
}

/** Everything once, in the source's order: what a change leaves out is as before. */
const fold = (changes: readonly KeyChange[]): { rows: Map<string, Cells>; versions: Version[] } => {
  const rows = new Map<string, Cells>();
  const open = new Map<string, Version>();
  const versions: Version[] = [];
  const end = (id: string, to: string): void => {
    Object.assign(open.get(id) ?? {}, { to, isCurrent: false });
    open.delete(id);
  };
  for (const { op, id, row, absent, at } of inOrder(changes)) {
    if (op === 'T') {
      for (const each of [...open.keys()]) end(each, at);
      rows.clear();
    } else if (op === 'D') {
      end(id, at);
      rows.delete(id);
    } else {
      const before = rows.get(id);
      const whole = { ...row, ...Object.fromEntries(absent.map((name) => [name, before?.[name] ?? null])) };
      end(id, at);
      const version = { row: whole, from: at, to: null, isCurrent: true };
      open.set(id, version);
      versions.push(version);
      rows.set(id, whole);
    }
  }
  return { rows, versions };
};

/** Each event once. */
const inOrder = (changes: readonly KeyChange[]): KeyChange[] =>
  [...new Map(changes.map((change) => [`${change.order} ${change.id}`, change])).values()].sort((a, b) =>
    a.order < b.order ? -1 : 1,
  );

/** The last batch takes the place of all; with a key its last event counts. */
const lastOf = (runs: Delivered['runs'], columns: readonly ColumnName[]): Expected[] => {
  const last = [...runs].reverse().find((run) => run.length > 0) ?? [];
  const rows = new Map<string, Cells | undefined>();
  for (const { op, id, row, absent } of inOrder(last)) {
    if (op !== 'T') rows.set(id, op === 'U' ? without(row, absent) : undefined);
  }
  return [...rows.values()].flatMap((row) => (row ? [cellsOf(columns, row)] : []));
};

const without = (row: Cells, absent: readonly ColumnName[]): Cells => ({
  ...row,
  ...Object.fromEntries(absent.map((name) => [name, null])),
});

const cellsOf = (columns: readonly ColumnName[], row: Cells): Expected => columns.map((name) => row[name] ?? null);
