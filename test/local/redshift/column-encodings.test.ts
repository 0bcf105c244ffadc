import { type Fixture, openFixture, rows, run } from './warehouse-fixture';

let f: Fixture;
beforeAll(async () => {
  f = await openFixture();
});
afterAll(() => f.close());

it('are in pg_attribute by number, and format_encoding names them', async () => {
  await run(f.admin, 'create table e (a int encode az64, b varchar(9) encode lzo, c int encode raw, d int)');
  const encodings = await rows(
    f.admin,
    `select a.attname, format_encoding(a.attencodingtype::integer) from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relname = 'e' order by a.attnum`,
  );
  expect(encodings).toEqual([
    ['a', 'az64'],
    ['b', 'lzo'],
    ['c', 'none'],
    ['d', 'none'],
  ]);
});

it.each(['bytedict', 'runlength', 'text255', 'text32k'])('%s does not let a VARCHAR grow', async (encoding) => {
  await run(f.admin, 'drop table if exists g', `create table g (v varchar(9) encode ${encoding})`);
  await expect(f.admin.execute('alter table g alter column v type varchar(20)')).rejects.toThrow(
    `with encoding ${encoding}`,
  );
});
