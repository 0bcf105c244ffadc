/** Bytes that are appended to. The room doubles when it is full and is kept when the bytes are cleared. */
export class GrowingBytes {
  length = 0;
  private room: Buffer;

  constructor(initialRoom = 256) {
    this.room = Buffer.allocUnsafe(initialRoom);
  }

  /** What was appended; valid until the next append. */
  get bytes(): Buffer {
    return this.room.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }

  byte(value: number): void {
    this.ensure(1);
    this.room[this.length++] = value;
  }

  append(source: Uint8Array, end = source.length): void {
    this.ensure(end);
    this.room.set(end === source.length ? source : source.subarray(0, end), this.length);
    this.length += end;
  }

  /** The text as Parquet's PLAIN has it: its length in bytes (32 bits, little endian) and its UTF-8. */
  lengthAndText(text: string): void {
    this.ensure(4 + text.length * 3);
    const start = this.length + 4;
    const end = text.length <= SHORT ? this.ascii(text, start) : -1;
    const size = end === -1 ? this.room.write(text, start) : end - start;
    this.room.writeUInt32LE(size, this.length);
    this.length = start + size;
  }

  /** Writes a text that is all ASCII and returns its end, or returns -1. */
  private ascii(text: string, start: number): number {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) return -1;
      this.room[start + i] = code;
    }
    return start + text.length;
  }

  private ensure(more: number): void {
    if (this.length + more <= this.room.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.room.length * 2, this.length + more));
    this.room.copy(larger, 0, 0, this.length);
    this.room = larger;
  }
}

/** Up to this many characters a loop is faster than the call into the runtime's encoder. */
const SHORT = 32;
