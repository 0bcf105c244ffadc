import fc from 'fast-check';
import { formatRedshiftType } from '../../../../../lambdas/core/catalog/redshift-type';
import { type BadRow, type Change, isBadRow } from '../../../../../lambdas/core/shape/change';
import { columnType } from '../../../../../lambdas/core/shape/column/column-type';
import { clickstreamInference } from '../../../../../lambdas/core/shape/column/value-facts';
import { TableScanner } from '../../../../../lambdas/core/staging/table-scanner';
import { base, readEvents } from './rig';

/** Values are told apart by a number of their own, so that each can be looked for. */
const leaf = fc.constantFrom('text', 'number', 'big', 'time', 'flag', 'null', 'blank');
type Shape = string | Shape[] | { [name: string]: Shape };

const name = fc.oneof(
  fc.constantFrom('id', 'ID', 'userId', 'user_id', 'a', 'A', 'a_b', 'a.b', 'aB', 'b', 'name', 'event', 'receivedAt'),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'context_ip',
    'ip',
    'order',
    '1',
    '語',
    '💥',
    '',
    ' ',
    '"',
    '\\',
  ),
  fc.string({ unit: 'grapheme', maxLength: 5 }).filter((text) => !text.includes('\0')),
);
const shape: fc.Arbitrary<Shape> = fc.letrec<{ any: Shape; object: Shape }>((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, leaf, tie('object'), fc.array(tie('any'), { maxLength: 3 })),
  object: fc.dictionary(name, tie('any'), { maxKeys: 6, noNullPrototype: false }),
})).object;

/** JSON text of a shape, and the texts by which its values can be found. */
const written = (root: Shape): { json: string; values: string[] } => {
  const values: string[] = [];
  const value = (text: string, found = text): string => {
    values.push(found);
    return text;
  };
  const json = (each: Shape): string => {
    if (Array.isArray(each)) return `[${each.map(json).join(',')}]`;
    if (typeof each === 'object') {
      return `{${Object.keys(each)
        .map((key) => `${JSON.stringify(key)}:${json(each[key] as Shape)}`)
        .join(',')}}`;
    }
    const number = 1_000 + values.length;
    if (each === 'text') return `"${value(`v${number}`)}"`;
    if (each === 'number') return value(`${number}.5`);
    if (each === 'big') return value(`900719925474099${number}`);
    if (each === 'time') return `"${value(`${number}-01-01T00:00:00Z`)}"`;
    return each === 'flag' ? 'true' : each === 'null' ? 'null' : '""';
  };
  return { json: json(root), values };
};

const held = (row: Change['row']): string =>
  Object.values(row)
    .map((each) =>
      each !== null && typeof each === 'object' ? ('json' in each ? each.json : each.number) : String(each),
    )
    .join('\n');

const type = fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias');
const event = fc.record({ type, properties: shape, traits: shape, context: shape, more: shape });

it('every value of an event is in its changes', async () => {
  await fc.assert(
    fc.asyncProperty(event, async (each) => {
      const { json, values } = written({
        properties: each.properties,
        traits: each.traits,
        context: each.context,
        more: each.more,
      });
      const text = `{"type":"${each.type}","event":"e","messageId":"m","userId":"u",${json.slice(1)}`;
      const items = await readEvents([text]);
      const bad = items.filter(isBadRow);
      if (bad.length > 0) {
        expect(bad[0]?.reason).not.toBe('');
        return;
      }
      const last = items.filter((item): item is Change => !isBadRow(item) && item.partial === undefined).at(-1);
      const found = held(last?.row ?? {});
      expect(values.filter((value) => !found.includes(value))).toEqual([]);
      for (const column of Object.keys(last?.row ?? {})) expect(column).toMatch(/^\S+$/);
    }),
    { numRuns: 400, seed: 11 },
  );
});

it('anything at all loads or is bad with a reason', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json({ maxDepth: 6 }), fc.constantFrom('segment', 'rudderstack'), async (text, naming) => {
      const event = `{"type":"identify","userId":"u","traits":${text},"context":${text},"timestamp":${text}}`;
      const items = await readEvents([text, event], { naming: naming as 'segment' });
      expect(items.length).toBeGreaterThanOrEqual(2);
      for (const item of items) if (isBadRow(item)) expect(item.reason).not.toBe('');
    }),
    { numRuns: 300, seed: 5 },
  );
});

/** Members in another order, all the way down but in arrays, whose text is kept. */
const turned = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, turned(each)]),
  );
};

const outline = (items: readonly (Change | BadRow)[], withPos: boolean): string[] =>
  items
    .map((item) =>
      isBadRow(item)
        ? item.reason
        : JSON.stringify([item.table, item.partial, withPos ? item.pos : '', Object.entries(item.row).sort()]),
    )
    .sort();

it('neither the order of events, nor how they are cut into objects, nor the order of members changes anything', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 2, maxLength: 6 }), fc.nat(), async (events, seed) => {
      const texts = events.map((each, i) => ({ ...base, ...each, event: `Event ${i % 3}`, userId: `u${i % 2}` }));
      const cut = seed % texts.length;
      const forwards = await readEvents(texts);
      const apart = [...(await readEvents(texts.slice(cut).reverse())), ...(await readEvents(texts.slice(0, cut)))];
      expect(outline(apart, true)).toEqual(outline(forwards, true));
      expect(outline(await readEvents(texts.map(turned)), false)).toEqual(outline(forwards, false));
    }),
    { numRuns: 100, seed: 3 },
  );
});

it('5,000 names of events are 5,000 tables', async () => {
  const items = await readEvents(
    Array.from({ length: 5_000 }, (_, i) => ({ ...base, messageId: `m${i}`, type: 'track', event: `Clicked ${i}` })),
  );
  expect(new Set(items.map((item) => (isBadRow(item) ? item.reason : item.table.name))).size).toBe(5_001);
});

it('columns have the types of clickstreams', async () => {
  const scanner = new TableScanner(clickstreamInference);
  const rows = [
    { i: 1, d: 1, big: 12345678901234567890n, t: '2024-01-01', m: '2024-01-01T00:00:00Z', b: true, s: [1], x: 1 },
    { i: 9007199254740993n, d: 1.5, t: '2024-01-01T01:00:00+01:00', m: '2024-01-01 00:00:00', x: 'a' },
  ];
  const texts = rows.map((properties, i) =>
    JSON.stringify({ ...base, messageId: `m${i}`, userId: i, type: 'page', properties }, (_, value) =>
      typeof value === 'bigint' ? `#${value}#` : value,
    ).replaceAll(/"#(\d+)#"/g, '$1'),
  );
  for (const item of await readEvents(texts)) if (!isBadRow(item)) scanner.add(item);
  const columns = scanner.result()[0]?.columns ?? [];
  expect(
    Object.fromEntries(
      columns.map(({ name: column, profile }) => {
        const found = columnType(profile);
        return [column, found && formatRedshiftType(found)];
      }),
    ),
  ).toMatchObject({
    id: 'varchar(64)',
    user_id: 'varchar(64)',
    received_at: 'timestamp',
    timestamp: 'timestamp',
    uuid_ts: 'timestamp',
    i: 'bigint',
    d: 'double precision',
    big: 'numeric(38,0)',
    t: 'timestamp',
    m: 'timestamp',
    b: 'boolean',
    s: 'super',
    x: 'varchar(64)',
  });
});
