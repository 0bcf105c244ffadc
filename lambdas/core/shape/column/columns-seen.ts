import { formatRedshiftType } from '../../catalog/redshift-type';
import type { Cell } from '../cells';
import type { Change, ColumnSeen } from '../change';
import { RawText } from '../raw-text';
import { type ColumnProfile, columnType, emptyProfile, mergeProfiles, profileOfType } from './column-type';
import { type Facts, noFacts } from './facts';
import { type Inference, learnRawText, learnValue } from './value-facts';

/** Learns the columns of one source table from its changes. */
export class ColumnsSeen {
  private readonly profiles = new Map<string, ColumnProfile>();
  private readonly declared = new WeakSet<object>();
  /** Columns of the last row, in its order: the next one mostly has the same. */
  private readonly expected: string[] = [];
  private readonly expectedFacts: Facts[] = [];

  constructor(private readonly inference: Inference) {}

  /** @throws TypeNotSupported where the change declares a type that Redshift does not have */
  add(change: Change): void {
    const { types, cells } = change;
    // Changes of one schema share the object.
    if (types !== undefined && !this.declared.has(types)) {
      this.declared.add(types);
      for (const column of Object.keys(types)) this.merge(column, profileOfType(types[column] as string));
    }
    if (cells !== undefined) {
      const { names, values } = cells;
      for (let i = 0; i < names.length; i++) this.see(i, names[i] as string, values[i] as Cell);
      return;
    }
    const { row } = change;
    const columns = Object.keys(row);
    for (let i = 0; i < columns.length; i++) this.see(i, columns[i] as string, row[columns[i] as string] as Cell);
  }

  /** Takes in what others have seen, of another part of the same table. */
  merge(column: string, profile: ColumnProfile): void {
    this.profiles.set(column, mergeProfiles(this.profiles.get(column) ?? emptyProfile, profile));
    // Others stand in the place of those that were expected.
    this.expected.length = 0;
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

  private see(index: number, column: string, cell: Cell): void {
    const facts = this.factsAt(index, column);
    if (cell instanceof RawText) learnRawText(facts, cell, this.inference);
    else learnValue(facts, cell, this.inference);
  }

  /** What is known of the values of a column that stands in this place of its row: it grows in place. */
  private factsAt(index: number, column: string): Facts {
    if (this.expected[index] === column) return this.expectedFacts[index] as Facts;
    let profile = this.profiles.get(column);
    if (profile === undefined) {
      profile = { declared: noFacts, seen: { ...noFacts } };
      this.profiles.set(column, profile);
    }
    if (index <= this.expected.length) {
      this.expected[index] = column;
      this.expectedFacts[index] = profile.seen;
    }
    return profile.seen;
  }
}
