import { isBadRow } from '../../../../../lambdas/core/shape/change';
import { base, common, n, readEvents, reasonOf, tablesOf } from './rig';

const track = (more: object = {}) => ({ ...base, type: 'track', event: 'Order Completed', ...more });
const names = { event: 'order_completed', event_text: 'Order Completed' };

describe('tables', () => {
  it('track: one of all events, one of its own', async () => {
    const context = { ip: '8.8.8.8', page: { URL: 'https://x' } };
    const all = { ...common, ...names, user_id: 'u', context_ip: '8.8.8.8', context_page_url: 'https://x' };
    expect(await tablesOf(track({ userId: 'u', context, properties: { total: 1.5, productIDs: [1] } }))).toEqual({
      tracks: all,
      order_completed: { ...all, total: n('1.5'), product_ids: { json: '[1]' } },
    });
  });

  it('identify: the event, and the user in part', async () => {
    const event = {
      ...base,
      type: 'identify',
      userId: 'u',
      anonymousId: 'a',
      context: { os: { name: 'X' } },
      traits: { email: 'e', age: 41, address: { city: 'Bern' }, gone: null, userId: 'u' },
    };
    const traits = { email: 'e', age: n(41), address_city: 'Bern', context_os_name: 'X' };
    const { id: _id, timestamp: _timestamp, ...of } = common;
    expect(await tablesOf(event)).toEqual({
      identifies: { ...common, anonymous_id: 'a', user_id: 'u', ...traits },
      users: { ...of, id: 'u', ...traits },
    });
    const changes = await readEvents([event]);
    expect(changes.map((item) => (isBadRow(item) ? item : [item.key, item.partial, item.op]))).toEqual([
      [['id'], undefined, 'U'],
      [['id'], true, 'U'],
    ]);
    expect(Object.keys((await tablesOf(event, { naming: 'rudderstack' })).users ?? {})).toContain('timestamp');
  });

  it.each<[string, object, string, object]>([
    ['identify without a user', { type: 'identify', anonymousId: 'a' }, 'identifies', { anonymous_id: 'a' }],
    ['identify of an empty user', { type: 'identify', userId: '' }, 'identifies', {}],
    [
      'page',
      { type: 'page', name: 'Home', category: 'c', properties: { url: 'u' } },
      'pages',
      { name: 'Home', category: 'c', url: 'u' },
    ],
    ['page, named in its properties', { type: 'page', properties: { name: 'Home' } }, 'pages', { name: 'Home' }],
    ['page, named twice', { type: 'page', name: 'Home', properties: { name: 'Home' } }, 'pages', { name: 'Home' }],
    ['screen', { type: 'screen', name: 'Main', properties: { a: true } }, 'screens', { name: 'Main', a: true }],
    ['group', { type: 'group', groupId: 7, traits: { name: 'Initech' } }, 'groups', { group_id: '7', name: 'Initech' }],
    ['alias', { type: 'alias', previousId: 'p', userId: 'u' }, 'aliases', { previous_id: 'p', user_id: 'u' }],
    ['capitals in a type', { type: 'Page', name: 'x' }, 'pages', { name: 'x' }],
    ['track without an event', { type: 'track', properties: { a: 1 } }, 'tracks', { a: n(1) }],
    ['track of an empty event', { type: 'track', event: '' }, 'tracks', {}],
    ['track of blanks', { type: 'track', event: ' ' }, 'tracks', { event_text: ' ' }],
  ])('%s', async (_, event, table, columns) => {
    expect(await tablesOf({ ...base, ...event })).toEqual({ [table]: { ...common, ...columns } });
  });

  it('an event named like a table of events', async () => {
    expect(Object.keys(await tablesOf(track({ event: 'Users' })))).toEqual(['tracks', '_users']);
    expect(Object.keys(await tablesOf(track({ event: 'tracks' })))).toEqual(['tracks', '_tracks']);
  });

  it('fields that tell how to deliver an event are left out, other fields are kept', async () => {
    const delivery = { version: 2, integrations: { All: true }, writeKey: 'k', projectId: 'p', _metadata: { a: 1 } };
    expect(await tablesOf({ ...base, ...delivery, type: 'alias', extra: { a: 1 }, traits: 'x', context: 5 })).toEqual({
      aliases: { ...common, extra_a: n(1), traits: 'x', context: n(5) },
    });
  });
});

