import type { ReadableObject } from '../readable-object';

/** How much of a file is held at a time, in bytes. */
export interface ParquetLimits {
  /** A file up to this size is read at once: its footer and its rows would be two requests. */
  file: number;
  /** A row group up to this size is read at once; of a larger one each column has a window, of this together. */
  rowGroup: number;
  /** The least that is read of a column at a time. */
  window: number;
}

export const PARQUET_LIMITS: ParquetLimits = { file: 512 * 1024, rowGroup: 32 * 2 ** 20, window: 256 * 1024 };

/** Gives the bytes of a file from `start` up to `end`, exclusive. `isHeld`: without another request. */
export type ReadBytes = ((start: number, end: number) => Promise<Uint8Array>) & { isHeld?: true };

export const fileBytes = (file: ReadableObject, limits: ParquetLimits): ReadBytes => {
  if (file.sizeBytes > limits.file) return async (start, end) => new Uint8Array(await file.slice(start, end));
  return heldBytes(file, 0, file.sizeBytes);
};

/** Reads a part of a file at its first use, and gives what is asked of it without another request. */
export const heldBytes = (file: ReadableObject, from: number, to: number): ReadBytes => {
  let held: Promise<ArrayBuffer> | undefined;
  const read = async (start: number, end: number): Promise<Uint8Array> => {
    held ??= file.slice(from, to);
    return new Uint8Array(await held, start - from, end - start);
  };
  return Object.assign(read, { isHeld: true } as const);
};

/** The bytes of one column of a row group, from its first page on, of which a window is held. */
export class ChunkBytes {
  private window: Uint8Array = new Uint8Array(0);
  private at = 0;

  /**
   * @param next where the chunk begins
   * @param end where it ends, exclusive
   * @param step bytes that are read at a time, at least
   */
  constructor(
    private readonly read: ReadBytes,
    private next: number,
    private readonly end: number,
    private readonly step: number,
  ) {}

  /** Bytes that are not taken yet. */
  get left(): number {
    return this.window.length - this.at + this.end - this.next;
  }

  /** The next bytes, which stay; fewer than `count` at the end of the chunk. */
  async peek(count: number): Promise<Uint8Array> {
    const missing = count - (this.window.length - this.at);
    if (missing > 0 && this.next < this.end) {
      const end = Math.min(this.end, this.next + Math.max(missing, this.step));
      const more = await this.read(this.next, end);
      const rest = this.window.subarray(this.at);
      // Without a rest nothing has to be copied.
      this.window = rest.length === 0 ? more : Buffer.concat([rest, more]);
      this.at = 0;
      this.next = end;
    }
    return this.window.subarray(this.at, this.at + count);
  }

  /** Passes bytes that were peeked at. */
  skip(count: number): void {
    this.at += count;
  }
}
