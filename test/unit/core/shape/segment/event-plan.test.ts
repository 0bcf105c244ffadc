import type { SegmentSource } from '../../../../../lambdas/core/config/load-config';
import { type BadRow, type Change, isBadRow } from '../../../../../lambdas/core/shape/change';
import { EventRows } from '../../../../../lambdas/core/shape/segment/event-rows';
import { context, read } from '../object-rig';
import { base, readEvents, source } from './rig';

const told = (item: Change | BadRow) =>
  isBadRow(item) ? item.reason : [item.table.name, item.partial, item.pos, Object.entries(item.row)];

const times = { sentAt: '2024-01-01T00:00:12.000Z', originalTimestamp: '2024-01-01T00:00:11.000Z' };
const track = { ...base, type: 'track', event: 'Order Done', userId: 'u', properties: { a: 1 } };
const page = { ...base, type: 'page', name: 'Home', properties: { name: 'Home' } };
const identify = { ...base, type: 'identify', userId: 'u', traits: { id: 'u', plan: 'team' } };

/** Events that are laid out alike, and whose rows are not. */
it.each<[string, object, object, Partial<SegmentSource>?]>([
  ['a text that is an array', track, { ...track, userId: ['u'] }],
  ['an array that is a text', { ...track, userId: ['u'] }, track],
  ['an array that is a number', { ...track, properties: { a: [1] } }, track, { arrays: 'text' }],
  ['a user without an id', identify, { ...identify, userId: [1] }],
  ['a trait that says the id of the user', { ...identify, traits: { id: 'x', plan: 'team' } }, identify],
  ['a trait that says another one', identify, { ...identify, traits: { id: 'x', plan: 'team' } }],
  ['a property that says another name', page, { ...page, properties: { name: 'About' } }],
  ['a property that says the same name', { ...page, properties: { name: 'About' } }, page],
  ['a name of the same length', page, { ...page, properties: { name: 'Hope' } }],
  ['a name that is a number', { ...page, properties: { name: 7 } }, { ...page, name: '7', properties: { name: 7 } }],
  ['a name of blanks', track, { ...track, event: '  ' }],
  ['another table', track, { ...track, event: 'Order Paid' }],
  ['another type', { ...track, properties: 1 }, { ...track, type: 'page', properties: 1 }],
  ['a time that is none', { ...track, ...times }, { ...track, ...times, sentAt: 'soon' }],
  [
    'another time that is none',
    { ...track, ...times, sentAt: 'soon' },
    { ...track, ...times, originalTimestamp: 'then' },
  ],
  ['no time that is one', { ...track, ...times, receivedAt: 'now' }, { ...track, ...times }],
  [
    'a time of its own',
    { ...track, ...times, timestamp: '2024-01-01T00:00:11.500Z' },
    { ...track, ...times, timestamp: '2024-01-01T00:00:09.000Z' },
  ],
  [
    'an address that is an array',
    { ...track, context: { ip: '1.1.1.1' }, request_ip: '2.2.2.2' },
    { ...track, context: { ip: ['1.1.1.1'] }, request_ip: '2.2.2.2' },
    { naming: 'rudderstack' },
  ],
  ['values that are hashed', track, { ...track, userId: 7 }, { hash: ['userId'], drop: ['properties.b'] }],
])('has what it says, whatever others like it have said: %s', async (_, first, second, more = {}) => {
  const alone = (await readEvents([second], more)).map(told);
  const [one, ...others] = await readEvents([first, first, second, first, second], more);
  expect(one).toBeDefined();
  expect(others.map(told).slice(-alone.length)).toEqual(alone);
});

it('has a position of its time and a hash, or of its time alone where nobody asks for more', async () => {
  const clicks = source();
  const changesOf = async (more: object) =>
    (await read(clicks, 'in/a', JSON.stringify(track), { ...context(), ...more })) as Change[];
  const whole = await changesOf({});
  expect(whole.map(({ table, at }) => [table.name, at])).toEqual([
    ['tracks', '2024-01-01 00:00:12.500000'],
    ['order_done', '2024-01-01 00:00:12.500000'],
  ]);
  for (const { pos } of whole) expect(pos).toMatch(/^20240101000012500000[0-9a-f]{16}$/);
  const less = await changesOf({ withoutPositions: true });
  expect(less.map(({ pos }) => pos)).toEqual(['20240101000012500000', '20240101000012500000']);
  expect(less.map(({ row }) => row)).toEqual(whole.map(({ row }) => row));
});

it('has the time of its batch', async () => {
  const clicks = source();
  for (const [batchSeq, time] of [
    [17_000_000_000_000, '2023-11-14 22:13:20.000000'],
    [17_000_000_010_000, '2023-11-14 22:13:21.000000'],
  ] as const) {
    const [change] = await read(clicks, 'in/a', JSON.stringify(track), { ...context(), batchSeq });
    expect((change as Change).row.uuid_ts).toBe(time);
  }
});

describe('how often rows are worked out', () => {
  const timesOf = async (events: readonly object[]) => {
    const worked = jest.spyOn(EventRows.prototype, 'of');
    await readEvents(events);
    const { length } = worked.mock.calls;
    worked.mockRestore();
    return length;
  };
  const many = (event: (n: number) => object) => Array.from({ length: 100 }, (_, n) => event(n));

  it('once for each layout and way to be read', async () => {
    // The first one is read the exact way, which passes fields over that no column has.
    expect(await timesOf(many((n) => ({ ...track, messageId: `m${n}` })))).toBe(2);
  });

  it('once more where a value says what a column of the event says', async () => {
    const events = many((n) => ({ ...page, properties: { name: n % 2 === 0 ? 'Home' : `Page ${n}` } }));
    expect(await timesOf(events)).toBe(3);
  });

  it('for each where none comes again', async () => {
    expect(await timesOf(many((n) => ({ ...track, properties: { [`p${n}`]: n } })))).toBe(100);
  });
});
