import type { BadRow, Change } from '../../../../../lambdas/core/shape/change';
import { DebeziumChanges } from '../../../../../lambdas/core/shape/debezium/debezium-changes';
import type { DebeziumOptions } from '../../../../../lambdas/core/shape/debezium/options';
import { outline, readAll } from '../read-all';

const read = (records: unknown[], options: DebeziumOptions = {}): Promise<(Change | BadRow)[]> =>
  readAll(
    new DebeziumChanges(options),
    records.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n'),
    999,
  );
const short = (items: (Change | BadRow)[]) =>
  outline<Change>(items, ({ op, key, row, absent }) => [op, key, { ...row }, ...(absent.length > 0 ? [absent] : [])]);

const n = (number: number | string) => ({ number: String(number) });
const source = (more: object = {}) => ({
  connector: 'postgresql',
  db: 'd',
  schema: 'public',
  table: 'customers',
  lsn: 100,
  ts_ms: 1559033904863,
  ...more,
});
const event = (op: string, before: unknown, after: unknown, more: object = {}) => ({
  op,
  before,
  after,
  source: source(more),
  ts_ms: 1,
});
const idKey = { keyOf: () => ['id'] };

const fields = (...types: [string, string, string?][]) =>
  types.map(([field, type, name]) => ({ field, type, optional: true, ...(name ? { name } : {}) }));
const struct = (field: string | undefined, ...types: [string, string, string?][]) => ({
  type: 'struct',
  field,
  fields: fields(...types),
});
const columns: [string, string, string?][] = [
  ['id', 'int64'],
  ['born', 'int32', 'io.debezium.time.Date'],
  ['name', 'string'],
];
const schema = {
  type: 'struct',
  name: 'pg.public.customers.Envelope',
  fields: [
    struct('before', ...columns),
    struct('after', ...columns),
    ...fields(['source', 'struct'], ['op', 'string']),
  ],
};

it('an event with its schema', async () => {
  const [change] = await read(
    [{ schema, payload: event('c', null, { id: '9007199254740993', born: 19782, name: 'ann' }) }].map((each) =>
      JSON.stringify(each).replace('"9007199254740993"', '9007199254740993'),
    ),
  );
  expect(change).toEqual({
    table: { schema: 'public', name: 'customers' },
    op: 'U',
    key: null,
    row: { id: n('9007199254740993'), born: '2024-02-29', name: 'ann' },
    absent: [],
    pos: '000000000000000001001',
    at: '2019-05-28 08:58:24.863000',
    types: { id: 'bigint', born: 'date', name: 'varchar' },
  });
});

