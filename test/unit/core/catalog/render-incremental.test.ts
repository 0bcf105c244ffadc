import { type ReadRequest, renderReads, type TableRequest } from '../../../../lambdas/core/catalog/render-read';
import { GroupTooLarge, PrimaryKeyInvalid, ReplicationKeyInvalid } from '../../../../lambdas/core/errors';

/*
 * What an incremental table, its keys and a group are read by, as it was reviewed. The pieces (windows, bounds, key sets)
 * have tests of their own that run them.
 */

const KEY = { name: 'updated_at', type: 'timestamp without time zone', nullable: true };
const ID = { name: 'id', type: 'integer', nullable: false };
const at = (folder: string, batch = 'B', name = 'orders') => ({
  bucket: 'lake',
  key: `p/${folder}/public/${name}/batch=${batch}/`,
});
const named = (name: string): TableRequest => ({
  source: { schema: 'public', name },
  columns: [ID, KEY],
  verify: 'snapshot',
  to: at('data', 'B', name),
});
const orders = named('orders');
const LOW = '2026-01-04 00:00:00.000000';
const window: NonNullable<TableRequest['window']> = {
  key: KEY,
  low: LOW,
  reached: '2026-01-04 12:00:00.000000',
  tailTo: at('data', 'B-tail'),
};
const keys: NonNullable<TableRequest['keys']> = { columns: [ID], to: at('keys'), goneTo: at('deletes') };
const last = { bucket: 'lake', key: 'p/tables/public.orders/manifests/A-keys.json' };

const request: ReadRequest = {
  label: 'public.orders',
  method: 'unload',
  tables: [orders],
  isGroup: false,
  statementTimeoutSeconds: 3_600,
  caseSensitiveIdentifiers: false,
  unload: { iamRole: 'arn:aws:iam::1:role/unload', maxFileSizeMb: 256 },
};
const render = (more: Partial<ReadRequest>) => {
  const { sqls, statements } = renderReads({ ...request, ...more });
  return { sqls: sqls.map(({ text }) => text), statements };
};
const readable = (more: Partial<ReadRequest>): string => {
  const { sqls, statements } = render(more);
  return [...sqls.map((text, i) => `${i + 1}: ${text}`), JSON.stringify(statements)].join('\n');
};
const one = (table: Partial<TableRequest>, more: Partial<ReadRequest> = {}): Partial<ReadRequest> => ({
  tables: [{ ...orders, ...table }],
  ...more,
});

const CASES: [string, Partial<ReadRequest>][] = [
  ['a load', one({ window: { ...window, low: null, reached: null } })],
  ['a window by UNLOAD', one({ window })],
  ['a window by pages', one({ window }, { method: 'page' })],
  ['a window of a view', one({ window, verify: 'manifest' })],
  ['a window with where', one({ window, where: "note <> 'it''s' OR id > 3" })],
  ['a window with lookback and delay', one({ window: { ...window, lookback: { seconds: 900 }, delaySeconds: 60 } })],
  ['a chunk of a load', one({ window: { ...window, low: null, reached: null, chunkRows: 20_000 } })],
  ['the next chunk', one({ window: { ...window, reached: null, chunkRows: 20_000 } })],
  ['a backfill', one({ window: { key: KEY, low: null, reached: null, backfill: { from: LOW, to: LOW } } })],
  ['deletes without a last key set', one({ keys })],
  ['deletes with a last key set', one({ keys: { ...keys, last } })],
  ['a check of the key', one({ keyCheck: [ID] })],
  ['a window with deletes and a check of the key', one({ window, keys: { ...keys, last }, keyCheck: [ID] })],
  [
    'a group of three: in full, a view, a window with deletes',
    {
      label: 'group sales',
      isGroup: true,
      tables: [
        named('customers'),
        { ...named('prices'), verify: 'manifest' },
        { ...orders, window, keys: { ...keys, last } },
      ],
    },
  ],
  ['a count, which looks at no window', one({ window, keys }, { method: 'count' })],
];

