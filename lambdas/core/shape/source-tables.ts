import type { ResolvedLoadTable } from '../config/resolve-load-table';
import type { Change, SourceTable } from './change';
import { columnNamed } from './column-match';

/** What reading an object needs to know of a table. */
export type TableOptions = Pick<ResolvedLoadTable, 'enabled' | 'key' | 'columns' | 'columnTypes'>;

/** One table of a source, and its types so far. */
interface Known {
  options: TableOptions;
  /** The configuration says types. */
  hasTypes: boolean;
  /** By the types that the object's own schema declares, which changes share: those, and what the configuration says. */
  types: WeakMap<object, TypesSeen>;
}

interface TypesSeen {
  columns: Set<string>;
  types: Readonly<Record<string, string>>;
}

const NO_TYPES = {};

/** The options of the tables of one object, each asked for once. */
export class SourceTables {
  private readonly known = new Map<string, Known>();
  /** By the objects that name them, which most changes of an object share. */
  private readonly ofObject = new WeakMap<SourceTable, Known>();

  constructor(private readonly optionsOf: (table: SourceTable) => TableOptions) {}

  /** undefined where the table is not loaded. */
  of(table: SourceTable): TableOptions | undefined {
    const { options } = this.get(table);
    return options.enabled ? options : undefined;
  }

  /** The change with the types of the configuration, which beat those of its schema; undefined where its table is not loaded. */
  apply(change: Change): Change | undefined {
    const { options, types, hasTypes } = this.get(change.table);
    if (!options.enabled) return undefined;
    if (!hasTypes) return change;
    const declared = change.types ?? NO_TYPES;
    let seen = types.get(declared);
    if (seen === undefined) {
      seen = { columns: new Set(), types: declared };
      types.set(declared, seen);
    }
    learn(seen, change.cells?.names ?? Object.keys(change.row), options.columnTypes);
    change.types = seen.types;
    return change;
  }

  private get(table: SourceTable): Known {
    const same = this.ofObject.get(table);
    if (same !== undefined) return same;
    const name = `${table.schema}\0${table.name}`;
    let known = this.known.get(name);
    if (known === undefined) {
      const options = this.optionsOf(table);
      known = { options, hasTypes: Object.keys(options.columnTypes).length > 0, types: new WeakMap() };
      this.known.set(name, known);
    }
    this.ofObject.set(table, known);
    return known;
  }
}

/** Types are by the names of the source: those of the configuration are matched with each column that turns up. */
const learn = (seen: TypesSeen, columns: readonly string[], columnTypes: Readonly<Record<string, string>>): void => {
  let added: Record<string, string> | undefined;
  for (const column of columns) {
    if (seen.columns.has(column)) continue;
    seen.columns.add(column);
    const name = columnNamed(Object.keys(columnTypes), column);
    const type = name === undefined ? undefined : columnTypes[name];
    // A new object: those who have read the old one read this one too.
    if (type !== undefined) added = { ...(added ?? seen.types), [column]: type };
  }
  if (added !== undefined) seen.types = added;
};
