import type { Random } from './random';
import type { ShopRow } from './shop-tables';

const FIRST = ['Ann', 'Bořivoj', 'Chloé', 'Dmitri', 'Eszter', 'François', '花子', 'Ímar', "O'Neil", 'Zoë'];
const LAST = [
  'Novák',
  'Smith',
  'Müller',
  'Nguyễn',
  'García',
  '"Quote" Jones',
  'Back\\slash',
  'Łukasz',
  '山田',
  'de la Cruz',
];
const THINGS = ['kettle', 'lamp', 'chair', 'notebook', 'bicycle bell', 'Teekanne', 'hrnek ☕', 'umbrella'];
const COLOURS = ['red', 'green', 'blue', 'žlutá'];
const REMARKS = [null, null, null, '', 'leave at the door', 'line one\nline two', 'tab\there', '{"not": "parsed"}'];

/** 2026-03-01 00:00 UTC, in microseconds. */
const EPOCH = 1_772_323_200_000_000n;
const HOUR = 3_600_000_000n;

/** Decimal text of hundredths: `12.5`, `7`. */
export const hundredths = (count: number): string => String(count / 100);

/** `YYYY-MM-DD HH:MM:SS.ffffff` of microseconds since 1970, its fraction without trailing zeros. */
export function timestampText(micros: bigint): string {
  const seconds = new Date(Number(micros / 1_000n)).toISOString().slice(0, 19).replace('T', ' ');
  const fraction = String(micros % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return fraction === '' ? seconds : `${seconds}.${fraction}`;
}

/** When the n-th entry of the log was written, in microseconds since 1970. */
export const timeOf = (n: number): bigint => EPOCH + BigInt(n) * 1_234_567n;

const instantBefore = (random: Random): bigint =>
  EPOCH - BigInt(1 + random.below(20_000)) * HOUR - BigInt(random.below(1_000_000));

export function newCustomer(id: number, random: Random): ShopRow {
  const first = random.one(FIRST);
  return {
    id: String(id),
    email: `customer${id}@example.com`,
    first_name: first,
    last_name: random.one(LAST),
    vip: random.below(10) === 0 ? 'true' : random.below(20) === 0 ? null : 'false',
    credit: random.below(4) === 0 ? null : hundredths(random.below(1_000_000) - 20_000),
    joined_at: `${timestampText(instantBefore(random))}+00`,
  };
}

export function newProduct(id: number, random: Random): ShopRow {
  const created = instantBefore(random);
  return {
    id: String(id),
    sku: `SKU-${String(id).padStart(6, '0')}`,
    name: `${random.one(COLOURS)} ${random.one(THINGS)}`,
    price: hundredths(random.below(50_000)),
    weight_kg: random.below(5) === 0 ? null : String((random.below(200_000) - 1) / 1_000),
    description: description(id, 1),
    attributes: attributes(random),
    released: random.below(6) === 0 ? null : timestampText(created).slice(0, 10),
    active: 'true',
    created_at: `${timestampText(created)}+00`,
    updated_at: timestampText(created),
  };
}

/** Over 2 kB, which Postgres keeps out of line. */
export const description = (id: number, edition: number): string =>
  `Edition ${edition} of what is to be said of product ${id}. `.repeat(50).trimEnd();

export const attributes = (random: Random): string | null =>
  random.below(8) === 0
    ? null
    : JSON.stringify({
        colour: random.one(COLOURS),
        sizes: [random.below(50), random.below(50)],
        eco: random.below(2) === 0,
      });

export const newOrder = (
  id: number,
  customers: readonly string[],
  total: number,
  at: bigint,
  random: Random,
): ShopRow => ({
  id: String(id),
  customer_id: random.one(customers),
  status: 'new',
  total: hundredths(total),
  placed_at: `${timestampText(at)}+00`,
  remark: random.one(REMARKS),
});

export const newLine = (order: number, line: number, product: string, random: Random): ShopRow => ({
  order_id: String(order),
  line: String(line),
  product_id: product,
  quantity: String(1 + random.below(9)),
  price: hundredths(random.below(50_000)),
});

export const newTag = (product: ShopRow, at: bigint): ShopRow => ({
  product_id: product.id ?? null,
  price: product.price ?? null,
  printed_at: `${timestampText(at)}+00`,
});