describe('operations', () => {
  it.each<[string, object, DebeziumOptions, unknown[]]>([
    ['create', event('c', null, { id: 1 }), {}, [['U', null, { id: n(1) }]]],
    ['read of a snapshot', event('r', null, { id: 1 }), idKey, [['U', ['id'], { id: n(1) }]]],
    ['update', event('u', null, { id: 1, a: null }), idKey, [['U', ['id'], { id: n(1), a: null }]]],
    ['delete', event('d', { id: 1, a: 'x' }, null), idKey, [['D', ['id'], { id: n(1), a: 'x' }]]],
    ['truncate', event('t', null, null), idKey, [['T', null, {}]]],
    ['message', event('m', null, null), {}, []],
    ['unknown', event('x', null, null), {}, ['an unknown op']],
    ['without its row', event('u', null, null), {}, [expect.stringContaining('without its after image')]],
    ['delete of nothing', event('d', null, null), {}, [expect.stringContaining('without a key')]],
    ['delete without its key', event('d', { a: 1 }, null), idKey, ['the key column "id" is missing']],
    ['a key that is NULL', event('c', null, { id: null }), idKey, ['the key column "id" is NULL']],
    [
      'a key that changes',
      event('u', { id: 1, a: 'x' }, { id: 2, a: 'y' }),
      idKey,
      [
        ['D', ['id'], { id: n(1) }],
        ['U', ['id'], { id: n(2), a: 'y' }],
      ],
    ],
    [
      'a key that does not',
      event('u', { id: 1, a: 'x' }, { id: 1, a: 'y' }),
      idKey,
      [['U', ['id'], { id: n(1), a: 'y' }]],
    ],
    ['a before image without the key', event('u', { id: null }, { id: 1 }), idKey, [['U', ['id'], { id: n(1) }]]],
    [
      'no table',
      { op: 'c', after: { id: 1 }, source: { lsn: 1 } },
      {},
      ['an event that does not name its table: set tablePath'],
    ],
    ['no position', event('c', null, { id: 1 }, { lsn: null }), {}, ['source.lsn is missing']],
    [
      'Cassandra',
      event('c', null, { id: 1 }, { connector: 'cassandra' }),
      {},
      [expect.stringContaining('not supported')],
    ],
    [
      'unchanged values',
      event('u', null, { id: 1, a: '__debezium_unavailable_value', b: ['__debezium_unavailable_value'] }),
      idKey,
      [['U', ['id'], { id: n(1) }, ['a', 'b']]],
    ],
    [
      'an unchanged key',
      event('u', { id: 1 }, { id: '__debezium_unavailable_value', a: 1 }),
      idKey,
      [['U', ['id'], { a: n(1), id: n(1) }]],
    ],
  ])('%s', async (...[, record, options, changes]) => {
    expect(short(await read([record], options))).toEqual(changes);
  });

  it('of a changed key stand in their order', async () => {
    const [old, created] = (await read([event('u', { id: 1 }, { id: 2 })], idKey)) as Change[];
    expect(old!.pos < created!.pos).toBe(true);
  });
});

it('a value that cannot be read names its column', async () => {
  const [bad] = await read([{ schema, payload: event('c', null, { id: 1, born: 9999999, name: null }) }]);
  expect(bad).toMatchObject({
    reason: 'column "born": a time outside the years 1 to 9999',
    text: expect.stringContaining('9999999'),
  });
});

it('an unknown type matters where it has a value', async () => {
  const odd = {
    type: 'struct',
    name: 'E.Envelope',
    fields: [
      struct('after', ['id', 'int64'], ['x', 'int64', 'io.debezium.time.Fortnight']),
      ...fields(['source', 'struct'], ['op', 'string']),
    ],
  };
  const items = await read([1, null].map((x) => ({ schema: odd, payload: event('c', null, { id: 1, x }) })));
  expect(short(items)).toEqual([
    'column "x": the type "io.debezium.time.Fortnight" is unknown',
    ['U', null, { id: n(1), x: null }],
  ]);
});

it('the configuration declares types where there is no schema', async () => {
  const declared = () => new Map([['born', { type: 'int32', name: 'io.debezium.time.Date' }]]);
  const [change] = await read([event('c', null, { born: 19782 })], { declared });
  expect(change).toMatchObject({ row: { born: '2024-02-29' }, types: { born: 'date' } });
});

describe('messages with their keys', () => {
  it.each<[string, object]>([
    ['an object', { id: 1 }],
    ['with a schema', { schema: struct(undefined, ['id', 'int64']), payload: { id: 1 } }],
  ])('key of %s', async (_name, key) => {
    const items = await read([
      { key, value: event('c', null, { id: 1, a: 1 }) },
      { key, value: event('d', null, null), topic: 't', partition: 0, offset: 7 },
      { key, value: null },
    ]);
    expect(short(items)).toEqual([
      ['U', ['id'], { id: n(1), a: n(1) }],
      ['D', ['id'], { id: n(1) }],
    ]);
  });

  it('a key that is text', async () => {
    const items = await read([{ key: '{"id": 1}', value: { schema, payload: event('d', null, null) } }]);
    expect(short(items)).toEqual([['D', ['id'], { id: n(1) }]]);
  });

  it('the key is read by its schema', async () => {
    const key = { schema: struct(undefined, ['day', 'int32', 'io.debezium.time.Date']), payload: { day: 0 } };
    expect(short(await read([{ key, value: event('d', null, null) }]))).toEqual([
      ['D', ['day'], { day: '1970-01-01' }],
    ]);
  });

  it('rows with columns named key and value are rows', async () => {
    const items = await read([{ key: 'a', value: 'b' }], { table: { schema: 's', name: 't' }, order: 'arrival' });
    expect(short(items)).toEqual([['U', null, { key: 'a', value: 'b' }]]);
  });
});

