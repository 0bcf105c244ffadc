import type { Clock } from '../clock';
import type { Limits } from './limits';

/** One token bucket per operation, filled by the clock. */
export class Throttle {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly rates: Limits['callsPerSecond'],
  ) {}

  /** Takes a token; false when the call is over the rate. */
  take(operation: string): boolean {
    const rate = this.rates[operation] ?? this.rates.other;
    const now = this.clock.now();
    const bucket = this.buckets.get(operation) ?? { tokens: rate, at: now };
    this.buckets.set(operation, bucket);
    bucket.tokens = Math.min(rate, bucket.tokens + ((now - bucket.at) / 1000) * rate);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
