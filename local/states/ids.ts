/** Random numbers and UUIDs from a seed, so that a run under the virtual clock can be repeated exactly. */
export class IdSource {
  private state: number;

  constructor(seed: number) {
    this.state = Math.trunc(seed % 0x1_0000_0000) >>> 0;
  }

  /** A number in [0, 1) with 32 random bits (the mulberry32 generator). */
  random(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** A UUID of version 4. */
  uuid(): string {
    const word = () =>
      Math.floor(this.random() * 0x1_0000_0000)
        .toString(16)
        .padStart(8, '0');
    const hex = word() + word() + word() + word();
    const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) & 3);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}
