import type { ValueVector } from './value-vector';

const LIMB = 2 ** 32;
/** Digits that are taken in at a time: a limb times 10^6 stays within 2^53. */
const STEP_DIGITS = 6;
const powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];
const ZERO = 48;

/**
 * An integer of up to 128 bits that is built digit by digit. It stands in for bigint, which allocates at every step,
 * and is reused from value to value.
 */
export class WideInteger {
  /** The magnitude, the least limb first. */
  private readonly limbs = new Float64Array(4);
  private chunk = 0;
  private chunkDigits = 0;

  clear(): void {
    this.limbs.fill(0);
    this.chunk = 0;
    this.chunkDigits = 0;
  }

  /** Appends the decimal digits of a text from `start` up to `end`, which must be digits. */
  digits(text: string, start: number, end: number): void {
    for (let i = start; i < end; i++) this.digit(text.charCodeAt(i) - ZERO);
  }

  digit(value: number): void {
    this.chunk = this.chunk * 10 + value;
    if (++this.chunkDigits === STEP_DIGITS) this.takeChunk();
  }

  /** Puts it as INT64 and returns true, or returns false when it does not fit. */
  putInt64(negative: boolean, vector: ValueVector): boolean {
    this.takeChunk();
    const [low = 0, high = 0, beyond = 0] = this.limbs;
    const limit = LIMB / 2;
    if (beyond > 0 || high > limit || (high === limit && !(negative && low === 0))) return false;
    if (negative) this.negate();
    vector.putHalves((this.limbs[1] ?? 0) | 0, this.limbs[0] ?? 0);
    return true;
  }

  /** Puts it in two's complement, big endian, in `width` bytes, which must hold it. */
  putBigEndian(negative: boolean, width: number, vector: ValueVector): void {
    this.takeChunk();
    if (negative) this.negate();
    const end = vector.byteLength + width;
    for (let i = 0; i < width; i++) vector.bytes[end - 1 - i] = (this.limbs[i >> 2] ?? 0) >>> (8 * (i & 3));
    vector.byteLength = end;
  }

  private takeChunk(): void {
    const factor = powers[this.chunkDigits] ?? 1;
    let carry = this.chunk;
    for (let i = 0; i < 4; i++) {
      const sum = (this.limbs[i] ?? 0) * factor + carry;
      carry = Math.floor(sum / LIMB);
      this.limbs[i] = sum - carry * LIMB;
    }
    this.chunk = 0;
    this.chunkDigits = 0;
  }

  private negate(): void {
    let carry = 1;
    for (let i = 0; i < 4; i++) {
      const sum = LIMB - 1 - (this.limbs[i] ?? 0) + carry;
      carry = sum === LIMB ? 1 : 0;
      this.limbs[i] = carry === 1 ? 0 : sum;
    }
  }
}