describe('columns', () => {
  const propertiesOf = async (properties: unknown, more: object = {}, options = {}) => {
    const row = { ...(await tablesOf(track({ properties, ...more }), options)).order_completed };
    for (const name of Object.keys({ ...common, ...names })) delete row[name];
    return row;
  };

  it.each<[string, unknown, object]>([
    ['nesting', { a: { b: { cD: 1 } } }, { a_b_c_d: n(1) }],
    ['nothing and blanks', { a: null, b: '', c: {}, d: [], e: { f: null } }, {}],
    [
      'values that are not blank',
      { a: false, b: 0, c: ' ', d: [null] },
      { a: false, b: n(0), c: ' ', d: { json: '[null]' } },
    ],
    ['dots', { 'a.b': 1 }, { a_b: n(1) }],
    ['reserved words and digits', { order: 1, '2nd': 2 }, { _order: n(1), _2nd: n(2) }],
    [
      'prototypes',
      JSON.parse('{"__proto__":1,"constructor":2,"toString":3}'),
      { proto: n(1), constructor: n(2), to_string: n(3) },
    ],
    ['no object', 'text', { properties: 'text' }],
    ['an array', [1], { properties: { json: '[1]' } }],
  ])('%s', async (_, properties, columns) => expect(await propertiesOf(properties)).toEqual(columns));

  it('arrays as text', async () => {
    expect(await propertiesOf({ a: [1, { b: 2 }] }, {}, { arrays: 'text' })).toEqual({ a: '[1,{"b":2}]' });
  });

  it('numbers are exact', async () => {
    const text = JSON.stringify(track({ properties: { a: 1, b: [2] } })).replace(
      '1,"b":[2]',
      '9007199254740993,"b":[9007199254740993, 1.0]',
    );
    const changes = await readEvents([text]);
    expect(changes[1]).toMatchObject({ row: { a: n('9007199254740993'), b: { json: '[9007199254740993,1]' } } });
  });

  const collisions = { id: 'x', userId: 'v', received_at: 1, messageId: 'm2', event: 'e', anonymousId: { a: 1 } };
  it('segment: a property named like a column of the event gets _ in front', async () => {
    expect(await propertiesOf(collisions, { userId: 'u' })).toEqual({
      user_id: 'u',
      _id: 'x',
      _user_id: 'v',
      _received_at: n(1),
      message_id: 'm2',
      _event: 'e',
      anonymous_id_a: n(1),
    });
  });
  it('rudderstack: it is left out, but a trait userId', async () => {
    const naming = 'rudderstack';
    expect(await propertiesOf(collisions, { userId: 'u' }, { naming })).toEqual({
      user_id: 'u',
      message_id: 'm2',
      anonymous_id_a: n(1),
    });
    const identify = { ...base, type: 'identify', userId: 'u', traits: { userId: 'v', id: 1 } };
    expect((await tablesOf(identify, { naming })).identifies).toEqual({ ...common, user_id: 'u', _user_id: 'v' });
    expect((await tablesOf({ ...base, type: 'page', name: 'a', properties: { name: 'b' } }, { naming })).pages).toEqual(
      {
        ...common,
        name: 'a',
      },
    );
  });
  it('segment: another name of a page than its own', async () => {
    expect((await tablesOf({ ...base, type: 'page', name: 'a', properties: { name: 'b' } })).pages).toEqual({
      ...common,
      name: 'a',
      _name: 'b',
    });
  });

  it('rudderstack: channel and addresses', async () => {
    const event = { channel: 'web', request_ip: '2.2.2.2', context: { ip: '1.1.1.1' } };
    expect(await propertiesOf({}, event, { naming: 'rudderstack' })).toEqual({
      channel: 'web',
      context_ip: '1.1.1.1',
      context_passed_ip: '1.1.1.1',
      context_request_ip: '2.2.2.2',
    });
    expect(await propertiesOf({ channel: 'mail' }, event)).toEqual({
      channel: 'mail',
      context_channel: 'web',
      context_ip: '1.1.1.1',
      request_ip: '2.2.2.2',
    });
  });

  it('two names that come to one column both stay, in whatever order they stand', async () => {
    const forwards = await propertiesOf({ a: { b: 1 }, 'a.b': 2, a_b: 3 }, { context: { x: 1 } });
    const backwards = await propertiesOf({ a_b: 3, 'a.b': 2, a: { b: 1 } }, { context: { x: 1 } });
    expect(backwards).toEqual(forwards);
    expect(forwards.a_b).toEqual(n(3));
    expect(Object.keys(forwards).sort()).toEqual([
      'a_b',
      expect.stringMatching(/^a_b_[0-9a-f]{8}$/),
      expect.stringMatching(/^a_b_[0-9a-f]{8}$/),
      'context_x',
    ]);
    expect(await propertiesOf({ context_x: 5 }, { context: { x: 1 } })).toEqual({
      context_x: n(1),
      [Object.keys(await propertiesOf({ context_x: 5 }, { context: { x: 1 } })).find((name) =>
        name.startsWith('context_x_'),
      ) ?? '']: n(5),
    });
  });
});

