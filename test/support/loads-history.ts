import type { Dice } from './change-history';

/** A value as plain text, as the comparison with the target wants it; see `plain` in loads-target.ts. */
export type Cell = string | null;
export type Cells = Record<string, Cell>;

export type Kind = 'number' | 'text' | 'mixed' | 'flag' | 'time';

/** The columns of a source's table. `w` changes its type twice; `x` is added halfway. */
export const COLUMNS = {
  id: 'number',
  v: 'text',
  n: 'number',
  w: 'mixed',
  flag: 'flag',
  seen_at: 'time',
  big: 'text',
  x: 'text',
} as const satisfies Record<string, Kind>;
export type ColumnName = keyof typeof COLUMNS;
export const NAMES = Object.keys(COLUMNS) as ColumnName[];

/** What happened to one row of the source, or to all of them. */
export interface Message {
  /** From 1, in the order of the source's log. */
  seq: number;
  /** `YYYY-MM-DD HH:MM:SS.ffffff`, in UTC. */
  at: string;
  kind: 'insert' | 'update' | 'delete' | 'truncate' | 'rekey';
  /** After it. */
  row?: Cells;
  /** Before it. */
  old?: Cells;
  /** Columns that an update does not send, for they are as before. */
  absent: readonly ColumnName[];
  /** The source's columns at that time. */
  columns: readonly ColumnName[];
  /** Where a format can tell the same in two ways. */
  either: boolean;
}

export interface HistoryOptions {
  length: number;
  /** Columns that updates may leave out. */
  mayLack?: readonly ColumnName[];
  /** Columns that the source has. Default: all. */
  columns?: readonly ColumnName[];
  truncates?: boolean;
  deletes?: boolean;
  rekeys?: boolean;
  /** Numbers with decimals, from the middle on. */
  decimals?: boolean;
}

const IDS = ['1', '2', '9007199254740993', '-4', '50'];
const TEXTS = ['', ' two ', 'é☃🚀', '"a",\n\\b|c', `${'long '.repeat(60)}`, `${'longer '.repeat(300)}`];

/** `YYYY-MM-DD HH:MM:SS.ffffff` so many seconds into the history. */
export const timeAt = (seconds: number, micros = 0): string =>
  new Date(Date.UTC(2026, 0, 1) + seconds * 1000)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, `.${String(micros).padStart(6, '0')}`);

/** What a table goes through: inserts, updates, deletes, keys that change, truncates; its columns and their types grow. */
export function sourceHistory(dice: Dice, options: HistoryOptions): Message[] {
  const { length, mayLack = [], columns = NAMES, truncates = false, deletes = true, rekeys = false } = options;
  const rows = new Map<string, Cells>();
  const messages: Message[] = [];
  const maybe = (cell: string): Cell => (dice.chance(0.15) ? null : cell);
  const fresh = (id: string, known: readonly ColumnName[]): Cells => {
    const seq = messages.length + 1;
    const later = seq > length / 2;
    const values: Record<ColumnName, () => Cell> = {
      id: () => id,
      v: () => maybe(`v${seq}${dice.pick(TEXTS)}`),
      n: () =>
        maybe(
          later && options.decimals ? `${seq}.25` : dice.pick([`${seq}`, '9007199254740993', '-9223372036854775808']),
        ),
      w: () => maybe(seq > (2 * length) / 3 ? `w${seq}` : later && options.decimals ? `${seq}.5` : `${seq}`),
      flag: () => maybe(String(dice.chance(0.5))),
      seen_at: () => maybe(timeAt(seq, dice.below(1_000_000))),
      big: () => maybe(dice.pick([`b${seq}`, '', `${'b'.repeat(5_000)}${seq}`])),
      x: () => maybe(`x${seq}`),
    };
    return Object.fromEntries(known.map((name) => [name, values[name]()]));
  };
  while (messages.length < length) {
    const seq = messages.length + 1;
    const known = columns.filter((name) => name !== 'x' || seq > length / 2);
    const id = dice.pick(IDS);
    const old = rows.get(id);
    const roll = dice.next();
    const base = { seq, at: timeAt(seq), absent: [], columns: known, either: dice.chance(0.5) };
    const free = IDS.filter((other) => !rows.has(other));
    if (truncates && roll < 0.05) {
      messages.push({ ...base, kind: 'truncate' });
      rows.clear();
    } else if (old === undefined) {
      const row = fresh(id, known);
      messages.push({ ...base, kind: 'insert', row });
      rows.set(id, row);
    } else if (deletes && roll < 0.25) {
      messages.push({ ...base, kind: 'delete', old });
      rows.delete(id);
    } else if (rekeys && roll < 0.4 && free.length > 0) {
      const row = fresh(dice.pick(free), known);
      messages.push({ ...base, kind: 'rekey', row, old });
      rows.delete(id);
      rows.set(row.id as string, row);
    } else {
      const absent = mayLack.filter(() => dice.chance(0.4));
      const row = fresh(id, known);
      for (const name of absent) row[name] = old[name] ?? null;
      messages.push({ ...base, kind: 'update', row, old, absent });
      rows.set(id, row);
    }
  }
  return messages;
}

/** A message as what it does to keys. */
export interface KeyChange {
  /** Sorts as the source's log, or, where it has none, as files and their rows do. */
  order: string;
  op: 'U' | 'D' | 'T';
  id: string;
  row: Cells;
  absent: readonly ColumnName[];
  at: string;
}

/** Numbers as text that sorts as they do. */
export const orderText = (...numbers: number[]): string =>
  numbers.map((number) => String(number).padStart(15, '0')).join(' ');

export const changesOf = ({ seq, at, kind, row, old, absent }: Message): KeyChange[] => {
  const change = (op: KeyChange['op'], cells: Cells = {}, sub = 1): KeyChange => ({
    order: orderText(seq * 2 + sub),
    op,
    id: cells.id ?? '',
    row: cells,
    absent: op === 'U' ? absent : [],
    at,
  });
  if (kind === 'truncate') return [change('T')];
  if (kind === 'delete') return [change('D', old)];
  return [...(kind === 'rekey' ? [change('D', old, 0)] : []), change('U', row)];
};
