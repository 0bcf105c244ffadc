import type { Random } from '../inventory/random';
import type { JsonObject } from './web-event';

const CATEGORIES = ['garden', 'kitchen', 'books', 'toys', 'outdoor', 'música'] as const;
const CURRENCIES = ['EUR', 'USD', 'CZK'] as const;

export const money = (random: Random, most: number): number => random.below(most * 100) / 100;

export const oneIn = (random: Random, times: number): boolean => random.below(times) === 0;

export const product = (random: Random): JsonObject => {
  const number = random.below(800);
  return {
    productId: `p${number}`,
    sku: `SKU-${String(number).padStart(5, '0')}`,
    name: `Thing №${number}`,
    category: CATEGORIES[number % CATEGORIES.length] as string,
    price: (number * 37) / 100 + 0.99,
  };
};

export const cart = (random: Random): JsonObject => ({
  cart: { id: `c${random.below(100_000)}`, itemCount: 1 + random.below(6), total: money(random, 400) },
});

/** What an order says of itself: nested objects in an array, and a name that SQL reserves. */
export const order = (random: Random): JsonObject => ({
  orderId: `o${random.below(1_000_000)}`,
  order: random.below(1_000),
  total: money(random, 400),
  shipping: { method: random.one(['standard', 'express']), costs: { net: money(random, 10), vat: money(random, 2) } },
  currency: random.one(CURRENCIES),
  coupon: oneIn(random, 3) ? `SAVE${random.below(30)}` : null,
  products: Array.from({ length: 1 + random.below(3) }, () => ({ ...product(random), quantity: 1 + random.below(3) })),
});

/** A day as ISO 8601 writes it. */
export const day = (random: Random): string => `2026-02-${String(1 + random.below(28)).padStart(2, '0')}`;
