import type { LineWriter } from '../shape/line-writer';
import { copyText, Words } from '../shape/words';

/** Bytes of a piece, at first and at most: of thousands of tables with a few rows each little is to be held. */
const MIN_PIECE = 1_024;
const MAX_PIECE = 64 * 1_024;

/** Pieces that are kept for later at most: as much text as a stager holds. */
const MAX_KEPT = 1_536;

/**
 * Pieces that are written, for the next parts, also those of the next group in the same process. Memory off the heap that
 * is only ever taken has the collector of garbage run for it again and again.
 */
const kept: Words[] = [];

/** Takes back the memory of a part's text, which is not to be read any more. */
export const reuse = (chunks: readonly Buffer[]): void => {
  for (const { buffer } of chunks) {
    if (buffer.byteLength === MAX_PIECE && kept.length < MAX_KEPT)
      kept.push(new Words(Buffer.from(buffer as ArrayBuffer)));
  }
};

const pieceOf = (size: number): Words =>
  (size === MAX_PIECE ? kept.pop() : undefined) ?? new Words(Buffer.allocUnsafeSlow(size));

const NO_PIECE = new Words(Buffer.alloc(0));

/**
 * The text of a part while it grows, as UTF-8 bytes: they are off the heap, where nothing moves them about, and are what is
 * to be packed in the end.
 */
export class PartText {
  private readonly chunks: Buffer[] = [];
  private open = NO_PIECE;
  /** Bytes of the open piece that are taken. */
  private used = 0;
  /** Bytes. */
  size = 0;
  rows = 0;

  /** @param line with its line end */
  add({ words, length }: Pick<LineWriter, 'words' | 'length'>): void {
    this.rows++;
    if (this.used + length > this.open.bytes.length) this.begin(length);
    this.used = copyText(words, 0, length, this.open, this.used);
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
    this.open = pieceOf(Math.max(length, Math.min(MAX_PIECE, Math.max(MIN_PIECE, this.size))));
    this.used = 0;
  }

  private close(): void {
    if (this.used > 0) this.chunks.push(this.open.bytes.subarray(0, this.used));
    this.used = 0;
    this.open = NO_PIECE;
  }
}
