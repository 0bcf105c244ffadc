import type { Json, JsonObject } from './web-event';

/**
 * The columns of the site's properties and traits by their paths, written down by hand, so that nothing of what names them
 * in a load is taken for granted.
 */
const COLUMNS: Readonly<Record<string, string>> = {
  productId: 'product_id',
  sku: 'sku',
  name: 'name',
  category: 'category',
  price: 'price',
  position: 'position',
  quantity: 'quantity',
  userId: '_user_id',
  productIds: 'product_ids',
  via: 'via',
  rating: 'rating',
  'cart.id': 'cart_id',
  'cart.itemCount': 'cart_item_count',
  'cart.total': 'cart_total',
  query: 'query',
  results: 'results',
  'sort by': 'sort_by',
  'filter.field': 'filter_field',
  'filter.min': 'filter_min',
  'filter.max': 'filter_max',
  orderId: 'order_id',
  order: '_order',
  total: 'total',
  'shipping.method': 'shipping_method',
  'shipping.costs.net': 'shipping_costs_net',
  'shipping.costs.vat': 'shipping_costs_vat',
  currency: 'currency',
  coupon: 'coupon',
  products: 'products',
  step: 'step',
  express: 'express',
  paymentMethod: 'payment_method',
  'error.code': 'error_code',
  'error.message': 'error_message',
  deliveryDate: 'delivery_date',
  giftWrap: 'gift_wrap',
  refund: 'refund',
  discount: 'discount',
  reason: 'reason',
  promotionId: 'promotion_id',
  creative: 'creative',
  method: 'method',
  '2nd factor': '_2nd_factor',
  topics: 'topics',
  question: 'question',
  answer: 'answer',
  seconds: 'seconds',
  autoplay: 'autoplay',
  online: 'online',
  choice: 'choice',
  amount: 'amount',
  build: 'build',
  path: 'path',
  url: 'url',
  title: 'title',
  search: 'search',
  employees: 'employees',
  email: 'email',
  plan: 'plan',
  age: 'age',
  'address.city': 'address_city',
  'address.postcode': 'address_postcode',
  loyaltyTier: 'loyalty_tier',
};

/** What the demo's configuration leaves out. */
const DROPPED = new Set(['phone']);

/**
 * The values of properties or traits by their columns; those that say nothing have none.
 * @throws RangeError for a path whose column is not known
 */
export function columnValues(members: JsonObject, prefix = ''): Map<string, Json> {
  const values = new Map<string, Json>();
  for (const [name, value] of Object.entries(members)) {
    const path = `${prefix}${name}`;
    if (value === null || value === '' || DROPPED.has(path)) continue;
    if (typeof value === 'object' && !Array.isArray(value)) {
      for (const [column, inner] of columnValues(value, `${path}.`)) values.set(column, inner);
      continue;
    }
    const column = COLUMNS[path];
    if (column === undefined) throw new RangeError(`no column is written down for ${path}`);
    values.set(column, value);
  }
  return values;
}
