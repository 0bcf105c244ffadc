import { literal } from '../../../../lambdas/core/sql/literal';
import { countRows, countUpTo, lastUnloadCount, selectRows } from '../../../../lambdas/core/sql/read-table';
import { sql } from '../../../../lambdas/core/sql/sql';

const columns = [
  { select: sql`CAST("id" AS BIGINT)`, name: 'id' },
  { select: sql`RTRIM("a""b")`, name: 'a"b' },
];
const plain = { schema: 'public', name: 'Order Items' };
const where = sql`(x = ${literal("it's")})`;

describe('selectRows', () => {
  it.each([
    [{}, `SELECT CAST("id" AS BIGINT) AS "id", RTRIM("a""b") AS "a""b" FROM "public"."Order Items"`],
    [
      { where },
      `SELECT CAST("id" AS BIGINT) AS "id", RTRIM("a""b") AS "a""b" FROM "public"."Order Items" WHERE (x = 'it''s')`,
    ],
    [
      { limit: 10 },
      `SELECT CAST("id" AS BIGINT) AS "id", RTRIM("a""b") AS "a""b" FROM (SELECT "id", "a""b" FROM "public"."Order Items" LIMIT 10) limited`,
    ],
    [
      { where, limit: 10 },
      `SELECT CAST("id" AS BIGINT) AS "id", RTRIM("a""b") AS "a""b" FROM (SELECT "id", "a""b" FROM "public"."Order Items" WHERE (x = 'it''s') LIMIT 10) limited`,
    ],
  ])('with %j', (more, text) => {
    expect(selectRows({ ...plain, ...more }, columns).text).toBe(text);
  });

  it('has no LIMIT outside, which UNLOAD would refuse', () => {
    expect(selectRows({ ...plain, limit: 1 }, columns).text).not.toMatch(/LIMIT[^)]*$/);
  });
});

describe('counts', () => {
  it.each([
    [{}, 'SELECT COUNT(*) AS row_count FROM "public"."Order Items"'],
    [{ where }, `SELECT COUNT(*) AS row_count FROM "public"."Order Items" WHERE (x = 'it''s')`],
    [{ limit: 10 }, 'SELECT COUNT(*) AS row_count FROM (SELECT 1 AS one FROM "public"."Order Items" LIMIT 10) limited'],
    [
      { where, limit: 10 },
      `SELECT COUNT(*) AS row_count FROM (SELECT 1 AS one FROM "public"."Order Items" WHERE (x = 'it''s') LIMIT 10) limited`,
    ],
  ])('of the rows with %j', (more, text) => {
    expect(countRows({ ...plain, ...more }).text).toBe(text);
  });

  it.each([
    [undefined, 100, 'LIMIT 100)'],
    [7, 100, 'LIMIT 7)'],
    [700, 100, 'LIMIT 100)'],
  ])('go no further than limit %s and bound %s', (limit, bound, text) => {
    expect(countUpTo({ ...plain, ...(limit !== undefined && { limit }) }, bound).text).toContain(text);
  });

  it('asks for what the last UNLOAD wrote', () => {
    expect(lastUnloadCount().text).toBe('SELECT pg_last_unload_count() AS row_count');
  });
});
