import { createHash } from 'node:crypto';
import type { SegmentSource } from '../../../../../lambdas/core/config/load-config';
import { type BadRow, type Change, isBadRow } from '../../../../../lambdas/core/shape/change';
import { PathFates } from '../../../../../lambdas/core/shape/segment/path-fates';
import { ValueFilter } from '../../../../../lambdas/core/shape/segment/value-filter';
import { base, readEvents, tablesOf } from './rig';

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const filtered = (event: object, { properties = {}, hash = [], drop = [] }: Partial<SegmentSource>) =>
  JSON.parse(JSON.stringify(new ValueFilter(new PathFates({ properties, hash, drop })).apply(event as never)));

const event = {
  type: 'identify',
  userId: 'u',
  traits: { email: 'a@b', address: { city: 'Bern', zip: 3000 }, 'dotted.name': 1 },
  context: { ip: '1.1.1.1', traits: { email: 'a@b' } },
};

it.each<[string, Partial<SegmentSource>, object]>([
  ['nothing', {}, event],
  [
    'dropped, in the context too',
    { drop: ['traits.email'] },
    {
      ...event,
      traits: { address: { city: 'Bern', zip: 3000 }, 'dotted.name': 1 },
      context: { ip: '1.1.1.1', traits: {} },
    },
  ],
  ['dropped with all that is in it', { drop: ['traits', 'context'] }, { type: 'identify', userId: 'u' }],
  [
    'dropped by a name with a dot',
    { drop: ['traits.dotted.name', 'context.*'] },
    { ...event, traits: { email: 'a@b', address: { city: 'Bern', zip: 3000 } }, context: {} },
  ],
  [
    'hashed, each value by itself',
    { hash: ['traits.address', 'userId', 'type'] },
    { ...event, userId: sha('u'), traits: { ...event.traits, address: { city: sha('Bern'), zip: sha('3000') } } },
  ],
  [
    'only some',
    { properties: { include: ['traits.address'] } },
    { type: 'identify', userId: 'u', traits: { address: { city: 'Bern', zip: 3000 } }, context: { traits: {} } },
  ],
  [
    'all but some',
    { properties: { include: ['traits.*'], exclude: ['*.zip', 'userId'] } },
    { ...event, traits: { email: 'a@b', address: { city: 'Bern' }, 'dotted.name': 1 }, context: { traits: {} } },
  ],
])('%s', (_, options, expected) => expect(filtered(event, options)).toEqual(expected));

it('reaches into arrays', () => {
  const products = { products: [{ sku: 1, email: 'x' }, 'x', { email: 'y' }] };
  expect(filtered({ properties: products }, { drop: ['properties.products.email'] })).toEqual({
    properties: { products: [{ sku: 1 }, 'x', {}] },
  });
  expect(filtered({ properties: products }, { hash: ['*.email'] })).toEqual({
    properties: { products: [{ sku: 1, email: sha('x') }, 'x', { email: sha('y') }] },
  });
});

it('hashes texts exactly, keeps blanks', () => {
  expect(filtered({ traits: { a: ' A ', b: '', c: null, d: true } }, { hash: ['traits.*'] })).toEqual({
    traits: { a: sha(' A '), b: '', c: null, d: sha('true') },
  });
});

it('an event without an id is told without what is dropped', async () => {
  const id = async (email: string) =>
    (await tablesOf({ type: 'identify', traits: { email } }, { drop: ['traits.email'] })).identifies?.id;
  expect(await id('a')).toBe(await id('b'));
});

it('neither rows, positions nor the quarantine hold what is left out', async () => {
  const secret = 'secret-4711';
  const events = [
    { ...base, type: 'identify', userId: 'u', traits: { ssn: secret } },
    { ...base, type: 'nonsense', traits: { ssn: secret } },
    `{"traits":{"ssn":"${secret}"}`,
    Buffer.from('x').toString(),
  ];
  const [one] = await readEvents(events, { drop: ['traits.ssn'] });
  const items = await readEvents(events, { hash: ['traits.ssn'] });
  expect(items.filter(isBadRow)).toHaveLength(3);
  const told = (item?: Change | BadRow) => (item && !isBadRow(item) ? [item.table, item.pos, item.at, item.row] : item);
  expect(JSON.stringify(items.map(told))).not.toContain(secret);
  const [other] = await readEvents([JSON.stringify(events[0]).replace(secret, 'another')], { drop: ['traits.ssn'] });
  expect(told(other)).toEqual(told(one));
  expect(told(other)).toHaveLength(4);
});

it('events by their names, as they are sent', async () => {
  const names = ['Order Completed', 'Order Refunded', 'Debug x', 'order completed'];
  const events = [...names.map((name) => ({ ...base, type: 'track', event: name })), { ...base, type: 'page' }];
  const tables = async (options: SegmentSource['events']) =>
    (await readEvents(events, { events: options })).map((item) => (isBadRow(item) ? item.reason : item.table.name));
  expect(await tables({ include: ['Order *'] })).toEqual([
    'tracks',
    'order_completed',
    'tracks',
    'order_refunded',
    'pages',
  ]);
  expect(await tables({ exclude: ['Debug*', '*ompleted'] })).toEqual(['tracks', 'order_refunded', 'pages']);
});
