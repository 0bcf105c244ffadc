import { type Fixture, openFixture, rows, run } from './warehouse-fixture';

let f: Fixture;
beforeAll(async () => {
  f = await openFixture();
  await run(
    f.admin,
    'create table t (v varchar(9), n int)',
    "insert into t values ('a', 1), ('a  ', 2), ('b ', 3), (null, 4), (' a', 5), (null, 6)",
    'create table u (v varchar(9), m int)',
    "insert into u values ('a ', 10), ('b', 20), ('c', 30)",
  );
});
afterAll(() => f.close());

/** Trailing blanks mean nothing when VARCHAR values are compared (developer guide, r_Character_types). */
describe('trailing blanks mean nothing', () => {
  it.each<[string, unknown[][]]>([
    ['select count(*) from t join u on t.v = u.v', [[3n]]],
    [
      "select trim(v), sum(n) from t where v not in ('b') or v is null group by v order by 2",
      [
        ['a', 3n],
        ['a', 5n],
        [null, 10n],
      ],
    ],
    [
      "select n, count(*) over (partition by v) from t where v like 'a%' order by n",
      [
        [1n, 2n],
        [2n, 2n],
      ],
    ],
    ['select count(*) from (select v from t group by 1 having count(*) > 1) d', [[2n]]],
    [
      'select rtrim(upper(v)) as w, count(*) from t where v is not null group by w having count(*) > 1 order by w',
      [['A', 2n]],
    ],
    ["select len(v || 'x') - len(trim(v) || 'x') >= 0, max(n) from t where n < 3 group by v", [[true, 2n]]],
    [
      "select case when v = 'a' then 'yes' else 'no' end as is_a, count(*) from t where n in (1, 2, 3) group by v order by 1",
      [
        ['no', 1n],
        ['yes', 2n],
      ],
    ],
    ['select count(*) from (select distinct v from t) d', [[4n]]],
    ['select count(*) from (select distinct v, n > 2 from t) d', [[4n]]],
    ['select count(distinct v), count(v) from t', [[3n, 4n]]],
    [
      'select rank() over (order by v), n from t where n in (1, 2, 3) order by n',
      [
        [1n, 1n],
        [1n, 2n],
        [3n, 3n],
      ],
    ],
    ['select count(*) from (select v from t union select v from u) d', [[5n]]],
    ['select trim(v) from (select v from t intersect select v from u) d order by 1', [['a'], ['b']]],
    ['select count(*) from (select v from t except select v from u) d', [[2n]]],
    ['select trim(v) from (select v, 1 as k from u except select v, 1::bigint from t) d', [['c']]],
    ['select count(*) from t join u using (v)', [[3n]]],
    [
      'select trim(v), m, n from t right join u using (v) where m > 10 order by v',
      [
        ['b', 20n, 3n],
        ['c', 30n, null],
      ],
    ],
    ['select count(*), count(v) from t full join u using (v)', [[7n, 5n]]],
    ['select trim(v) from t natural join u where n = 3', [['b']]],
    ['select * from (select v from t where n = 3) x join u using (v)', [['b ', 20n]]],
    ['select count(*) from t a join t b using (v) join u using (v)', [[5n]]],
    ['select count(*) from t where v in (select v from u)', [[3n]]],
    ['select trim(v) from t where n < 4 group by v order by t.v desc', [['b'], ['a']]],
    ["select listagg(trim(v), ',') within group (order by n) from t where n < 4", [['a,a,b']]],
    [
      'select row_number() over (order by max(n)), trim(v) from t where n < 4 group by v order by 1',
      [
        [1n, 'a'],
        [2n, 'b'],
      ],
    ],
  ])('%s', async (sql, answers) => {
    expect(await rows(f.admin, sql)).toEqual(answers);
  });

  it('and yet are kept', async () => {
    expect(await rows(f.admin, "select '[' || v || ']' from t where n in (2, 5) order by n")).toEqual([
      ['[a  ]'],
      ['[ a]'],
    ]);
    expect(await rows(f.admin, "select '[' || v || ']' from t where n = 3 group by v")).toEqual([['[b ]']]);
    expect(await rows(f.admin, "select distinct '[' || v || ']' from t where n = 3")).toEqual([['[b ]']]);
  });
});
