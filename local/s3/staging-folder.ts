import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type ChecksumAlgorithm, createDigester } from './checksum';

/** Bytes of an object: at hand or as a stream. */
export type Body = Uint8Array | string | AsyncIterable<Uint8Array>;

/** A body on disk, not yet visible, and its digests in base64 (MD5 in hex). */
export interface StagedBody {
  path: string;
  size: number;
  md5: string;
  checksums: Partial<Record<ChecksumAlgorithm, string>>;
}

/** `<root>/.tmp/<pid>`: bodies under way. What a dead process left is removed when the folder is opened. */
export class StagingFolder {
  private readonly folder: string;

  constructor(root: string) {
    const all = join(root, '.tmp');
    this.folder = join(all, String(process.pid));
    mkdirSync(this.folder, { recursive: true });
    for (const pid of readdirSync(all)) {
      if (!isAlive(Number(pid))) rmSync(join(all, pid), { recursive: true, force: true });
    }
  }

  /** A path that nobody else uses, on the file system of the objects. */
  newPath(): string {
    return join(this.folder, randomUUID());
  }

  /**
   * Writes a body chunk by chunk. A failing body leaves no file. A chunk is written at once: it goes to the page cache, and
   * a trip to the thread pool costs several times as much.
   */
  async stage(body: Body, algorithms: readonly ChecksumAlgorithm[] = []): Promise<StagedBody> {
    const path = this.newPath();
    const md5 = createDigester('md5');
    const digesters = algorithms.map((name) => [name, createDigester(name)] as const);
    let size = 0;
    const file = openSync(path, 'wx');
    try {
      for await (const chunk of chunksOf(body)) {
        md5.update(chunk);
        for (const [, digester] of digesters) digester.update(chunk);
        size += chunk.length;
        for (let done = 0; done < chunk.length; ) done += writeSync(file, chunk, done);
      }
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    } finally {
      closeSync(file);
    }
    const checksums = Object.fromEntries(digesters.map(([name, it]) => [name, it.digest().toString('base64')]));
    return { path, size, md5: md5.digest().toString('hex'), checksums };
  }
}

async function* chunksOf(body: Body): AsyncGenerator<Uint8Array> {
  if (typeof body === 'string') yield Buffer.from(body);
  else if (body instanceof Uint8Array) yield body;
  else yield* body;
}

function isAlive(pid: number): boolean {
  try {
    return Number.isInteger(pid) && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it lives and belongs to somebody else
  }
}
