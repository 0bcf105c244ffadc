import { isAscii, isUtf8 } from 'node:buffer';
import type { Location } from './change';
import { PendingBytes } from './pending-bytes';
import { asBuffer, hasByteOrderMark, MAX_RECORD_BYTES, type RawRecord, type Splitter } from './raw-record';
import { type Span, Words } from './words';

const LINE_FEED = 10;

/** A line that stands as a whole in the piece of its object that it came with: bytes of its own are made only when asked for. */
export class Line implements RawRecord, Span {
  /**
   * @param words end with the line, or go on with a line feed
   * @param isText the line is UTF-8; else that is not known
   */
  constructor(
    readonly words: Words,
    readonly start: number,
    readonly end: number,
    readonly location: Location,
    readonly isText: boolean,
  ) {}

  get bytes(): Buffer {
    return this.words.bytes.subarray(this.start, this.end);
  }
}

/** What comes at once: its whole lines are UTF-8, or that is not known. */
interface Piece {
  words: Words;
  isText: boolean;
}

/** Cuts at line feeds, and leaves a carriage return before one. The last line needs no end. A byte order mark is passed. */
export class Lines implements Splitter<RawRecord> {
  private readonly pending: PendingBytes;
  private byte = 0;
  private number = 1;

  constructor(private readonly limit = MAX_RECORD_BYTES) {
    this.pending = new PendingBytes(limit);
  }

  push(chunk: Uint8Array): RawRecord[] {
    const bytes = asBuffer(chunk);
    const first = bytes.indexOf(LINE_FEED);
    const lines: RawRecord[] = [];
    let from = 0;
    if (first >= 0) {
      const areAscii = isAscii(bytes);
      const words = new Words(bytes, areAscii ? 'latin1' : 'utf8');
      // A character may be cut where the piece begins and ends, but never at a line feed.
      const start = this.seen === 0 ? 0 : first;
      const piece = { words, isText: areAscii || isUtf8(bytes.subarray(start, bytes.lastIndexOf(LINE_FEED))) };
      for (let end = first; end >= 0; end = bytes.indexOf(LINE_FEED, from)) {
        lines.push(this.line(piece, from, end));
        from = end + 1;
      }
    }
    this.pending.append(bytes.subarray(from));
    this.seen += bytes.length - from;
    return lines;
  }

  end(): RawRecord[] {
    return this.seen > 0 ? [this.pieced(this.located(this.seen))] : [];
  }

  /** Bytes of the open line that have come, held or not. */
  private seen = 0;

  /** The line that ends here. */
  private line({ words, isText }: Piece, from: number, end: number): RawRecord {
    const isWhole = this.seen === 0 && end - from <= this.limit;
    if (!isWhole) this.pending.append(words.bytes.subarray(from, end));
    const location = this.located(this.seen + (end - from) + 1);
    if (!isWhole) return this.pieced(location);
    return new Line(words, from + (location.byte === 0 ? markBytes(words.bytes) : 0), end, location, isText);
  }

  /** A line that came in several pieces, or is too long. */
  private pieced(location: Location): RawRecord {
    const { bytes, tooLong } = this.pending.take();
    const start = location.byte === 0 ? markBytes(bytes) : 0;
    return { bytes: bytes.subarray(start), location, ...(tooLong ? { tooLong } : {}) };
  }

  private located(length: number): Location {
    const location = { byte: this.byte, line: this.number };
    this.byte += length;
    this.number++;
    this.seen = 0;
    return location;
  }
}

/** Bytes of a byte order mark that they begin with. */
const markBytes = (bytes: Buffer): number => (hasByteOrderMark(bytes) ? 3 : 0);
