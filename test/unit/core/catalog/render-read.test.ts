import { type ReadRequest, renderReads, type TableRequest } from '../../../../lambdas/core/catalog/render-read';
import { TypeNotSupported } from '../../../../lambdas/core/errors';

const orders: TableRequest = {
  source: { schema: 'public', name: 'orders' },
  columns: [
    { name: 'id', type: 'integer', nullable: false },
    { name: 'note', type: 'character varying(20)', nullable: true },
  ],
  verify: 'snapshot',
  to: { bucket: 'lake', key: 'p/data/public/orders/batch=B/' },
};
const base: Omit<ReadRequest, 'tables'> = {
  label: 'public.orders',
  method: 'unload',
  isGroup: false,
  statementTimeoutSeconds: 3_600,
  caseSensitiveIdentifiers: false,
  unload: { iamRole: 'arn:aws:iam::1:role/unload', maxFileSizeMb: 256 },
};
type Request = Partial<TableRequest> & Partial<Pick<ReadRequest, 'method' | 'caseSensitiveIdentifiers' | 'unload'>>;
/** One table, read by itself. */
const render = ({ method, caseSensitiveIdentifiers, unload, ...table }: Request) => {
  const { sqls, statements } = renderReads({
    ...base,
    ...(method && { method }),
    ...(caseSensitiveIdentifiers !== undefined && { caseSensitiveIdentifiers }),
    ...(unload && { unload }),
    tables: [{ ...orders, ...table }],
  });
  expect(statements).toHaveLength(1);
  return { sqls: sqls.map(({ text }) => text), ...statements[0] };
};

const TIMEOUT = 'SET statement_timeout TO 3600000';
const CASE = 'SET enable_case_sensitive_identifier TO true';
const LAST = 'SELECT pg_last_unload_count() AS row_count';
const unloadOf = (query: string, more = '') =>
  `UNLOAD ('${query}')
TO 's3://lake/p/data/public/orders/batch=B/'
IAM_ROLE 'arn:aws:iam::1:role/unload'
FORMAT AS PARQUET
MANIFEST VERBOSE
MAXFILESIZE 256 MB${more}`;

const LIST = 'SELECT CAST("id" AS BIGINT) AS "id", "note" AS "note" FROM';
const COUNT = 'SELECT COUNT(*) AS row_count FROM';
const ALL = '"public"."orders"';
const where = "note <> 'it''s'";
const WHERE = `${ALL} WHERE (note <> 'it''s')`;
const LIMITED = `(SELECT "id", "note" FROM ${ALL} LIMIT 7) limited`;
const WHERE_LIMITED = `(SELECT "id", "note" FROM ${WHERE} LIMIT 7) limited`;
const doubled = (text: string) => text.replaceAll("'", "''");

