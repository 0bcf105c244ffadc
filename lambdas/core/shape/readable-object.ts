/** One version of an object, as the readers of every format take it. */
export interface ReadableObject {
  sizeBytes: number;
  /** All its bytes, in chunks of any size. */
  chunks(): AsyncIterable<Uint8Array>;
  /** The bytes from `start` up to `end`, exclusive, in a buffer of their own. */
  slice(start: number, end: number): Promise<ArrayBuffer>;
}
