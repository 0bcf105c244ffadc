import type { Words } from './words';

/**
 * Text as it stands in the bytes of its record: plain UTF-8, in which JSON would escape nothing. What is copied as it
 * reads need not become a string: that takes several times as long as the copy.
 */
export class RawText {
  constructor(
    readonly words: Words,
    readonly start: number,
    readonly end: number,
  ) {}

  get bytes(): Buffer {
    return this.words.bytes;
  }

  get text(): string {
    const { bytes, encoding } = this.words;
    return bytes.toString(encoding, this.start, this.end);
  }
}

/** A time in UTC as it is staged, `YYYY-MM-DD HH:MM:SS.ffffff`: no column for times need read it. */
export class RawTime extends RawText {
  constructor(words: Words, start: number) {
    super(words, start, start + RAW_TIME_BYTES);
  }
}

/** Bytes of a RawTime. */
export const RAW_TIME_BYTES = 26;