describe('the id', () => {
  it('is a digest of the content where there is no messageId, however its members are ordered', async () => {
    const [one, two, three] = await Promise.all(
      [
        { type: 'page', userId: 'u', properties: { a: 1, b: 2 } },
        { properties: { b: 2, a: 1 }, userId: 'u', type: 'page' },
        { type: 'page', userId: 'v', properties: { a: 1, b: 2 } },
      ].map(async (event) => (await tablesOf(event)).pages?.id),
    );
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(two).toBe(one);
    expect(three).not.toBe(one);
  });
  it.each([
    ['a number', 5, '5', {}],
    ['an object', { a: 1 }, expect.stringMatching(/-8/), { message_id_a: n(1) }],
  ])('of %s', async (_, messageId, id, more) => {
    expect((await tablesOf({ ...base, type: 'alias', messageId })).aliases).toEqual({ ...common, id, ...more });
  });
});

describe('times', () => {
  const [sent, received, original] = ['2024-01-01T00:00:10Z', '2024-01-01T00:00:12.5Z', '2024-01-01T00:00:00Z'];
  const sentAt = { sent_at: '2024-01-01 00:00:10.000000' };
  it.each<[string, object, object]>([
    [
      'all three',
      { sentAt: sent, originalTimestamp: original },
      { ...sentAt, original_timestamp: '2024-01-01 00:00:00.000000', timestamp: '2024-01-01 00:00:02.500000' },
    ],
    [
      'timestamp as the original',
      { sentAt: sent, timestamp: original },
      { ...sentAt, original_timestamp: '2024-01-01 00:00:00.000000', timestamp: '2024-01-01 00:00:02.500000' },
    ],
    [
      'both, the same',
      { sentAt: sent, originalTimestamp: original, timestamp: '2024-01-01T00:00:02.5004Z' },
      { ...sentAt, original_timestamp: '2024-01-01 00:00:00.000000', timestamp: '2024-01-01 00:00:02.500000' },
    ],
    [
      'both, another',
      { sentAt: sent, originalTimestamp: original, timestamp: '2023-01-01' },
      {
        ...sentAt,
        original_timestamp: '2024-01-01 00:00:00.000000',
        timestamp: '2024-01-01 00:00:02.500000',
        _timestamp: '2023-01-01',
      },
    ],
    [
      'a clock in the future',
      { sentAt: '2034-01-01T00:00:10.000001Z', timestamp: '2034-01-01T00:00:00Z' },
      {
        sent_at: '2034-01-01 00:00:10.000001',
        original_timestamp: '2034-01-01 00:00:00.000000',
        timestamp: '2024-01-01 00:00:02.499999',
      },
    ],
    [
      'not sent',
      { timestamp: original },
      { original_timestamp: '2024-01-01 00:00:00.000000', timestamp: '2024-01-01 00:00:00.000000' },
    ],
    ['sent only', { sentAt: sent }, { ...sentAt, timestamp: '2024-01-01 00:00:10.000000' }],
    [
      'a zone and nanoseconds',
      { timestamp: '2024-01-01T01:00:00.123456789+01:00' },
      { original_timestamp: '2024-01-01 00:00:00.123456', timestamp: '2024-01-01 00:00:00.123456' },
    ],
    ['no times', { timestamp: 'yesterday', sentAt: 1700000000 }, { _timestamp: 'yesterday', _sent_at: n(1700000000) }],
    [
      'beyond the years',
      { timestamp: '0001-01-01T00:00:00Z', sentAt: '9999-12-31T00:00:00Z' },
      {
        sent_at: '9999-12-31 00:00:00.000000',
        original_timestamp: '0001-01-01 00:00:00.000000',
        timestamp: '0001-01-01 00:00:00.000000',
      },
    ],
    ['no such day', { timestamp: '2024-02-30T00:00:00Z' }, { _timestamp: '2024-02-30T00:00:00Z' }],
  ])('%s', async (_, event, columns) => {
    expect((await tablesOf({ ...base, receivedAt: received, type: 'alias', ...event })).aliases).toEqual({
      ...common,
      ...columns,
    });
  });
  it('an event that nobody says to have received was received when its object was written', async () => {
    const { receivedAt: _, ...event } = base;
    expect((await tablesOf({ ...event, type: 'alias', sentAt: sent, timestamp: original })).aliases).toEqual({
      ...common,
      ...sentAt,
      received_at: '2024-05-06 07:08:09.000000',
      original_timestamp: '2024-01-01 00:00:00.000000',
      timestamp: '2024-01-01 00:00:00.000000',
    });
  });
});

