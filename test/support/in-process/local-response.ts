import { Readable, Writable } from 'node:stream';

/** What a server answered. */
export interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: Readable;
}

/**
 * The part of http.ServerResponse that the local servers use, with nothing between them and the caller: what they write is
 * what the caller reads, with as much held as streams hold.
 */
export class LocalResponse extends Writable {
  statusCode = 200;
  private readonly headers: Record<string, string> = {};
  /** What the caller reads of an answer that comes in pieces. */
  private pieces: Pieces | undefined;
  /** Whether all was answered at once: nothing can break off any more. */
  isWhole = false;

  /** @param hear gets the answer when its head is complete; never, when the connection breaks before */
  constructor(
    private readonly isHead: boolean,
    private readonly hear: (answer: Answer) => void,
  ) {
    super();
  }

  /** Servers break off the connection of an answer by its socket or by itself. */
  get socket(): LocalResponse {
    return this;
  }

  setHeader(name: string, value: string | number): void {
    this.headers[name.toLowerCase()] = String(value);
  }

  hasHeader(name: string): boolean {
    return name.toLowerCase() in this.headers;
  }

  writeHead(status: number, headers: Record<string, string | number> = {}): this {
    this.statusCode = status;
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
    return this;
  }

  /** A body that is there as a whole needs no stream on this side. */
  override end(...args: unknown[]): this {
    const [body] = args;
    const isPlain = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    if (this.pieces || !isPlain) return super.end(...(args as Parameters<Writable['end']>));
    if (this.destroyed || this.isWhole) return this;
    this.isWhole = true;
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    this.answer(new Bytes(this.isHead ? undefined : bytes));
    return this;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.piecewise().add(chunk, done);
  }

  override _final(done: () => void): void {
    this.piecewise().push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.pieces?.destroy(reset('aborted'));
    done(error);
  }

  private piecewise(): Pieces {
    if (this.pieces) return this.pieces;
    const pieces = new Pieces();
    // A caller that reads no further has closed the connection.
    pieces.once('close', () => this.destroy());
    this.pieces = pieces;
    this.answer(pieces);
    return pieces;
  }

  private answer(body: Readable): void {
    this.hear({ statusCode: this.statusCode, headers: this.headers, body });
  }
}

/** What a connection that breaks makes of a call, as Node's HTTP client reports it. */
export const reset = (message: string): Error => Object.assign(new Error(message), { code: 'ECONNRESET' });

/** A body that is known as a whole. */
class Bytes extends Readable {
  constructor(private readonly bytes: Uint8Array | undefined) {
    super();
  }

  override _read(): void {
    if (this.bytes && this.bytes.length > 0) this.push(this.bytes);
    this.push(null);
  }
}

/** A body that its sender writes as fast as its reader reads. */
class Pieces extends Readable {
  private next: (() => void) | undefined;

  add(chunk: Buffer, done: () => void): void {
    if (this.push(chunk)) done();
    else this.next = done;
  }

  override _read(): void {
    const { next } = this;
    this.next = undefined;
    next?.();
  }
}
