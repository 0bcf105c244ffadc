import { brotliCompressSync, gzipSync } from 'node:zlib';
import { ObjectUnreadable } from '../../../../lambdas/core/errors';
import { unpacked } from '../../../../lambdas/core/shape/gunzip';
import { all, inChunks } from './read-all';

const text = Array.from({ length: 500 }, (_, i) => `{"id":${i},"größe":"${i * 7919}"}\n`).join('');
const read = async (content: string | Uint8Array, size?: number) =>
  Buffer.concat(await all(unpacked(inChunks(content, size)))).toString();

describe('objects', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['plain', text, text],
    ['shorter than any mark', 'a', 'a'],
    ['empty', '', ''],
    ['gzip', gzipSync(text), text],
    ['gzip of several members', Buffer.concat([gzipSync('ab'), gzipSync(''), gzipSync('cd')]), 'abcd'],
    ['gzip of nothing', gzipSync(''), ''],
    ['text that begins as a mark does', 'PAR,BZh9,PK', 'PAR,BZh9,PK'],
  ])('%s', async (_, content, expected) => {
    for (const size of [1, 70, 100_000]) expect(await read(content, size)).toBe(expected);
  });

  it.each<[string, Uint8Array, string]>([
    ['gzip that is cut off', gzipSync(text).subarray(0, -30), 'unexpected end of file'],
    ['gzip that ends in its checksum', gzipSync(text).subarray(0, -3), 'unexpected end of file'],
    ['gzip that is cut off at once', gzipSync(text).subarray(0, 12), 'unexpected end of file'],
    ['a second member that is cut off', Buffer.concat([gzipSync('ab'), gzipSync(text).subarray(0, 40)]), 'broken gzip'],
    ['a bit that flipped', flipped(gzipSync(text), 400), 'broken gzip'],
    ['text behind gzip', Buffer.concat([gzipSync('ab\n'), Buffer.from('cd\n')]), 'broken gzip'],
    ['zeros behind gzip', Buffer.concat([gzipSync('ab\n'), Buffer.alloc(5)]), 'other bytes behind its end'],
    ['zstd', Buffer.from('28b52ffd000000000000', 'hex'), 'zstd: only gzip'],
    ['bzip2', Buffer.from('BZh91AY&SY....'), 'bzip2'],
    ['snappy', Buffer.from('ff060000734e61507059', 'hex'), 'snappy'],
    ['ZIP', Buffer.from('504b030414000000080000', 'hex'), 'ZIP'],
    ['Parquet', Buffer.from('PAR1\x15\x04\x15\x00\x15\x00'), 'write type: parquet'],
    ['UTF-16', Buffer.from('\ufeff{"a":1}', 'utf16le'), 'UTF-16'],
  ])('%s are refused', async (_, content, message) => {
    for (const size of [3, 100_000]) {
      const reading = read(content, size);
      await expect(reading).rejects.toThrow(ObjectUnreadable);
      await expect(reading).rejects.toThrow(message);
    }
  });
});

it('brotli has no mark, and is left to the reader of records', async () => {
  const bytes = brotliCompressSync(text);
  expect((await all(unpacked(inChunks(bytes)))).length).toBeGreaterThan(0);
});

it.each<[string, (text: string) => Uint8Array]>([
  ['plain', Buffer.from],
  ['gzip', gzipSync],
])('an error of the source stays itself: %s', async (_, make) => {
  const broken = new Error('connection');
  const chunks = async function* () {
    yield* inChunks(make(text), 50);
    throw broken;
  };
  await expect(all(unpacked(chunks()))).rejects.toBe(broken);
});

it.each<[string, (text: string) => Uint8Array]>([
  ['plain', Buffer.from],
  ['gzip', gzipSync],
])('a reader that stops closes the source, which is not read to its end: %s', async (_, make) => {
  let given = 0;
  let closed = false;
  const noise = Array.from({ length: 200_000 }, (_each, i) => (i * i * 2_654_435_761).toString(36)).join('');
  const chunks = async function* () {
    try {
      for await (const chunk of inChunks(make(noise), 1_000)) {
        given += chunk.length;
        yield chunk;
      }
    } finally {
      closed = true;
    }
  };
  for await (const chunk of unpacked(chunks())) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  await new Promise(setImmediate);
  expect(closed).toBe(true);
  expect(given).toBeLessThan(make(noise).length / 2);
});

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x10;
  return copy;
}
