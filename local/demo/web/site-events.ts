import type { Instalment } from '../inventory/inventory-objects';
import type { Random } from '../inventory/random';
import { cart, day, money, oneIn, order, product } from './site-properties';
import type { JsonObject } from './web-event';

/** A track event that the shop's site sends. */
export interface SiteEvent {
  name: string;
  /** Written down by hand: how the tables are to be called. null where the configuration leaves the event out. */
  table: string | null;
  /** How often it is sent, next to the others. */
  weight: number;
  properties: (random: Random, nth: Instalment) => JsonObject;
  /** The instalment that it is sent from; default the first. */
  since?: Instalment;
}

const event = (
  name: string,
  table: string | null,
  weight: number,
  properties: SiteEvent['properties'],
  since: Instalment = 1,
): SiteEvent => ({ name, table, weight, properties, since });

/** Every track event of the site. Names are spelt as many hands spell them; two of them are one event. */
export const SITE_EVENTS: readonly SiteEvent[] = [
  event('Product List Viewed', 'product_list_viewed', 30, (r) => ({
    category: r.one(['garden', 'books']),
    // Beside the column of the event that has this name.
    userId: `guest-${r.below(50)}`,
    productIds: Array.from({ length: 1 + r.below(4) }, () => `p${r.below(800)}`),
  })),
  event('Product Viewed', 'product_viewed', 60, (r) => ({ ...product(r), position: r.below(40) })),
  event('Product Clicked', 'product_clicked', 40, (r) => ({ ...product(r), position: r.below(40) })),
  event('Product Added', 'product_added', 18, (r) => ({ ...product(r), quantity: 1 + r.below(4), ...cart(r) })),
  event('productAdded', 'product_added', 4, (r) => ({ ...product(r), quantity: 1 + r.below(4) })),
  event('Product Removed', 'product_removed', 6, (r) => ({ ...product(r), ...cart(r) })),
  event('Product Shared', 'product_shared', 3, (r) => ({ ...product(r), via: r.one(['mail', 'link']) })),
  event('Product Reviewed', 'product_reviewed', 3, (r) => ({ productId: `p${r.below(800)}`, rating: 1 + r.below(5) })),
  event('cart.viewed', 'cart_viewed', 14, cart),
  event('Cart Shared', 'cart_shared', 2, cart),
  event('Products Searched', 'products_searched', 25, (r, nth) => ({
    query: r.one(['lamp', 'über lamp', 'a "quoted" lamp', 'książka']),
    // A number, until somebody changes the site.
    results: nth === 2 && oneIn(r, 3) ? 'many' : r.below(500),
    'sort by': r.one(['price', 'rating']),
  })),
  event('Filter Applied', 'filter_applied', 12, (r) => ({ filter: { field: 'price', min: r.below(10), max: 99.5 } })),
  event('Wishlist Product Added', 'wishlist_product_added', 5, product),
  event('Wishlist Product Removed', 'wishlist_product_removed', 2, product),
  event('CheckoutStarted', 'checkout_started', 9, order),
  event('Checkout Step Viewed', 'checkout_step_viewed', 12, (r) => ({ step: 1 + r.below(4), express: oneIn(r, 2) })),
  event('Checkout Step Completed', 'checkout_step_completed', 9, (r) => ({ step: 1 + r.below(4) })),
  event('Payment Info Entered', 'payment_info_entered', 7, (r) => ({ paymentMethod: r.one(['card', 'transfer']) })),
  event('Payment Failed', 'payment_failed', 2, (r) => ({ error: { code: r.below(99), message: 'declined' } })),
  event('Order Completed', 'order_completed', 8, (r, nth) => ({
    ...order(r),
    deliveryDate: day(r),
    ...(nth === 2 && { giftWrap: oneIn(r, 4) }),
  })),
  event('Order Updated', 'order_updated', 2, order),
  event('Order Refunded', 'order_refunded', 1, (r) => ({ orderId: `o${r.below(9_999)}`, refund: -money(r, 90) })),
  event('Order Cancelled', 'order_cancelled', 1, (r) => ({ orderId: `o${r.below(9_999)}` })),
  event('Coupon Entered', 'coupon_entered', 4, (r) => ({ coupon: `SAVE${r.below(30)}` })),
  // Whole per cents, until the second instalment has halves.
  event('Coupon Applied', 'coupon_applied', 3, (r, nth) => ({ discount: r.below(50) + (nth === 2 ? 0.5 : 0) })),
  event('Coupon Denied', 'coupon_denied', 1, (r) => ({ coupon: `SAVE${r.below(30)}`, reason: 'expired' })),
  event('Promotion Viewed', 'promotion_viewed', 20, (r) => ({ promotionId: r.below(20), creative: 'top_banner' })),
  event('Promotion Clicked', 'promotion_clicked', 6, (r) => ({ promotionId: r.below(20) })),
  event('Signed Up', 'signed_up', 3, (r) => ({ method: r.one(['mail', 'sso']) })),
  event('Signed In', 'signed_in', 8, (r) => ({ method: r.one(['mail', 'sso']) })),
  event('Signed Out', 'signed_out', 4, () => ({})),
  event('2FA Enabled', '_2fa_enabled', 1, (r) => ({ '2nd factor': r.one(['totp', 'key']) })),
  event('Newsletter Subscribed', 'newsletter_subscribed', 2, (r) => ({ topics: [r.one(['garden', 'books'])] })),
  event('Survey Answered', 'survey_answered', 3, (r) => ({
    question: r.below(9),
    answer: r.one<string | number | boolean>([1, 4.5, true, 'no idea']),
  })),
  event('Video Played', 'video_played', 5, (r) => ({ seconds: money(r, 600), autoplay: oneIn(r, 2) })),
  // Named like a table of its own, and like a word that SQL reserves.
  event('Users', '_users', 1, (r) => ({ online: r.below(900) })),
  event('Select', '_select', 2, (r) => ({ choice: r.below(5) })),
  event('Debug Heartbeat', null, 4, (r) => ({ heap: r.below(1e9) })),
  event('Gift Card Redeemed', 'gift_card_redeemed', 6, (r) => ({ amount: 5 * (1 + r.below(20)) }), 2),
];

/** One of the events of an instalment, by their weights. */
export const siteEvents = (nth: Instalment): ((random: Random) => SiteEvent) => {
  const drawn = SITE_EVENTS.filter(({ since = 1 }) => since <= nth).flatMap((each) =>
    Array.from({ length: each.weight }, () => each),
  );
  return (random) => random.one(drawn);
};