describe('tombstones', () => {
  const table = { schema: 's', name: 't' };
  const tombstone = { key: { id: 1 }, value: null };
  it.each<[string, DebeziumOptions, unknown[]]>([
    ['have no position', {}, [expect.stringContaining('handling.mode: rewrite')]],
    ['can be passed', { tombstones: 'skip' }, []],
    ['delete by arrival', { order: 'arrival', table }, [['D', ['id'], { id: n(1) }]]],
    ['need a table', { order: 'arrival' }, [expect.stringContaining('set tablePath')]],
  ])('%s', async (_name, options, changes) => {
    expect(short(await read([tombstone], options))).toEqual(changes);
  });

  it('delete among envelopes only if told to', async () => {
    const records = [event('c', null, { id: 1 }), tombstone];
    expect(await read(records, { order: 'arrival', table })).toHaveLength(1);
    expect(await read(records, { order: 'arrival', table, tombstones: 'delete' })).toHaveLength(2);
  });

  it('are nothing behind rows that tell deletes', async () => {
    const row = { id: 1, __deleted: 'true', __table: 't', __schema: 's', __lsn: 100 };
    expect(short(await read([row, tombstone]))).toEqual([['D', null, { id: n(1) }]]);
  });
});

describe('flattened', () => {
  const added = { __table: 'customers', __schema: 'public', __lsn: 100, __source_ts_ms: 1559033904863, __ts_ms: 1 };
  it.each<[string, object, unknown[]]>([
    ['row', { id: 1, a: 'x', __op: 'u', ...added }, [['U', ['id'], { id: n(1), a: 'x' }]]],
    ['delete by __deleted', { id: 1, a: 'x', __deleted: 'true', ...added }, [['D', ['id'], { id: n(1), a: 'x' }]]],
    ['delete by __op', { id: 1, __op: 'd', ...added }, [['D', ['id'], { id: n(1) }]]],
    ['no delete', { id: 1, __deleted: 'false', ...added }, [['U', ['id'], { id: n(1) }]]],
    ['truncate', { __op: 't', ...added }, [['T', null, {}]]],
    ['message', { __op: 'm', ...added }, []],
    ['a column like them', { id: 1, __mine: 2, ...added }, [['U', ['id'], { id: n(1), __mine: n(2) }]]],
    ['unchanged values', { id: 1, a: '__debezium_unavailable_value', ...added }, [['U', ['id'], { id: n(1) }, ['a']]]],
    ['no position', { id: 1, ...added, __lsn: null, __source_ts_ms: null }, [expect.stringContaining('no position')]],
    ['no table', { id: 1, __lsn: 1 }, [expect.stringContaining('does not name its table')]],
  ])('%s', async (_name, record, changes) => {
    expect(short(await read([record], idKey))).toEqual(changes);
  });

  it('is ordered by the source, never by the clock of the connector', async () => {
    const [change] = (await read([{ id: 1, ...added }])) as Change[];
    expect(change).toMatchObject({ pos: '000000000000000001001', at: '2019-05-28 08:58:24.863000' });
    const clock = { id: 1, __ts_ms: 1559033904863, __table: 't', __schema: 's' };
    expect(short(await read([clock]))).toEqual([expect.stringContaining('no position')]);
  });

  it('by arrival, or by the offset', async () => {
    const options = { order: 'arrival', objectOrder: 'f2-', table: { schema: 's', name: 't' } } as const;
    const items = (await read(
      [{ id: 1 }, 'x', { id: 2 }, { key: { id: 3 }, value: { id: 3 }, offset: 12 }],
      options,
    )) as Change[];
    expect(items.map((item) => item.pos)).toEqual([
      'f2-00000000000000000011',
      undefined,
      'f2-00000000000000000031',
      '00000000000000000121',
    ]);
  });

  it('with a schema', async () => {
    const [change] = await read([
      {
        schema: struct(undefined, ['id', 'int64'], ['born', 'int32', 'io.debezium.time.Date'], ['__lsn', 'int64']),
        payload: { id: 1, born: 0, ...added },
      },
    ]);
    expect(change).toMatchObject({ row: { id: n(1), born: '1970-01-01' }, types: { id: 'bigint', born: 'date' } });
    expect((change as Change).types).not.toHaveProperty('__lsn');
  });
});

