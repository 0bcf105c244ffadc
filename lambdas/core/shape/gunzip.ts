import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ObjectUnreadable } from '../errors';
import { asBuffer } from './raw-record';

/** Bytes by which every format below is told; a shorter object is text. */
const MAGIC_BYTES = 10;

/** What cannot be read as text, by its first bytes. */
const OTHERS: readonly { magic: string; what: string }[] = [
  { magic: '28b52ffd', what: 'compressed by zstd' },
  { magic: '425a68??314159265359', what: 'compressed by bzip2' },
  { magic: 'ff060000734e61507059', what: 'compressed by snappy' },
  { magic: '04224d18', what: 'compressed by LZ4' },
  { magic: 'fd377a585a00', what: 'compressed by xz' },
  { magic: '504b0304', what: 'a ZIP archive' },
];
const GZIP = '1f8b';

/** What zlib unpacks at once: each time is a round through the event loop, and of its own 16 KB there would be too many. */
const UNPACKED_BYTES = 512 * 1024;
/** Of an unpacked chunk: what is made of one is held together. */
const CHUNK_BYTES = 64 * 1024;

/**
 * An object's bytes, unpacked where they are gzip, of one member or several; told by the first bytes, for names and
 * headers lie. It holds one chunk at a time, and reads no faster than it is read.
 *
 * @throws ObjectUnreadable for gzip that is cut off or broken, and for what is neither gzip nor text: after bytes that were
 *   given before, so that nothing of an object counts until its end is reached
 */
export async function* unpacked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  try {
    let isEnd = false;
    while (!isEnd && head.length < MAGIC_BYTES) {
      const next = await source.next();
      isEnd = next.done === true;
      if (!next.done) head = Buffer.concat([head, asBuffer(next.value)]);
    }
    refuseOthers(head);
    const bytes = all(head, isEnd ? undefined : source);
    yield* begins(head, GZIP) ? gunzipped(bytes) : bytes;
  } finally {
    await source.return?.();
  }
}

async function* all(head: Buffer, rest: AsyncIterator<Uint8Array> | undefined): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  if (rest === undefined) return;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield asBuffer(next.value);
}

async function* gunzipped(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let given = 0;
  const counted = async function* () {
    for await (const chunk of bytes) {
      given += chunk.length;
      yield chunk;
    }
  };
  const gunzip = createGunzip({ chunkSize: UNPACKED_BYTES });
  // An error of either end reaches the reader through the stream.
  pipeline(Readable.from(counted(), { objectMode: false }), gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) yield* pieces(chunk as Buffer);
  } catch (error) {
    throw isOfGzip(error) ? new ObjectUnreadable(`broken gzip: ${(error as Error).message}`) : error;
  }
  // What is no member ends the reading without an error: rows would be lost in silence.
  if (gunzip.bytesWritten < given) throw new ObjectUnreadable('broken gzip: other bytes behind its end');
}

function* pieces(chunk: Buffer): Generator<Buffer> {
  for (let at = 0; at < chunk.length; at += CHUNK_BYTES) yield chunk.subarray(at, at + CHUNK_BYTES);
}

/** Errors of zlib have codes of their own: https://nodejs.org/api/zlib.html#zlib-constants */
const isOfGzip = (error: unknown): boolean => String((error as { code?: unknown } | null)?.code).startsWith('Z_');

const refuseOthers = (head: Buffer): void => {
  const other = OTHERS.find(({ magic }) => begins(head, magic));
  if (other !== undefined) {
    throw new ObjectUnreadable(`the object is ${other.what}: only gzip, or no compression, is supported around text`);
  }
  if (begins(head, '50415231')) throw new ObjectUnreadable('the object is Parquet: write type: parquet');
  if (begins(head, 'fffe') || begins(head, 'feff'))
    throw new ObjectUnreadable('the object is UTF-16: write it as UTF-8');
};

/** @param magic hexadecimal; `??` is any byte */
const begins = (head: Buffer, magic: string): boolean => {
  if (head.length < magic.length / 2) return false;
  for (let i = 0; i < magic.length; i += 2) {
    const byte = magic.slice(i, i + 2);
    if (byte !== '??' && head[i / 2] !== Number.parseInt(byte, 16)) return false;
  }
  return true;
};
