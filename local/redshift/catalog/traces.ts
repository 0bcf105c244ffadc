/** Tables of the side catalogue that most relations have no row in. */
type Table = 'constraints' | 'references' | 'dependencies' | 'dependents' | 'comments' | 'grants';

/**
 * What of the side catalogue may hold rows about a relation, so that those of a temporary table, which has none, need not
 * be looked for. It only grows: a note that was rolled back, or whose rows are gone, costs a statement and no more.
 */
export class Traces {
  private readonly noted = new Set<string>();
  /** Whether tables that are made may have grants by default. */
  defaultGrants: boolean;

  /** @param isKnown false for a database that earlier processes have written */
  constructor(private readonly isKnown: boolean) {
    this.defaultGrants = !isKnown;
  }

  note(table: Table, oid: number): void {
    this.noted.add(`${table} ${oid}`);
  }

  has(table: Table, oid: number): boolean {
    return !this.isKnown || this.noted.has(`${table} ${oid}`);
  }
}
