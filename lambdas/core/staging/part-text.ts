/** UTF-16 units of lines that stay text: until then they are pieces, which take several times the room of the bytes. */
const OPEN_UNITS = 8_192;

/**
 * The text of a part while it grows. It is held as bytes, apart from its last lines: they are off the heap, where nothing
 * moves them about, and are what is to be packed in the end.
 */
export class PartText {
  private readonly chunks: Buffer[] = [];
  private open = '';
  /** UTF-16 units. */
  size = 0;
  rows = 0;

  /** @param line with its line end */
  add(line: string): void {
    this.rows++;
    this.size += line.length;
    this.open += line;
    if (this.open.length >= OPEN_UNITS) this.close();
  }

  /** All of it, UTF-8. Nothing is added any more. */
  end(): readonly Buffer[] {
    if (this.open !== '') this.close();
    return this.chunks;
  }

  private close(): void {
    this.chunks.push(Buffer.from(this.open));
    this.open = '';
  }
}
