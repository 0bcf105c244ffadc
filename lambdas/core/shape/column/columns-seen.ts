import { formatRedshiftType } from '../../catalog/redshift-type';
import { type Cell, type ColumnNames, cellsOf } from '../cells';
import type { Change, ColumnSeen } from '../change';
import { RawText } from '../raw-text';
import { type ColumnProfile, columnType, emptyProfile, mergeProfiles, profileOfType } from './column-type';
import { type Facts, noFacts } from './facts';
import { type Inference, learnRawText, learnValue } from './value-facts';

/** Learns the columns of one source table from its changes. */
export class ColumnsSeen {
  private readonly profiles = new Map<string, ColumnProfile>();
  private readonly declared = new WeakSet<object>();
  /** What is known of the values of each column of such rows. */
  private known = new WeakMap<ColumnNames, readonly Facts[]>();

  constructor(private readonly inference: Inference) {}

  /** @throws TypeNotSupported where the change declares a type that Redshift does not have */
  add(change: Change): void {
    const { types } = change;
    // Changes of one schema share the object.
    if (types !== undefined && !this.declared.has(types)) {
      this.declared.add(types);
      for (const column of Object.keys(types)) this.merge(column, profileOfType(types[column] as string));
    }
    const { columns, values } = cellsOf(change);
    const facts = this.factsOf(columns);
    for (let i = 0; i < facts.length; i++) {
      const cell = values[i] as Cell;
      if (cell instanceof RawText) learnRawText(facts[i] as Facts, cell, this.inference);
      else learnValue(facts[i] as Facts, cell, this.inference);
    }
  }

  /** Takes in what others have seen, of another part of the same table. */
  merge(column: string, profile: ColumnProfile): void {
    this.profiles.set(column, mergeProfiles(this.profiles.get(column) ?? emptyProfile, profile));
    // Others stand in the place of those that are known.
    this.known = new WeakMap();
  }

  /** Profiles by the source's names, in the order in which they turned up. */
  entries(): IterableIterator<[string, ColumnProfile]> {
    return this.profiles.entries();
  }

  /** The columns that have a type: those with a value, or a declaration. */
  columns(): ColumnSeen[] {
    return [...this.profiles].flatMap(([name, profile]) => {
      const type = columnType(profile);
      return type === undefined ? [] : [{ name, type: formatRedshiftType(type), maxBytes: profile.seen.bytes }];
    });
  }

  private factsOf(columns: ColumnNames): readonly Facts[] {
    if (columns.isAlone) return columns.items.map((column) => this.factsOfColumn(column));
    let facts = this.known.get(columns);
    if (facts === undefined) {
      facts = columns.items.map((column) => this.factsOfColumn(column));
      this.known.set(columns, facts);
    }
    return facts;
  }

  /** They grow in place. */
  private factsOfColumn(column: string): Facts {
    let profile = this.profiles.get(column);
    if (profile === undefined) {
      profile = { declared: noFacts, seen: { ...noFacts } };
      this.profiles.set(column, profile);
    }
    return profile.seen;
  }
}