describe('a table or view in full', () => {
  it.each<[string, Request, string[], number | undefined, number]>([
    // Whole texts, as Redshift gets them.
    [
      'unload',
      {},
      [
        'SET statement_timeout TO 3600000',
        'SELECT COUNT(*) AS row_count FROM "public"."orders"',
        `UNLOAD ('SELECT CAST("id" AS BIGINT) AS "id", "note" AS "note" FROM "public"."orders"')
TO 's3://lake/p/data/public/orders/batch=B/'
IAM_ROLE 'arn:aws:iam::1:role/unload'
FORMAT AS PARQUET
MANIFEST VERBOSE
MAXFILESIZE 256 MB`,
      ],
      2,
      3,
    ],
    [
      'unload with where and limit to a bucket elsewhere under a key',
      {
        where,
        limit: 7,
        unload: { iamRole: 'default', maxFileSizeMb: 64, region: 'us-east-1', kmsKeyArn: 'arn:aws:kms:k' },
      },
      [
        'SET statement_timeout TO 3600000',
        `SELECT COUNT(*) AS row_count FROM (SELECT 1 AS one FROM "public"."orders" WHERE (note <> 'it''s') LIMIT 7) limited`,
        `UNLOAD ('SELECT CAST("id" AS BIGINT) AS "id", "note" AS "note" FROM (SELECT "id", "note" FROM "public"."orders" WHERE (note <> ''it''''s'') LIMIT 7) limited')
TO 's3://lake/p/data/public/orders/batch=B/'
IAM_ROLE default
FORMAT AS PARQUET
MANIFEST VERBOSE
MAXFILESIZE 64 MB
REGION AS 'us-east-1'
KMS_KEY_ID 'arn:aws:kms:k' ENCRYPTED`,
      ],
      2,
      3,
    ],
    // Each option by itself and together.
    ['unload, where', { where }, [TIMEOUT, `${COUNT} ${WHERE}`, unloadOf(doubled(`${LIST} ${WHERE}`))], 2, 3],
    [
      'unload, limit',
      { limit: 7 },
      [TIMEOUT, `${COUNT} (SELECT 1 AS one FROM ${ALL} LIMIT 7) limited`, unloadOf(`${LIST} ${LIMITED}`)],
      2,
      3,
    ],
    ['unload, manifest', { verify: 'manifest' }, [TIMEOUT, unloadOf(`${LIST} ${ALL}`), LAST], 3, 2],
    [
      'unload, manifest, where, limit',
      { verify: 'manifest', where, limit: 7 },
      [TIMEOUT, unloadOf(doubled(`${LIST} ${WHERE_LIMITED}`)), LAST],
      3,
      2,
    ],
    [
      'unload, case',
      { caseSensitiveIdentifiers: true },
      [TIMEOUT, CASE, `${COUNT} ${ALL}`, unloadOf(`${LIST} ${ALL}`)],
      3,
      4,
    ],
    [
      'unload, case, manifest',
      { caseSensitiveIdentifiers: true, verify: 'manifest' },
      [TIMEOUT, CASE, unloadOf(`${LIST} ${ALL}`), LAST],
      4,
      3,
    ],
    [
      'unload, key',
      { unload: { ...base.unload, kmsKeyArn: 'k' } },
      [TIMEOUT, `${COUNT} ${ALL}`, unloadOf(`${LIST} ${ALL}`, "\nKMS_KEY_ID 'k' ENCRYPTED")],
      2,
      3,
    ],
    [
      'unload, region',
      { unload: { ...base.unload, region: 'r' } },
      [TIMEOUT, `${COUNT} ${ALL}`, unloadOf(`${LIST} ${ALL}`, "\nREGION AS 'r'")],
      2,
      3,
    ],
    ['page', { method: 'page' }, [TIMEOUT, `${COUNT} ${ALL}`, `${LIST} ${ALL}`], 2, 3],
    [
      'page, where, limit',
      { method: 'page', where, limit: 7 },
      [TIMEOUT, `${COUNT} (SELECT 1 AS one FROM ${WHERE} LIMIT 7) limited`, `${LIST} ${WHERE_LIMITED}`],
      2,
      3,
    ],
    ['page, manifest', { method: 'page', verify: 'manifest' }, [TIMEOUT, `${LIST} ${ALL}`], undefined, 2],
    [
      'page, case, manifest',
      { method: 'page', caseSensitiveIdentifiers: true, verify: 'manifest' },
      [TIMEOUT, CASE, `${LIST} ${ALL}`],
      undefined,
      3,
    ],
    ['count', { method: 'count' }, [TIMEOUT, `${COUNT} (SELECT 1 AS one FROM ${ALL} LIMIT 100001) limited`], 2, 2],
    [
      'count, where, limit, case',
      { method: 'count', where, limit: 7, caseSensitiveIdentifiers: true },
      [TIMEOUT, CASE, `${COUNT} (SELECT 1 AS one FROM ${WHERE} LIMIT 7) limited`],
      3,
      3,
    ],
  ])('%s', (_, more, sqls, count, data) => {
    expect(render(more)).toEqual({ sqls, data, ...(count !== undefined && { count }) });
  });

  it('names columns that need quoting everywhere they stand', () => {
    const { sqls } = render({
      method: 'page',
      source: { schema: 'my "schema"', name: "it's" },
      columns: [
        { name: 'order', type: 'bigint', nullable: false },
        { name: 'a"b $', type: 'date', nullable: true },
      ],
      limit: 1,
    });
    expect(sqls[2]).toBe(
      `SELECT CAST("order" AS VARCHAR(20)) AS "order", CASE WHEN "a""b $" NOT BETWEEN '0001-01-01' AND '9999-12-31' THEN 'outside years 0001-9999' ELSE TO_CHAR("a""b $", 'YYYY-MM-DD') END AS "a""b $" FROM (SELECT "order", "a""b $" FROM "my ""schema"""."it's" LIMIT 1) limited`,
    );
  });

  it('quotes those once more inside of UNLOAD', () => {
    const { sqls } = render({
      source: { schema: 's', name: "it's" },
      columns: [{ name: "c'\\", type: 'time', nullable: true }],
    });
    expect(sqls[2]).toContain(String.raw`UNLOAD ('SELECT CAST("c''\\" AS VARCHAR(32)) AS "c''\\" FROM "s"."it''s"')`);
  });

  it.each(['unload', 'page'] as const)('fixes the style of intervals before the %s, where there are any', (method) => {
    const columns = [...orders.columns, { name: 'span', type: 'interval day to second', nullable: true }];
    const { sqls, count, data } = render({ method, columns });
    expect(sqls.slice(0, 3)).toEqual([TIMEOUT, 'SET intervalstyle TO postgres', `${COUNT} ${ALL}`]);
    expect({ count, data }).toEqual({ count: 3, data: 4 });
    expect(sqls[3]).toContain('CAST("span" AS VARCHAR(128))');
    expect(render({ method }).sqls.join()).not.toContain('intervalstyle');
    expect(render({ method: 'count', columns }).sqls.join()).not.toContain('intervalstyle');
  });

  it('selects by method: a BIGINT is text in a page and itself in a file', () => {
    const columns = [{ name: 'n', type: 'bigint', nullable: true }];
    expect(render({ columns, method: 'page' }).sqls[2]).toContain('CAST("n" AS VARCHAR(20)) AS "n"');
    expect(render({ columns }).sqls[2]).toContain('SELECT "n" AS "n" FROM');
  });

  it.each(['unload', 'page'] as const)('refuses a type that cannot be read by %s', (method) => {
    const columns = [{ name: 'list', type: 'integer[]', nullable: true }];
    expect(() => render({ method, columns })).toThrow(TypeNotSupported);
  });

  it('reads a sketch as the text that a page holds, and refuses to unload it', () => {
    const columns = [{ name: 'sketch', type: 'hllsketch', nullable: true }];
    expect(render({ method: 'page', columns }).sqls[2]).toBe('SELECT "sketch" AS "sketch" FROM "public"."orders"');
    expect(() => render({ columns })).toThrow(TypeNotSupported);
    expect(() => render({ columns })).toThrow(/"sketch" has type hllsketch.*method: page/);
  });
});
