import { type Fixture, openFixture, rows, run } from './warehouse-fixture';

let f: Fixture;
beforeAll(async () => {
  f = await openFixture();
  await run(
    f.admin,
    'create table t (id int, g varchar(5), ts timestamp, tz timestamptz, n numeric(10,2), d date)',
    `insert into t values (1, 'a', '2026-01-01 00:00:00.123457', '2026-01-01 00:00:00+00', 1.25, '2026-01-01'),
       (2, 'a', '2026-01-02', '2026-01-02 00:00:00+00', 2.5, '2026-01-02'), (3, 'b', null, null, null, null)`,
  );
});
afterAll(() => f.close());

interface Case {
  sql: string;
  answers: unknown[][];
  source?: string;
}

const GUIDE_FNV = 'developer guide, r_FNV_HASH';

describe('queries of an extract', () => {
  it.each<Case>([
    { sql: 'select fnv_hash(1)', answers: [[-5968735742475085980n]], source: GUIDE_FNV },
    { sql: "select fnv_hash('Amazon Redshift')", answers: [[7783490368944507294n]], source: GUIDE_FNV },
    { sql: "select fnv_hash('Amazon Redshift', fnv_hash(1))", answers: [[-2202602717770968555n]], source: GUIDE_FNV },
    { sql: "select fnv_hash('cd', fnv_hash('ab')) = fnv_hash('abcd')", answers: [[true]], source: GUIDE_FNV },
    { sql: 'select fnv_hash(1::bigint) = fnv_hash(1), fnv_hash(1::smallint) = fnv_hash(1)', answers: [[false, false]] },
    { sql: "select fnv_hash('a ') = fnv_hash('a')", answers: [[false]], source: GUIDE_FNV },
    {
      sql: "select sha2('abc', 224), len(sha2('abc', 384)), left(sha2('abc', 512), 8)",
      answers: [['23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7', 96n, 'ddaf35a1']],
      source: 'FIPS 180-4 examples',
    },
    { sql: "select strtol(left(md5('abc'), 15), 16)", answers: [[0x900150983cd24fbn]] },
    {
      sql: "select sysdate - interval '900 seconds', dateadd(second, -900, sysdate)",
      answers: [['2024-03-01 10:05:30.25', '2024-03-01 10:05:30.25']],
    },
    {
      sql: "select to_char(max(ts), 'YYYY-MM-DD HH24:MI:SS.US'), max(id)::varchar from t",
      answers: [['2026-01-02 00:00:00.000000', '3']],
    },
    { sql: "select id from t where ts > '2026-01-01 00:00:00.123456'::timestamp order by 1", answers: [[1n], [2n]] },
    { sql: "select id from t where ts > cast('2026-01-01 00:00:00.123457' as timestamp)", answers: [[2n]] },
    { sql: "select id from t where tz > cast('2026-01-01 00:00:00' as timestamptz)", answers: [[2n]] },
    { sql: "select id from t where d >= cast('2026-01-02' as date)", answers: [[2n]] },
    { sql: "select id from t where n > cast('1.25' as numeric(10,2))", answers: [[2n]] },
    { sql: "select id from t where id > cast('1' as bigint) order by id", answers: [[2n], [3n]] },
    { sql: 'select count(distinct g), count(distinct ts), count(*) from t', answers: [[2n, 2n, 3n]] },
    {
      sql: `select 'a' as t, cast(null as varchar(30)) as low, to_char(max(ts), 'YYYY') as high, count(*) as n from t
            union all select 'b', cast(null as varchar(30)), null, 0
            union all select 'c', '2026', null, count(*) from t where g = 'zz' order by 1`,
      answers: [
        ['a', null, '2026', 3n],
        ['b', null, null, 0n],
        ['c', '2026', null, 0n],
      ],
    },
    {
      sql: 'select bucket, max(id) from (select id, ntile(2) over (order by id) as bucket from t) b group by bucket order by 1',
      answers: [
        [1n, 2n],
        [2n, 3n],
      ],
    },
    { sql: 'select percentile_disc(0.5) within group (order by id) from t', answers: [[2n]] },
    {
      sql: "select to_char(approximate percentile_disc(0.5) within group (order by ts), 'MM-DD'), approximate count(distinct g) from t",
      answers: [['01-01', 2n]],
    },
    {
      sql: 'select id, percentile_disc(0.5) within group (order by id) over (partition by g) from t order by id',
      answers: [
        [1n, 1n],
        [2n, 1n],
        [3n, 3n],
      ],
    },
    {
      sql: 'select id, row_number() over (partition by g order by id desc), lead(id) over (order by id) from t order by id',
      answers: [
        [1n, 2n, 2n],
        [2n, 1n, 3n],
        [3n, 1n, null],
      ],
    },
    { sql: 'select count(*) from (select g from t group by 1 having count(*) > 1) d', answers: [[1n]] },
  ])('$sql', async ({ sql, answers }) => {
    expect(await rows(f.admin, sql)).toEqual(answers);
  });

  it.each([
    ['select count(*) filter (where id > 1) from t', 'ERROR: syntax error at or near "("'],
    ['select approximate sum(id) from t', 'ERROR: APPROXIMATE is not supported with this function'],
    ["select sha2('a', 100)", 'ERROR: invalid SHA2 digest length 100'],
    ['select fnv_hash(ts) from t', 'NotSupportedLocally: FNV_HASH of other than text, bytes and integers'],
    ['select fnv_hash(g) from (select null::varchar as g) x', 'NotSupportedLocally: FNV_HASH of NULL'],
    ["select strtol('1', 10)", 'NotSupportedLocally: STRTOL'],
  ])('%s is refused', async (sql, message) => {
    await expect(f.admin.execute(sql)).rejects.toThrow(message);
  });
});
