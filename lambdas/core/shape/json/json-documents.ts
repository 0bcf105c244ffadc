import { PendingBytes } from '../pending-bytes';
import { asBuffer, MAX_RECORD_BYTES, type RawRecord, type Splitter } from '../raw-record';

const LINE_FEED = 10;
const QUOTE = 34;
const COLON = 58;
const COMMA = 44;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** What the next byte belongs to: the space around records, a record, a string in it, an escape in that. */
type Place = 'between' | 'record' | 'string' | 'escape';

/**
 * Cuts JSON text into records by its brackets alone: objects that follow one another, on one line or many, and the
 * elements of arrays around them, which are never held as a whole.
 *
 * After a broken record it goes on where the next one surely begins: behind a line break in a string, and at a line that
 * opens an object where only a name could stand.
 */
export class JsonDocuments implements Splitter<RawRecord> {
  private readonly pending: PendingBytes;
  private place: Place = 'between';
  /** The open containers of the record, innermost last: whether each is an object. */
  private open: boolean[] = [];
  /** In an array of records. */
  private inArray = false;
  /** The last byte of the record that is neither blank nor in a string. */
  private last = 0;
  /** Only blanks have come since the line began. */
  private lineIsBlank = true;
  private byte = 0;
  private line = 1;
  private start = { byte: 0, line: 1 };

  constructor(limit = MAX_RECORD_BYTES) {
    this.pending = new PendingBytes(limit);
  }

  *push(chunk: Uint8Array): Generator<RawRecord> {
    const bytes = asBuffer(chunk);
    let from = 0;
    for (let i = 0; i < bytes.length; i++) {
      const code = bytes[i] as number;
      if (this.place === 'between') {
        from = i;
        if (!this.begins(code)) this.pass(code);
        else if (this.step(code)) {
          yield this.cut(bytes.subarray(i, i + 1));
          from = i + 1;
        }
      } else if (this.endsBefore(code)) {
        const broken = this.brokenBefore(code);
        yield this.cut(bytes.subarray(from, i), broken);
        from = i--;
        continue;
      } else if (this.step(code)) {
        yield this.cut(bytes.subarray(from, i + 1));
        from = i + 1;
      }
      this.count(code);
    }
    if (this.place !== 'between') this.pending.append(bytes.subarray(from));
  }

  *end(): Generator<RawRecord> {
    if (this.place !== 'between') {
      const isScalar = this.open.length === 0 && this.place === 'record' && !this.inArray;
      yield this.cut(Buffer.alloc(0), isScalar ? undefined : 'the object ends within this record');
    } else if (this.inArray) {
      yield {
        bytes: Buffer.alloc(0),
        location: { byte: this.byte, line: this.line },
        broken: 'the object ends within its array',
      };
    }
  }

  private begins(code: number): boolean {
    if (isBlank(code) || code === COMMA) return false;
    if (code === (this.inArray ? CLOSE_BRACKET : OPEN_BRACKET)) return false;
    if (code === BYTE_ORDER_MARK[this.byte]) return false;
    this.place = 'record';
    this.start = { byte: this.byte, line: this.line };
    return true;
  }

  private pass(code: number): void {
    if (code === OPEN_BRACKET) this.inArray = true;
    else if (code === CLOSE_BRACKET) this.inArray = false;
  }

  /** Takes a byte of the record; whether it is the last. */
  private step(code: number): boolean {
    if (this.place === 'escape') {
      this.place = 'string';
      return false;
    }
    if (this.place === 'string') {
      if (code === BACKSLASH) this.place = 'escape';
      else if (code === QUOTE) this.place = 'record';
      return false;
    }
    if (code === QUOTE) this.place = 'string';
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) this.open.push(code === OPEN_BRACE);
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      this.open.pop();
      if (this.open.length === 0) return true;
    }
    if (!isBlank(code)) this.last = code;
    return false;
  }

  /** Whether the record ended with the byte before: a scalar, or a broken one. */
  private endsBefore(code: number): boolean {
    if (code === LINE_FEED && (this.place === 'string' || this.place === 'escape')) return true;
    if (this.place !== 'record') return false;
    if (this.open.length === 0)
      return code === LINE_FEED || (this.inArray && (code === COMMA || code === CLOSE_BRACKET));
    return code === OPEN_BRACE && this.lineIsBlank && this.open[this.open.length - 1] === true && this.last !== COLON;
  }

  private brokenBefore(code: number): string | undefined {
    if (this.place !== 'record') return 'a line break in a string';
    return code === OPEN_BRACE ? 'no JSON: the record has no end' : undefined;
  }

  private count(code: number): void {
    this.byte++;
    if (code === LINE_FEED) {
      this.line++;
      this.lineIsBlank = true;
    } else if (this.lineIsBlank && !isBlank(code)) this.lineIsBlank = false;
  }

  private cut(rest: Buffer, broken?: string): RawRecord {
    this.pending.append(rest);
    const { bytes, tooLong } = this.pending.take();
    this.place = 'between';
    this.open = [];
    this.last = 0;
    return {
      bytes,
      location: this.start,
      ...(tooLong ? { tooLong } : {}),
      ...(broken === undefined ? {} : { broken }),
    };
  }
}

const isBlank = (code: number): boolean => code === 32 || code === LINE_FEED || code === 13 || code === 9;
