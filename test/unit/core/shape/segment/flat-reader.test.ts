import fc from 'fast-check';
import { type BadRow, type Change, isBadRow } from '../../../../../lambdas/core/shape/change';
import { FlatEvent, scalarText } from '../../../../../lambdas/core/shape/segment/flat-event';
import { FlatReader } from '../../../../../lambdas/core/shape/segment/flat-reader';
import { FIELD, Places } from '../../../../../lambdas/core/shape/segment/place';
import { type Span, wordsOf } from '../../../../../lambdas/core/shape/words';
import { base, readEvents } from './rig';

/** A line between others, the next of which would go on with one that has no end. */
const lineOf = (text: string): Span => {
  const [before, behind] = ['{"a":[1,{"b":\n', '\n2],"b":"c"}\n"}\n'];
  const start = Buffer.byteLength(before);
  return { words: wordsOf(`${before}${text}${behind}`), start, end: start + Buffer.byteLength(text) };
};

/** The values that a text has once the reader knows another one, by their paths; undefined where it is not read. */
const readAfter = (known: string, text: string): Record<string, unknown> | undefined => {
  const places = new Places();
  const reader = new FlatReader(places);
  const event = new FlatEvent();
  reader.learn(wordsOf(known));
  if (!reader.read(lineOf(text), event)) return undefined;
  return Object.fromEntries(
    Array.from({ length: event.count }, (_, i) => {
      const names: string[] = [];
      for (let place = event.placeAt(i); place.parent !== undefined; place = place.parent) names.unshift(place.name);
      const value = event.valueAt(i);
      return [names.join('/'), typeof value === 'object' && 'json' in value ? value : scalarText(value)];
    }),
  );
};

it.each<[string, string, Record<string, unknown>]>([
  ['{"a":"x","b":{"c":"y"}}', '{"a":"1","b":{"c":"2"}}', { a: '1', 'b/c': '2' }],
  ['{"a":"x","b":1}', '{"a":1.5,"b":"é – 💥"}', { a: '1.5', b: 'é – 💥' }],
  ['{"a":1,"b":1,"c":1}', '{"a":true,"b":false,"c":null}', { a: 'true', b: 'false' }],
  ['{"a":1,"b":1}', '{"a":"","b":[]}', {}],
  ['{"a":1,"b":2}', '{"a":[1, {"x":"]"}],"b":["\\"]"]}', { a: { json: '[1,{"x":"]"}]' }, b: { json: '["\\"]"]' } }],
  ['{ "a" : 1 , "b" : { } }\r', '{ "a" : 2 , "b" : { } }\r', { a: '2' }],
  ['{"a":1}', '{"a":"x\\ny\\u00e9"}', { a: 'x\nyé' }],
  ['{"a":1}', '{"a":12345678901234567890}', { a: '12345678901234567890' }],
  ['{"a":1}', '{"a":1.50}', { a: '1.5' }],
  ['{"a":1}', '{"a":1E3}', { a: '1000' }],
  ['{"a":1}', '{"a":-0}', { a: '0' }],
  ['{"__proto__":{"constructor":1}}', '{"__proto__":{"constructor":2}}', { '__proto__/constructor': '2' }],
  ['{}', '{}', {}],
])('after %s it reads %s', (known, text, values) => {
  expect(readAfter(known, text)).toEqual(values);
});

it.each<[string, string]>([
  ['{"a":1}', '{"b":1}'],
  ['{"a":1}', '{"a":1,"b":2}'],
  ['{"a":1,"b":2}', '{"a":1}'],
  ['{"a":1}', '{"a":{}}'],
  ['{"a":1}', '{"a":1} '],
  ['{"a":1}', '{"a":1'],
  ['{"a":1}', '{"a":"x'],
  ['{"a":1}', '{"a":"x\\'],
  ['{"a":1,"b":1}', '{"a":[1,'],
  ['{"a":1,"b":1}', '{"a":'],
  ['{"a":1,"b":1}', '{"a":1,"b":[1,{"c":'],
  ['{"a":1}', '{"a":"x\ty"}'],
  ['{"a":1}', '{"a":"\\x"}'],
  ['{"a":1}', '{"a":"\\u0000"}'],
  ['{"a":1}', '{"a":"\\ud800"}'],
  ['{"a":1}', '{"a":01}'],
  ['{"a":1}', '{"a":1.}'],
  ['{"a":1}', '{"a":-}'],
  ['{"a":1}', '{"a":tru}'],
  ['{"a":1}', '{"a":nulll}'],
  ['{"a":1}', '{"a":[1,]}'],
  ['{"a":1}', '{"a":[1}'],
  ['{"a":1}', `{"a":${'['.repeat(200)}${']'.repeat(200)}}`],
  ['{"a\\u0062":1}', '{"a\\u0062":1}'],
  ['{"1":1}', '{"1":1}'],
  ['{"event":{}}', '{"event":{}}'],
  ['{"type":{"a":1}}', '{"type":{"a":1}}'],
])('after %s it leaves %s to the exact way', (known, text) => {
  expect(readAfter(known, text)).toBeUndefined();
});