describe('malformed events', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
  it.each<[string, unknown, RegExp]>([
    ['no type', { messageId: 'm' }, /without a type/],
    ['an unknown type', { type: 'purchase' }, /unknown type/],
    ['a type of a prototype', { type: 'constructor' }, /unknown type/],
    ['a type that is no text', { type: { a: 1 } }, /unknown type/],
    ['an event that is no text', { type: 'track', event: 5 }, /no text/],
    ['null', null, /no object/],
    ['an array', [{ type: 'page' }], /no object/],
    ['a number', '12', /no object/],
    ['half a line', '{"type":"page"', /no JSON/],
    ['21 levels', { type: 'page', properties: deep(22) }, /more than 20 levels/],
    ['NUL', { type: 'page', name: 'a\0b' }, /NUL/],
  ])('%s', async (_, event, reason) => expect(await reasonOf(event)).toMatch(reason));

  it('do not keep others from loading', async () => {
    const items = await readEvents(['{', { ...base, type: 'page' }, 'x', { ...base, type: 'page' }]);
    expect(items.map((item) => isBadRow(item))).toEqual([true, false, true, false]);
  });

  it.each<[string, object]>([
    ['20 levels', { properties: deep(20) }],
    ['arrays of 400 levels', { properties: { a: JSON.parse('['.repeat(400) + ']'.repeat(400)) } }],
    ['a property of a megabyte', { properties: { a: 'x'.repeat(2 ** 20) } }],
    ['numbers as names', { properties: { 1: 'a', 2: 'b' } }],
    ['10,000 properties', { properties: Object.fromEntries(Array.from({ length: 10_000 }, (__, i) => [`p${i}`, i])) }],
  ])('%s load', async (_, event) => {
    expect(await reasonOf({ ...base, type: 'page', ...event })).toBeUndefined();
  });

  it('10,000 properties are 10,000 columns', async () => {
    const properties = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`p${i}`, i]));
    const row = (await tablesOf({ ...base, type: 'page', properties })).pages ?? {};
    expect(Object.keys(row)).toHaveLength(10_000 + Object.keys(common).length);
    expect(row.p9999).toEqual(n(9999));
  });
});
