import type { SourceTable } from '../change';

/** Tables that are remembered at most: a source has some thousands. */
const MAX_TABLES = 10_000;

const known = new Map<string, SourceTable>();

/** The same object for the same table: what follows finds what it knows of it without a look at its names. */
export const knownTable = (schema: string, name: string): SourceTable => {
  // No name holds a NUL, which no record may have.
  const id = `${schema}\0${name}`;
  let table = known.get(id);
  if (table === undefined) {
    if (known.size >= MAX_TABLES) known.clear();
    table = Object.freeze({ schema, name });
    known.set(id, table);
  }
  return table;
};
