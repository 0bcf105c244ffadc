import { PendingBytes } from './pending-bytes';
import { asBuffer, hasByteOrderMark, MAX_RECORD_BYTES, type RawRecord, type Splitter } from './raw-record';

const LINE_FEED = 10;

/** Cuts at line feeds, and leaves a carriage return before one. The last line needs no end. A byte order mark is passed. */
export class Lines implements Splitter<RawRecord> {
  private readonly pending: PendingBytes;
  private byte = 0;
  private line = 1;

  constructor(limit = MAX_RECORD_BYTES) {
    this.pending = new PendingBytes(limit);
  }

  *push(chunk: Uint8Array): Generator<RawRecord> {
    const bytes = asBuffer(chunk);
    let from = 0;
    for (;;) {
      const end = bytes.indexOf(LINE_FEED, from);
      if (end < 0) break;
      this.pending.append(bytes.subarray(from, end));
      yield this.record(this.seen + (end - from) + 1);
      from = end + 1;
    }
    this.pending.append(bytes.subarray(from));
    this.seen += bytes.length - from;
  }

  *end(): Generator<RawRecord> {
    if (this.seen > 0) yield this.record(this.seen);
  }

  /** Bytes of the open line that have come, held or not. */
  private seen = 0;

  private record(length: number): RawRecord {
    const { bytes, tooLong } = this.pending.take();
    const location = { byte: this.byte, line: this.line };
    this.byte += length;
    this.line++;
    this.seen = 0;
    const start = location.byte === 0 && hasByteOrderMark(bytes) ? 3 : 0;
    return { bytes: bytes.subarray(start), location, ...(tooLong ? { tooLong } : {}) };
  }
}
