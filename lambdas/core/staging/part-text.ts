import type { LineWriter } from '../shape/line-writer';

/** Bytes of a piece, at first and at most: of thousands of tables with a few rows each little is to be held. */
const MIN_PIECE = 1_024;
const MAX_PIECE = 64 * 1_024;

/**
 * The text of a part while it grows, as UTF-8 bytes: they are off the heap, where nothing moves them about, and are what is
 * to be packed in the end.
 */
export class PartText {
  private readonly chunks: Buffer[] = [];
  private open: Buffer = Buffer.alloc(0);
  /** Bytes of the open piece that are taken. */
  private used = 0;
  /** Bytes. */
  size = 0;
  rows = 0;

  /** @param line with its line end */
  add({ bytes, length }: Pick<LineWriter, 'bytes' | 'length'>): void {
    this.rows++;
    if (this.used + length > this.open.length) this.begin(length);
    bytes.copy(this.open, this.used, 0, length);
    this.used += length;
    this.size += length;
  }

  /** All of it. Nothing is added any more. */
  end(): readonly Buffer[] {
    this.close();
    return this.chunks;
  }

  /** Begins a piece that a line of this length fits in; as long as all that there is, so that pieces are few. */
  private begin(length: number): void {
    this.close();
    this.open = Buffer.allocUnsafeSlow(Math.max(length, Math.min(MAX_PIECE, Math.max(MIN_PIECE, this.size))));
    this.used = 0;
  }

  private close(): void {
    if (this.used > 0) this.chunks.push(this.open.subarray(0, this.used));
    this.used = 0;
    this.open = Buffer.alloc(0);
  }
}
