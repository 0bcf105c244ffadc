import { KEPT_BYTES, MAX_RECORD_BYTES } from './raw-record';

/** The beginning of a record whose end has not come yet; beyond the limit only its first bytes are kept. */
export class PendingBytes {
  private parts: Buffer[] = [];
  private held = 0;
  /** Whether the record passes the limit. */
  tooLong = false;

  constructor(private readonly limit = MAX_RECORD_BYTES) {}

  get isEmpty(): boolean {
    return this.held === 0;
  }

  append(bytes: Buffer): void {
    if (bytes.length === 0 || this.tooLong) return;
    this.parts.push(bytes);
    this.held += bytes.length;
    if (this.held > this.limit) {
      this.tooLong = true;
      // A copy, so that the chunks can go.
      this.parts = [Buffer.from(Buffer.concat(this.parts).subarray(0, Math.min(KEPT_BYTES, this.limit)))];
    }
  }

  /** Gives everything held and begins anew. */
  take(): { bytes: Buffer; tooLong: boolean } {
    const [first] = this.parts;
    const bytes = this.parts.length === 1 && first ? first : Buffer.concat(this.parts);
    const { tooLong } = this;
    this.parts = [];
    this.held = 0;
    this.tooLong = false;
    return { bytes, tooLong };
  }
}
