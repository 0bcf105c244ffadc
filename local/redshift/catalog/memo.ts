/**
 * Catalogue answers that hold until the end of a transaction block: its snapshot does not change, except by what it does
 * itself. Outside of a block nothing is kept.
 */
export class Memo {
  private kept: Map<string, unknown> | undefined;

  begin(): void {
    this.kept = new Map();
  }

  end(): void {
    this.kept = undefined;
  }

  /** The answer to `key`, read at most once. */
  async of<T>(key: string, read: () => Promise<T>): Promise<T> {
    const { kept } = this;
    if (kept?.has(key)) return kept.get(key) as T;
    const answer = await read();
    // What was forgotten meanwhile is another map's.
    if (kept !== undefined && kept === this.kept) kept.set(key, answer);
    return answer;
  }

  /** After a change of the catalogue: of one answer, or of who knows what. */
  forget(key?: string): void {
    if (this.kept === undefined) return;
    if (key === undefined) this.kept = new Map();
    else this.kept.delete(key);
  }
}

/** Of all relations of a name, in a database. */
export const relationsKey = (database: string, name: string): string => `relations ${database} ${name}`;