it.each<[string, object]>([
  ['a heartbeat', { ts_ms: 1 }],
  [
    'a heartbeat with a schema',
    {
      schema: { type: 'struct', name: 'io.debezium.connector.common.Heartbeat', fields: fields(['ts_ms', 'int64']) },
      payload: { ts_ms: 1 },
    },
  ],
  ['transaction metadata', { status: 'BEGIN', id: '571:53', event_count: null, data_collections: null, ts_ms: 1 }],
  ['a change of a schema', { source: {}, databaseName: 'd', ddl: 'CREATE TABLE t', tableChanges: [] }],
])('%s is passed', async (_name, record) => {
  expect(await read([record])).toEqual([]);
});

describe('MongoDB', () => {
  const mongo = {
    connector: 'mongodb',
    schema: undefined,
    table: undefined,
    collection: 'customers',
    ord: 3,
    lsn: undefined,
  };
  const document = {
    _id: { $numberLong: '1004' },
    name: 'Anne',
    at: { $date: 1559033904863 },
    ref: { $oid: 'abc' },
    price: { $numberDecimal: '1.10' },
    sub: { a: 1 },
    bin: { $binary: 'AA==', $type: '00' },
  };

  it('documents become columns', async () => {
    expect(
      short(
        await read([
          { key: { id: '{"$numberLong":"1004"}' }, value: event('c', null, JSON.stringify(document), mongo) },
        ]),
      ),
    ).toEqual([
      [
        'U',
        ['_id'],
        {
          _id: n(1004),
          name: 'Anne',
          at: '2019-05-28 08:58:24.863000+00',
          ref: 'abc',
          price: n('1.10'),
          sub: { json: '{"a":1}' },
          bin: { json: '{"$binary":"AA==","$type":"00"}' },
        },
      ],
    ]);
  });

  it('deletes have the key, or the document before', async () => {
    const key = { id: '{"$oid": "5f"}' };
    expect(
      short(await read([{ key, value: event('d', null, null, mongo) }, event('d', '{"_id":"a","b":1}', null, mongo)])),
    ).toEqual([
      ['D', ['_id'], { _id: '5f' }],
      ['D', ['_id'], { _id: 'a', b: n(1) }],
    ]);
  });

  it('the schema of an envelope is not that of its document', async () => {
    const envelope = {
      type: 'struct',
      name: 'm.Envelope',
      fields: fields(['after', 'string', 'io.debezium.data.Json'], ['source', 'struct'], ['op', 'string']),
    };
    const [change] = await read([{ schema: envelope, payload: event('c', null, '{"_id":1}', mongo) }]);
    expect(change).toMatchObject({ row: { _id: n(1) } });
    expect(Object.keys((change as Change).types!)).toEqual([]);
  });

  it('an update without its document is refused', async () => {
    const patch = { ...event('u', null, null, mongo), updateDescription: { updatedFields: '{"a":1}' } };
    expect(short(await read([patch]))).toEqual([expect.stringContaining('change_streams_update_full')]);
  });
});