it('leaves names that occur twice to the exact way, however they came to be known', () => {
  const places = new Places();
  const reader = new FlatReader(places);
  const event = new FlatEvent();
  for (const known of ['{"a":1,"b":{"c":1}}', '{"b":{"c":1},"a":1}', '{"a":1,"a":1}']) reader.learn(wordsOf(known));
  const isRead = (text: string) => reader.read(lineOf(text), event);
  expect(isRead('{"b":{"c":1},"a":1}')).toBe(true);
  expect(isRead('{"a":1,"a":1}')).toBe(false);
  expect(isRead('{"b":{"c":1},"a":1,"b":{"c":1}}')).toBe(false);
  expect(isRead('{"a":1,"b":{"c":1},"a":1}')).toBe(false);
  // What was begun and left does not stand in the way of the next one.
  expect(isRead('{"a":1,"b":{"c":1}}')).toBe(true);
});

it('gives the fields of an event, and of the one before nothing', () => {
  const reader = new FlatReader(new Places());
  const event = new FlatEvent();
  const texts = ['{"type":"t","context":{"ip":"i"},"ip":"x","context.ip":"y"}', '{"event":"e"}'];
  for (const text of texts) reader.learn(wordsOf(text));
  const fields = texts.map((text) => {
    expect(reader.read(lineOf(text), event)).toBe(true);
    return [FIELD.type, FIELD.event, FIELD.contextIp].map((field) => scalarText(event.field(field)));
  });
  expect(fields).toEqual([
    ['t', undefined, 'i'],
    [undefined, 'e', undefined],
  ]);
});

it('holds nothing of the event before, whose bytes are to go', () => {
  const reader = new FlatReader(new Places());
  const event = new FlatEvent();
  const texts = ['{"a":"x","b":"y"}', '{"a":"z"}'];
  for (const text of texts) reader.learn(wordsOf(text));
  for (const text of texts) expect(reader.read(lineOf(text), event)).toBe(true);
  expect([event.count, scalarText(event.valueAt(0)), event.valueAt(1)]).toEqual([1, 'z', undefined]);
});

/** A small world, in which layouts come again and values vary. */
const name = fc.constantFrom('a', 'b', 'name', 'userId', 'user_id', 'ip', '1', '__proto__', 'é', 'x"y', '');
const leaf = fc.constantFrom(
  ...[
    '"text"',
    '"user-1"',
    '"2024-01-02T03:04:05.678Z"',
    '"é\\n"',
    '"\\ud83d\\ude00"',
    '""',
    'null',
    'true',
    '0',
    '-0',
  ],
  ...['1.50', '0.0000001', '1e5', '9007199254740993', '123456789012345', '[]', '[1,"a",{"b":1.0}]', '{}', '"a\\u0000"'],
);
const value: fc.Arbitrary<string> = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, { arbitrary: leaf, weight: 4 }, { arbitrary: tie('object'), weight: 1 }),
  object: fc
    .array(fc.tuple(name, tie('value')), { maxLength: 4 })
    .map((members) => `{${members.map(([key, each]) => `${JSON.stringify(key)}:${each}`).join(',')}}`),
})).value;
const event = fc
  .record({
    type: fc.constantFrom('track', 'identify', 'page', 'group', 'other'),
    event: fc.constantFrom('"Order Done"', '" "', '7', '{}', '""'),
    context: value,
    properties: value,
    traits: value,
    receivedAt: fc.constantFrom('"2024-01-01T00:00:12.500Z"', '"2024-01-01"', '"2024-02-30T00:00:00Z"', '5', 'null'),
    sentAt: fc.constantFrom('"2024-01-01T00:00:10.000Z"', '"2024-01-01T01:00:10.123456789+01:00"', '""', '{"a":1}'),
    more: value,
  })
  .map(
    ({ type, event: named, context, properties, traits, receivedAt, sentAt, more }) =>
      `{"type":"${type}","event":${named},"messageId":"m","userId":"u","context":${context},"properties":${properties},` +
      `"traits":${traits},"receivedAt":${receivedAt},"sentAt":${sentAt},"timestamp":"2024-01-01T00:00:09.000Z","more":${more}}`,
  );

const told = (item: Change | BadRow) =>
  isBadRow(item)
    ? [item.reason, item.text]
    : [item.table, item.op, item.key, item.pos, item.at, item.partial, Object.entries(item.row)];

it.each<[string, Parameters<typeof readEvents>[1]]>([
  ['as they are', {}],
  ['as RudderStack has them', { naming: 'rudderstack', arrays: 'text' }],
  [
    'some dropped and hashed',
    { drop: ['traits.b', '*.ip', 'more.*'], hash: ['userId', 'properties.a', 'context.name'] },
  ],
  ['some chosen', { properties: { include: ['properties.*', 'traits.a.b', '*name'], exclude: ['*.user_id'] } }],
  ['few chosen', { properties: { include: ['traits.a'] }, hash: ['traits.*'] }],
])('an event is the same whether its members were known before or not: %s', async (_, more) => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 5 }), async (texts) => {
      const alone: unknown[] = [];
      for (const text of texts) alone.push(...(await readEvents([text], more)).map(told));
      // The second time all of them are known.
      const again = (await readEvents([...texts, ...texts], more)).map(told);
      expect(again).toEqual([...alone, ...alone]);
    }),
    { numRuns: 200, seed: 17 },
  );
});

it('names beyond those that are remembered are read all the same', async () => {
  const wide = (i: number) => ({
    ...base,
    messageId: `m${i}`,
    type: 'page',
    properties: Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`p${i}_${n}`, n])),
  });
  const events = Array.from({ length: 110 }, (_, i) => wide(i));
  const again = (await readEvents([...events, wide(0), wide(0)])).map(told);
  expect(again.slice(-2)).toEqual([again[0], again[0]]);
  expect(again.slice(-1)).toEqual((await readEvents([wide(0)])).map(told));
});
