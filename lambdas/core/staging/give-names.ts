import { columnNames } from '../shape/column/column-name';
import { type ColumnCost, ColumnRoom } from './column-room';

/** Names that a table's columns were given. */
export interface GivenNames {
  /** By the source's names. */
  names: ReadonlyMap<string, string>;
  overflow?: string;
}

/** The column of what has no column of its own. */
const OVERFLOW = '_overflow';

/**
 * Names columns as long as the table has room: those that have a name keep it; then the others, each sort in the order of
 * code units, so that neither the order of events nor that of files makes a difference. What has a value and no room makes
 * the overflow column necessary, which then stays.
 *
 * @param sources the key, which always has room; columns that are declared, others with a value, those without
 * @param cost what a column takes of the room that there is; without it all have room
 */
export const giveNames = (
  [key, declared, found, untyped]: readonly [string[], string[], string[], string[]],
  known: GivenNames,
  cost?: ColumnCost,
): GivenNames => {
  const reserved = known.overflow === undefined ? [] : [known.overflow];
  const all = columnNames([...key, ...declared, ...found, ...untyped], known.names, reserved);
  if (cost === undefined) return { ...known, names: all };
  const room = new ColumnRoom(cost);
  room.keep(known.overflow ?? OVERFLOW);
  const names = new Map(known.names);
  for (const name of names.values()) room.keep(name);
  const give = (source: string): void => {
    names.set(source, all.get(source) as string);
  };
  for (const source of key.filter((each) => !names.has(each))) {
    room.keep(all.get(source) as string);
    give(source);
  }
  const fill = (sources: readonly string[]): boolean => {
    const open = sources.filter((source) => !names.has(source)).sort();
    const fitting = open.filter((source) => room.take(all.get(source) as string));
    fitting.forEach(give);
    return fitting.length < open.length;
  };
  const isBeyond = [declared, found].map(fill).some(Boolean);
  fill(untyped);
  if (known.overflow === undefined && !isBeyond) return { names };
  return { names, overflow: known.overflow ?? freeName(new Set(names.values())) };
};

/** `_overflow`, with more lines in front where a property is called so. */
const freeName = (taken: ReadonlySet<string>): string => {
  let name = OVERFLOW;
  while (taken.has(name)) name = `_${name}`;
  return name;
};
