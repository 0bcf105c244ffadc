import { ContentHash } from '../../../../../lambdas/core/shape/segment/content-hash';
import { Words } from '../../../../../lambdas/core/shape/words';

const hashOf = (bytes: Buffer, start = 0, end = bytes.length): string => {
  const { high, low } = new ContentHash().of({ words: new Words(bytes), start, end });
  return [high, low].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
};

// Positions stand in tables from one load to the next: another hash would let other events win.
it.each([
  ['', '0000000000000000'],
  ['a', 'd7393f6cfff1823d'],
  ['{"a":1}', '751d746a5125ec7c'],
  ['{"a":10}', 'cf0031599790a13f'],
  ['{"messageId":"m-1","type":"track","event":"Order Completed"}', '7f7dd4ea56ec05d5'],
])('gives %j the same hash for ever', (text, hash) => {
  expect(hashOf(Buffer.from(text))).toBe(hash);
});

it('hashes the bytes of a span alone, wherever they stand', () => {
  for (let length = 0; length < 40; length++) {
    const text = Buffer.from('0123456789abcdefghijklmnopqrstuvwxyzABCDEF'.slice(0, length));
    const expected = hashOf(text);
    for (let before = 0; before < 9; before++) {
      const piece = Buffer.concat([Buffer.alloc(before, '<'), text, Buffer.alloc(5, '>')]);
      expect(hashOf(piece, before, before + length)).toBe(expected);
    }
  }
});

it('changes about half of its bits with each bit, and each byte that is there or not', () => {
  for (const length of [1, 3, 4, 7, 8, 9, 15, 16, 17, 100, 463]) {
    const bytes = Buffer.alloc(length, 'x');
    const before = BigInt(`0x${hashOf(bytes)}`);
    const changes: number[] = [];
    for (let bit = 0; bit < 8 * length; bit++) {
      const other = Buffer.from(bytes);
      other.writeUInt8(other.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      changes.push(bitsOf(before ^ BigInt(`0x${hashOf(other)}`)));
    }
    expect(Math.min(...changes)).toBeGreaterThanOrEqual(10);
    expect(changes.reduce((sum, count) => sum + count) / changes.length).toBeGreaterThan(28);
    expect(bitsOf(before ^ BigInt(`0x${hashOf(Buffer.alloc(length + 1, 'x'))}`))).toBeGreaterThanOrEqual(10);
  }
});

const bitsOf = (bits: bigint): number => bits.toString(2).replaceAll('0', '').length;

it('tells a hundred thousand events apart that differ by little', () => {
  const texts = Array.from(
    { length: 100_000 },
    (_, i) => `{"messageId":"m","properties":{"n":${i},"m":${100_000 - i}}}`,
  );
  const hashes = new Set(texts.map((text) => hashOf(Buffer.from(text))));
  expect(hashes.size).toBe(texts.length);
  // Each half tells most of them apart by itself.
  for (const half of [0, 8]) {
    expect(new Set([...hashes].map((hash) => hash.slice(half, half + 8))).size).toBeGreaterThan(texts.length - 10);
  }
});
