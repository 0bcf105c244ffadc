import { S3Error } from './errors';

/** Longest line (chunk header or trailer) that is taken for one. */
const MAX_LINE_BYTES = 8192;

/**
 * Decodes `Content-Encoding: aws-chunked`: `<hex size>[;chunk-signature=...]CRLF <data> CRLF ... 0 CRLF <trailers> CRLF`.
 * Chunk signatures are not verified. Trailers (lower-case names) are put into `trailers` when the body has ended.
 * @throws S3Error IncompleteBody for a body that breaks off or is not so framed
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Uint8Array>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = new FramedReader(source);
  for (;;) {
    const size = /^([0-9a-f]{1,12})(;.*)?$/i.exec(await reader.line())?.[1];
    if (size === undefined) throw new S3Error('IncompleteBody', 'The aws-chunked body has a malformed chunk header.');
    let left = Number.parseInt(size, 16);
    if (left === 0) break;
    while (left > 0) {
      const data = await reader.upTo(left);
      left -= data.length;
      yield data;
    }
    if ((await reader.line()) !== '')
      throw new S3Error('IncompleteBody', 'An aws-chunked chunk is longer than it says.');
  }
  for (;;) {
    const line = await reader.lineIfAny();
    if (line === undefined) return; // some clients leave out the last, empty line
    if (line === '') break;
    const colon = line.indexOf(':');
    if (colon < 1) throw new S3Error('MalformedTrailerError');
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  await reader.drain();
}

class FramedReader {
  private buffer: Buffer = Buffer.alloc(0);
  private readonly source: AsyncIterator<Uint8Array>;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.source = source[Symbol.asyncIterator]();
  }

  private async more(): Promise<boolean> {
    const { done, value } = await this.source.next();
    if (done) return false;
    const chunk = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    this.buffer = this.buffer.length === 0 ? chunk : Buffer.concat([this.buffer, chunk]);
    return true;
  }

  /** At least one byte and at most `limit`. */
  async upTo(limit: number): Promise<Buffer> {
    while (this.buffer.length === 0) if (!(await this.more())) throw new S3Error('IncompleteBody');
    const data = this.buffer.subarray(0, limit);
    this.buffer = this.buffer.subarray(data.length);
    return data;
  }

  async line(): Promise<string> {
    const line = await this.lineIfAny();
    if (line === undefined) throw new S3Error('IncompleteBody');
    return line;
  }

  async lineIfAny(): Promise<string | undefined> {
    for (;;) {
      const end = this.buffer.indexOf('\r\n');
      if (end >= 0) {
        const line = this.buffer.toString('latin1', 0, end);
        this.buffer = this.buffer.subarray(end + 2);
        return line;
      }
      if (this.buffer.length > MAX_LINE_BYTES) throw new S3Error('IncompleteBody', 'An aws-chunked line is too long.');
      if (!(await this.more())) {
        if (this.buffer.length > 0) throw new S3Error('IncompleteBody');
        return undefined;
      }
    }
  }

  async drain(): Promise<void> {
    while (await this.more());
  }
}