describe('what is sent to read', () => {
  it.each(CASES)('%s', (_, more) => {
    expect(readable(more)).toMatchSnapshot();
  });

  it.each(CASES)('%s: every statement that a step looks at is there', (_, more) => {
    const { sqls, statements } = render(more);
    const expected: Record<string, RegExp> = {
      count: /COUNT\(|pg_last_unload_count/,
      data:
        more.method === 'page'
          ? /^SELECT/
          : more.method === 'count'
            ? /COUNT/
            : /^UNLOAD[\s\S]*\/data\/[\s\S]*batch=B\//,
      tail: more.method === 'page' ? /^SELECT/ : /^UNLOAD[\s\S]*batch=B-tail\//,
      gone: /^UNLOAD[\s\S]*\/deletes\//,
      keys: /^UNLOAD[\s\S]*\/keys\//,
      keyCounts: /AS gone_keys/,
      keyCheck: /AS duplicate_keys/,
    };
    for (const { bounds, ...indices } of statements) {
      if (bounds) expect(sqls[bounds.index - 1]).toMatch(/AS row_count[\s\S]* AS tail_count/);
      for (const [role, index] of Object.entries(indices)) expect(sqls[index - 1]).toMatch(expected[role] as RegExp);
    }
  });
});

describe('the bounds of a group', () => {
  it('are one statement with a row for each table that is counted', () => {
    const { sqls, statements } = render({
      isGroup: true,
      tables: [named('a'), { ...named('b'), verify: 'manifest' }, { ...named('c'), window }],
    });
    expect(statements.map(({ bounds }) => bounds)).toEqual([{ index: 2, row: 0 }, undefined, { index: 2, row: 1 }]);
    expect(sqls[1]?.match(/UNION ALL/g)).toHaveLength(1);
  });

  it('keep the temp tables of its members apart', () => {
    const { sqls } = render({ isGroup: true, tables: ['a', 'b'].map((name) => ({ ...named(name), keys })) });
    const made = sqls.flatMap((text) => /^CREATE TEMP TABLE ("\w+")/.exec(text)?.[1] ?? []);
    expect(new Set(made).size).toBe(made.length);
    expect(made).toHaveLength(2);
  });
});

describe('the session', () => {
  it('counts in UTC where an age is measured', () => {
    const zone = (delaySeconds?: number) =>
      render(one({ window: { ...window, ...(delaySeconds !== undefined && { delaySeconds }) } })).sqls.some((text) =>
        /^SET TIME ?ZONE/i.test(text),
      );
    expect([zone(), zone(60)]).toEqual([false, true]);
  });
});

describe('a group that is too large', () => {
  const group = (count: number) =>
    render({ label: 'group sales', isGroup: true, tables: Array.from({ length: count }, (_, i) => named(`t${i}`)) });

  it('is one of more than 40 statements', () => {
    expect(group(38).sqls).toHaveLength(40);
    expect(() => group(39)).toThrow(GroupTooLarge);
    expect(() => group(39)).toThrow(/^group sales takes 41 statements.*holds 40/);
  });

  it('is so with fewer tables that find deletes', () => {
    const tables = Array.from({ length: 6 }, (_, i) => ({ ...named(`t${i}`), keys: { ...keys, last } }));
    expect(() => render({ isGroup: true, tables })).toThrow(GroupTooLarge);
    expect(render({ isGroup: true, tables: tables.slice(0, 4) }).sqls.length).toBeLessThanOrEqual(40);
  });
});

it.each<[string, Partial<TableRequest>, new (message: string) => Error]>([
  ['a replication key without order', { window: { ...window, key: { ...KEY, type: 'super' } } }, ReplicationKeyInvalid],
  [
    'a delay of a number',
    { window: { ...window, low: '1', reached: null, key: ID, delaySeconds: 60 } },
    ReplicationKeyInvalid,
  ],
  ['a key of floats', { keys: { ...keys, columns: [{ ...ID, type: 'real' }] } }, PrimaryKeyInvalid],
  ['a check of documents', { keyCheck: [{ ...ID, type: 'super' }] }, PrimaryKeyInvalid],
])('refuses %s', (_, table, error) => {
  expect(() => render(one(table))).toThrow(error);
});
