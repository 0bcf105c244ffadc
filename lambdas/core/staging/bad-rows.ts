import type { BadReason } from './group-stage';

/** A row that cannot be loaded. */
export interface Bad {
  /** Names columns, never values. */
  reason: string;
  /** The record, or the row as far as it was understood. It goes to the quarantine and nowhere else. */
  text: string;
  /** In the source, as `schema.table`, where that is known. */
  table?: string;
  /** Where in the object, where that is known. */
  location?: { byte: number; line?: number };
  /** Where among the changes of its source, where that is known. */
  pos?: string;
}

/** Different reasons that a group counts by themselves: a reason may name a column that nobody has seen before. */
const MAX_REASONS = 200;
const OTHER_REASONS = 'other reasons';

/** Collects bad rows of a group's objects: the lines for the quarantine, and how many there are for which reason. */
export class BadRows {
  private readonly counts = new Map<string, number>();
  private lines: string[] = [];
  private held = 0;

  /** @param key of the object that the row is in */
  add(key: string, { table, location, pos, reason, text }: Bad): void {
    const name = this.counts.has(reason) || this.counts.size < MAX_REASONS ? reason : OTHER_REASONS;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    const place = {
      object: key,
      ...location,
      ...(pos !== undefined && { pos }),
      ...(table !== undefined && { table }),
    };
    const line = `${JSON.stringify({ ...place, reason, text })}\n`;
    this.lines.push(line);
    this.held += line.length;
  }

  /** UTF-16 units that are held. */
  get size(): number {
    return this.held;
  }

  /** The lines so far, which are held no longer. */
  take(): string[] {
    const { lines } = this;
    this.lines = [];
    this.held = 0;
    return lines;
  }

  /** The most frequent first. */
  reasons(): BadReason[] {
    return [...this.counts]
      .map(([reason, rows]) => ({ reason, rows }))
      .sort((a, b) => b.rows - a.rows || (a.reason < b.reason ? -1 : 1));
  }
}
