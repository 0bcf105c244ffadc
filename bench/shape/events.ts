/** A sequence of numbers from 0 to 1 that is the same each time. */
const random = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
  return seed / 2 ** 31;
};

const EVENTS = ['Product Viewed', 'Product Added', 'Order Completed', 'Signed Up', 'Search Performed', 'Link Clicked'];
const AGENT =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36';

/**
 * Lines of events as a browser's library sends them, about a kilobyte each: two thirds of them track.
 * @param isSmall with little context, as servers send them: about half as long
 */
export const eventLines = (count: number, isSmall = false): string[] => {
  const next = random(42);
  const id = () =>
    Array.from({ length: 4 }, () =>
      Math.floor(next() * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    ).join('-');
  const time = (ms: number) => new Date(1_704_067_200_000 + ms).toISOString();
  return Array.from({ length: count }, (_, i) => {
    const user = `user-${Math.floor(next() * 50_000)}`;
    const at = i * 37;
    const page = {
      path: `/products/${Math.floor(next() * 900)}`,
      referrer: 'https://www.example.com/search',
      search: '',
      title: 'Products – Example',
      url: `https://www.example.com/products/${Math.floor(next() * 900)}`,
    };
    const common = {
      messageId: `ajs-next-${id()}`,
      anonymousId: id(),
      userId: user,
      channel: 'client',
      context: {
        ip: `10.0.${Math.floor(next() * 255)}.${Math.floor(next() * 255)}`,
        library: { name: 'analytics.js', version: 'next-1.64.0' },
        locale: 'en-US',
        ...(!isSmall && { page, timezone: 'Europe/Zurich', userAgent: AGENT }),
      },
      ...(!isSmall && { integrations: { All: true } }),
      originalTimestamp: time(at),
      sentAt: time(at + 120),
      receivedAt: time(at + 340),
      timestamp: time(at + 220),
    };
    const kind = i % 6;
    if (kind === 0) return JSON.stringify({ type: 'page', name: 'Products', ...common, properties: page });
    if (kind === 1)
      return JSON.stringify({
        type: 'identify',
        ...common,
        traits: { email: `${user}@example.com`, plan: 'team', logins: Math.floor(next() * 100), createdAt: time(0) },
      });
    return JSON.stringify({
      type: 'track',
      event: EVENTS[Math.floor(next() * EVENTS.length)],
      ...common,
      properties: {
        product_id: id(),
        category: 'Games',
        price: Math.round(next() * 10_000) / 100,
        quantity: Math.floor(next() * 9),
        coupon: next() < 0.5 ? null : 'MAYDEALS',
        inStock: next() < 0.8,
        tags: ['a', 'b'],
      },
    });
  });
};
