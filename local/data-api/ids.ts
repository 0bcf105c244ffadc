import { createHash } from 'node:crypto';

/** Ids in the form of a uuid, the same in every run: hashes of a counter. */
export class Ids {
  private counter = 0;
  private pid = 1_073_741_823;
  private query = 0;

  constructor(private readonly seed: number) {}

  next(kind: 'statement' | 'session' | 'request'): string {
    const hex = createHash('sha256')
      .update(`${this.seed}:${kind}:${++this.counter}`)
      .digest('hex');
    // Version 4 and variant 1, as clients that validate uuids expect.
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  /** The process id of a new database connection. */
  nextPid(): number {
    return ++this.pid;
  }

  /** The query id that a cancelled statement is named by in Redshift's message. */
  nextCancelledQuery(): number {
    return ++this.query;
  }
}
