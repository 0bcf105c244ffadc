import type { Random } from '../inventory/random';
import { oneIn } from './site-properties';
import type { JsonObject } from './web-event';

/** Who visits the site, with a device. */
export interface Visitor {
  anonymousId: string;
  /** Of visitors that have an account. */
  userId?: string;
  /** Milliseconds that the device's clock is ahead. */
  skew: number;
  context: JsonObject;
}

const HOUR = 3_600_000;

export const newVisitor = (random: Random, number: number): Visitor => ({
  anonymousId: `anon-${(number * 2_654_435_761).toString(16)}`,
  ...(number % 3 > 0 && { userId: `u${number}` }),
  // A quarter of all clocks is wrong, some by hours, to either side.
  skew: oneIn(random, 4) ? random.below(10 * HOUR) - 5 * HOUR : 0,
  context: {
    ip: `203.0.113.${random.below(256)}`,
    locale: random.one(['en-GB', 'cs-CZ', 'pt-BR']),
    library: { name: 'analytics.js', version: '2.11.1' },
    campaign: oneIn(random, 5) ? { source: 'newsletter', name: `week ${random.below(52)}` } : {},
  },
});

/** What is known of a user at a time; null and absent traits tell nothing. The phone number is dropped, the mail hashed. */
export const traitsOf = (random: Random, userId: string, hasTiers: boolean): JsonObject => ({
  email: `${userId}@example.com`,
  phone: `+420 600 ${userId}`,
  name: oneIn(random, 4) ? null : `Visitor ${userId}, ${random.below(100)} times renamed`,
  ...(oneIn(random, 2) && { plan: random.one(['free', 'team', 'business']) }),
  ...(oneIn(random, 3) && { age: 18 + random.below(70) }),
  address: { city: random.one(['Brno', 'Köln', '東京']), postcode: String(10_000 + random.below(90_000)) },
  ...(hasTiers && oneIn(random, 2) && { loyaltyTier: random.one(['silver', 'gold']) }),
});
