import { type Fixture, openFixture, rows, run } from './warehouse-fixture';

let f: Fixture;
beforeAll(async () => {
  f = await openFixture();
  await run(
    f.admin,
    'create table visits (day date, visitor varchar(20), n integer)',
    "insert into visits values ('2026-01-01', 'a', 1), ('2026-01-01', 'b', 2), ('2026-01-01', 'a  ', 1), ('2026-01-02', null, null)",
    'create table digits (d integer)',
    'insert into digits values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)',
    `create table numbers as select a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d as n
       from digits a, digits b, digits c, digits d, digits e`,
  );
});
afterAll(() => f.close());

const EMPTY = '{"version":1,"logm":15,"sparse":{"indices":[],"values":[]}}';
const only = async (sql: string) => (await rows(f.admin, sql))[0]?.[0];

describe('HLL_CREATE_SKETCH', () => {
  it('prints a sparse sketch as JSON, its indices in order', async () => {
    const printed = (await only('select hll_create_sketch(n) from numbers where n < 50')) as string;
    const sketch = JSON.parse(printed) as { sparse: { indices: number[]; values: number[] } };
    expect(sketch).toEqual({
      version: 1,
      logm: 15,
      sparse: { indices: expect.any(Array), values: expect.any(Array) },
    });
    const { indices, values } = sketch.sparse;
    expect(indices).toEqual([...indices].sort((a, b) => a - b));
    expect(indices).toHaveLength(50);
    expect(values).toHaveLength(50);
    expect(Math.max(...indices)).toBeLessThan(2 ** 26);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(1);
  });

  it('prints a dense one as Base64 of 24,580 bytes', async () => {
    const printed = (await only('select hll_create_sketch(n) from numbers')) as string;
    expect(printed).toMatch(/^ABAAE[A-Za-z0-9+/]+={0,2}$/);
    expect(Buffer.from(printed, 'base64')).toHaveLength(24_580);
  });

  it.each([
    ['no rows', 'select hll_create_sketch(n) from numbers where n < 0'],
    ['NULL alone', "select hll_create_sketch(visitor) from visits where day = '2026-01-02'"],
  ])('makes an empty sketch of %s', async (_, sql) => {
    expect(await only(sql)).toBe(EMPTY);
  });

  it('depends on the different values alone, blanks at the end aside', async () => {
    const of = (values: string) => only(`select hll_create_sketch(v) from (${values}) x`);
    const twice = await of("select 'b'::varchar as v union all select 'a' union all select 'a '");
    expect(twice).toBe(await of("select 'a'::varchar as v union all select 'b'"));
    expect(twice).not.toBe(await of("select 'a'::varchar as v union all select 'c'"));
  });

  it.each([
    ["to_varbyte('ab', 'utf8')", /hll_create_sketch\(binary varying\) does not exist/],
    ["st_geomfromtext('POINT(1 2)')", /hll_create_sketch\(geometry\) does not exist/],
  ])('takes no %s', async (value, message) => {
    await expect(f.admin.execute(`select hll_create_sketch(${value})`)).rejects.toThrow(message);
  });
});

describe('HLL_CARDINALITY', () => {
  it.each([
    [0, 0],
    [1, 1],
    [6000, 0.01],
    [7000, 0.02],
    [40_000, 0.02],
  ])('estimates %i values within %d', async (count, error) => {
    const estimate = Number(
      await only(`select hll_cardinality(s) from (select hll_create_sketch(n) as s from numbers where n < ${count}) x`),
    );
    expect(Math.abs(estimate - count)).toBeLessThanOrEqual(count < 10 ? 0 : count * error);
    expect(Number(await only(`select hll(n) from numbers where n < ${count}`))).toBe(estimate);
  });

  it('is NULL of NULL, and wants a sketch', async () => {
    expect(await only('select hll_cardinality(null)')).toBeNull();
    await expect(f.admin.execute('select hll_cardinality(n) from numbers')).rejects.toThrow(
      'function hll_cardinality(integer) does not exist',
    );
  });
});

describe('a column of type HLLSKETCH', () => {
  it('is filled by CTAS and INSERT, and printed by the Data API', async () => {
    await run(
      f.admin,
      'create table kept as select day, hll_create_sketch(visitor) as s from visits group by day',
      'insert into kept (day, s) select null, hll_create_sketch(n) from visits',
      'insert into kept (day) values (null)',
    );
    const result = await f.admin.execute('select s from kept');
    expect(result.columns).toMatchObject([{ name: 's', typeName: 'hllsketch' }]);
    const estimates = await rows(f.admin, 'select day, hll_cardinality(s) from kept order by day, 2');
    expect(estimates).toEqual([
      ['2026-01-01', 2n],
      ['2026-01-02', 0n],
      [null, 2n],
      [null, null],
    ]);
    expect(await rows(f.admin, "select s from kept where day = '2026-01-02'")).toEqual([[EMPTY]]);
    expect(await rows(f.admin, 'select count(s), count(*) from kept')).toEqual([[3n, 4n]]);
  });

  it.each([
    ["unload ('select s from kept') to 's3://lake/s/' iam_role default format parquet", /only supported for TEXT\/CSV/],
    ["unload ('select s from kept') to 's3://lake/s/' iam_role default format json", /only supported for TEXT\/CSV/],
    ['select s::varchar from kept', /cannot cast type hllsketch to character varying/],
    ['select a.s from kept a join kept b on a.s = b.s', /operator does not exist: hllsketch = hllsketch/],
    ["insert into kept (s) values ('x')", /NotSupportedLocally: a cast to hllsketch/],
  ])('refuses %s', async (sql, message) => {
    await expect(f.admin.execute(sql)).rejects.toThrow(message);
  });

  it('leaves as it is printed by UNLOAD to CSV', async () => {
    await f.admin.execute(
      "unload ('select s from kept where day is not null order by day') to 's3://lake/csv/' iam_role default csv parallel off",
    );
    const [key] = await f.objects.list('lake', 'csv/');
    const text = Buffer.from(await f.objects.get('lake', key as string)).toString('utf8');
    expect(text.split('\n')[1]).toBe(`"${EMPTY.replaceAll('"', '""')}"`);
  });
});
