import { formatRedshiftType } from '../../catalog/redshift-type';
import type { Change, ColumnSeen, Value } from '../change';
import { type ColumnProfile, columnType, emptyProfile, mergeProfiles, profileOfType } from './column-type';
import { noFacts } from './facts';
import { type Inference, learnValue } from './value-facts';

/** Learns the columns of one source table from its changes. */
export class ColumnsSeen {
  private readonly profiles = new Map<string, ColumnProfile>();
  private readonly declared = new WeakSet<object>();

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
      for (let i = 0; i < names.length; i++) this.see(names[i] as string, values[i] as Value);
      return;
    }
    const { row } = change;
    for (const column of Object.keys(row)) this.see(column, row[column] as Value);
  }

  /** Takes in what others have seen, of another part of the same table. */
  merge(column: string, profile: ColumnProfile): void {
    this.profiles.set(column, mergeProfiles(this.profiles.get(column) ?? emptyProfile, profile));
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

  private see(column: string, value: Value): void {
    let profile = this.profiles.get(column);
    if (profile === undefined) {
      // Facts of its own, which grow in place.
      profile = { declared: noFacts, seen: { ...noFacts } };
      this.profiles.set(column, profile);
    }
    learnValue(profile.seen, value, this.inference);
  }
}
