import { Lines } from '../lines';
import { PendingBytes } from '../pending-bytes';
import { asBuffer, MAX_RECORD_BYTES, type RawRecord, type Splitter } from '../raw-record';

const QUOTE = 34;
const LINE_FEED = Buffer.from('\n');

/** Cuts CSV into records: at line ends that are not in a quoted field. Records go without their line end, LF or CRLF. */
export class CsvLines implements Splitter<RawRecord> {
  private readonly lines: Lines;
  private readonly pending: PendingBytes;
  private readonly delimiter: number;
  private location: RawRecord['location'] | undefined;

  /** @param delimiter one ASCII character */
  constructor(delimiter: string, limit = MAX_RECORD_BYTES) {
    this.lines = new Lines(limit);
    this.pending = new PendingBytes(limit);
    this.delimiter = delimiter.charCodeAt(0);
  }

  *push(chunk: Uint8Array): Generator<RawRecord> {
    for (const line of this.lines.push(asBuffer(chunk))) yield* this.take(line);
  }

  *end(): Generator<RawRecord> {
    for (const line of this.lines.end()) yield* this.take(line);
    if (this.location !== undefined) yield this.cut(this.location);
  }

  private *take(line: RawRecord): Generator<RawRecord> {
    const { bytes, location, tooLong } = line;
    const isOpen = this.location !== undefined;
    if (!isOpen && (tooLong || !bytes.includes(QUOTE))) {
      yield tooLong ? line : { bytes: withoutReturn(bytes), location };
      return;
    }
    if (isOpen) this.pending.append(LINE_FEED);
    this.pending.append(bytes);
    this.location ??= location;
    if (!this.endsInQuotes(bytes, isOpen)) yield this.cut(this.location);
  }

  private cut(location: RawRecord['location']): RawRecord {
    const { bytes, tooLong } = this.pending.take();
    this.location = undefined;
    return tooLong ? { bytes, location, tooLong } : { bytes: withoutReturn(bytes), location };
  }

  private endsInQuotes(bytes: Buffer, startsInQuotes: boolean): boolean {
    let inQuotes = startsInQuotes;
    let isFieldStart = !startsInQuotes;
    for (let i = 0; i < bytes.length; i++) {
      const code = bytes[i];
      if (inQuotes) {
        if (code !== QUOTE) continue;
        if (bytes[i + 1] === QUOTE) i++;
        else inQuotes = false;
      } else if (code === QUOTE && isFieldStart) {
        inQuotes = true;
        isFieldStart = false;
      } else isFieldStart = code === this.delimiter;
    }
    return inQuotes;
  }
}

const withoutReturn = (bytes: Buffer): Buffer => (bytes[bytes.length - 1] === 13 ? bytes.subarray(0, -1) : bytes);
