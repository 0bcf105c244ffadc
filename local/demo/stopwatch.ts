/** What each part of the demo took. */
export class Stopwatch {
  private readonly parts: { part: string; seconds: number }[] = [];

  constructor(private readonly now: () => number) {}

  /** Does the work, and notes how long it took, even if it fails. */
  async time<T>(part: string, work: () => Promise<T>): Promise<T> {
    const startedAt = this.now();
    try {
      return await work();
    } finally {
      this.parts.push({ part, seconds: (this.now() - startedAt) / 1000 });
    }
  }

  /** One line a part, and their sum. */
  lines(): string[] {
    const total = this.parts.reduce((sum, { seconds }) => sum + seconds, 0);
    return [...this.parts, { part: 'all', seconds: total }].map(
      ({ part, seconds }) => `${seconds.toFixed(1).padStart(6)} s  ${part}`,
    );
  }
}
