import { Writable } from 'node:stream';

/** A function's standard output: hands on each line when it is complete. */
export class LineStream extends Writable {
  private rest = '';

  constructor(private readonly send: (line: string) => void) {
    super({ decodeStrings: false });
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    const lines = (this.rest + chunk.toString()).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.send(line);
    done();
  }
}
