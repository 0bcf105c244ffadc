import type { CatalogColumn } from '../../../../lambdas/core/catalog/table';
import { PrimaryKeyInvalid } from '../../../../lambdas/core/errors';
import { booleanExpression } from '../../../../lambdas/core/sql/expression';
import { type KeySetRequest, keyCheck, keySetStatements } from '../../../../lambdas/core/sql/key-set';
import { type Fixture, openFixture, rows, run } from '../../../local/redshift/warehouse-fixture';

const column = (name: string, type: string, more: Partial<CatalogColumn> = {}): CatalogColumn => ({
  name,
  type,
  nullable: true,
  ...more,
});
const request = (more: Partial<KeySetRequest> = {}): KeySetRequest => ({
  member: 3,
  source: { schema: 'public', name: 'T"1' },
  columns: [column('id', 'integer')],
  to: { bucket: 'lake', key: 'keys/b/' },
  goneTo: { bucket: 'lake', key: 'deletes/b/' },
  unload: { iamRole: 'arn:aws:iam::1:role/unload', maxFileSizeMb: 256 },
  ...more,
});
const last = { bucket: 'lake', key: 'manifests/a-keys.json' };
const texts = (more: Partial<KeySetRequest> = {}) => keySetStatements(request(more)).map((s) => s.sql.text);

describe('keySetStatements', () => {
  it('takes the first key set of a table', () => {
    const statements = keySetStatements(request());
    expect(statements.map(({ role }) => role)).toEqual([undefined, 'keys', 'keyCounts']);
    expect(statements[0]?.sql.text).toBe(
      'CREATE TEMP TABLE "shuttle_keys_3" AS SELECT "id" FROM (SELECT CAST("id" AS BIGINT) AS "id" FROM "public"."T""1" WHERE "id" IS NOT NULL) found GROUP BY "id"',
    );
    expect(statements[1]?.sql.text).toContain(`UNLOAD ('SELECT "id" FROM "shuttle_keys_3"')\nTO 's3://lake/keys/b/'`);
  });

  it('compares with the last one', () => {
    const statements = keySetStatements(request({ last }));
    expect(statements.map(({ role }) => role)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'gone',
      'keys',
      'keyCounts',
    ]);
    const [, like, copy, gone, writeGone, writeKeys] = statements.map((s) => s.sql.text);
    expect(like).toBe('CREATE TEMP TABLE "shuttle_last_keys_3" (LIKE "shuttle_keys_3")');
    expect(copy).toBe(
      `COPY "shuttle_last_keys_3" FROM 's3://lake/manifests/a-keys.json'\nIAM_ROLE 'arn:aws:iam::1:role/unload'\nFORMAT AS PARQUET\nMANIFEST`,
    );
    expect(gone).toBe(
      'CREATE TEMP TABLE "shuttle_gone_3" AS SELECT l."id" FROM "shuttle_last_keys_3" l LEFT JOIN "shuttle_keys_3" n ON n."id" = l."id" WHERE n."id" IS NULL',
    );
    expect(writeGone).toContain(`"shuttle_gone_3"')\nTO 's3://lake/deletes/b/'`);
    expect(writeKeys).toContain(`"shuttle_keys_3"')\nTO 's3://lake/keys/b/'`);
  });

  it('keeps the filter of the table in its parentheses', () => {
    const source = { schema: 'public', name: 't', where: booleanExpression('a OR b') };
    expect(texts({ source })[0]).toContain('WHERE ((a OR b)) AND ("id" IS NOT NULL)');
  });

  it('tells texts apart by their length, but not other columns', () => {
    const columns = [column('code', 'varchar(9)'), column('c', 'char(4)'), column('h', 'varchar(9)', { hash: true })];
    const [create, , , gone] = texts({ columns, last });
    expect(create).toMatch(/GROUP BY "code", "c", "h", OCTET_LENGTH\("code"\)$/);
    expect(gone?.match(/OCTET_LENGTH/g)).toHaveLength(2);
  });

  it('takes a hashed column as its hash', () => {
    expect(texts({ columns: [column('id', 'bigint', { hash: true })] })[0]).toContain(
      'SHA2(CAST("id" AS VARCHAR(20)), 256)',
    );
  });

  it('names the tables of two members differently, and one member always alike', () => {
    const named = (member: number) => texts({ member, last }).flatMap((text) => text.match(/shuttle_\w+/g) ?? []);
    expect(named(1)).toEqual(named(1));
    expect(named(1).filter((name) => named(11).includes(name))).toEqual([]);
  });

  it('takes the default role as the word', () => {
    expect(texts({ last, unload: { iamRole: 'default', maxFileSizeMb: 256 } })[2]).toContain('\nIAM_ROLE default\n');
  });

  it.each([
    'real',
    'double precision',
    'super',
    'geometry',
    'geography',
    'hllsketch',
    'interval day to second',
    'interval year to month',
  ])('refuses a key of type %s', (type) => {
    const columns = [column('id', 'integer'), column('k', type)];
    expect(() => keySetStatements(request({ columns }))).toThrow(PrimaryKeyInvalid);
    expect(() => keyCheck(request().source, columns)).toThrow(/column "k" is .*primaryKey/);
  });

  it('refuses a table without a key', () => {
    expect(() => keySetStatements(request({ columns: [] }))).toThrow(PrimaryKeyInvalid);
    expect(() => keyCheck(request().source, [])).toThrow(/no primary key is known/);
  });
});

describe('in a database', () => {
  let f: Fixture;
  beforeEach(async () => {
    f = await openFixture();
  });
  afterEach(() => f.close());
  const source = { schema: 'public', name: 't' };

  /** Runs the statements in one transaction, the last key set given as tuples in place of the COPY. */
  const detect = async (columns: readonly CatalogColumn[], lastKeys: string | undefined) => {
    const statements = keySetStatements(request({ source, columns, ...(lastKeys !== undefined && { last }) }));
    await f.admin.execute('begin');
    let counts: unknown[][] = [];
    for (const { sql, role } of statements) {
      const text = sql.text.startsWith('COPY') ? `insert into shuttle_last_keys_3 values ${lastKeys}` : sql.text;
      if (role === 'keyCounts') counts = await rows(f.admin, text);
      else if (!sql.text.startsWith('UNLOAD')) await f.admin.execute(text);
    }
    const gone = lastKeys === undefined ? [] : await rows(f.admin, 'select * from shuttle_gone_3 order by 1');
    const keys = await rows(f.admin, 'select * from shuttle_keys_3 order by 1');
    await f.admin.execute('rollback');
    return { counts, gone, keys };
  };

  it('finds what is gone, in a key of several columns, and leaves NULLs and duplicates out', async () => {
    await run(
      f.admin,
      'create table public.t (a int, b varchar(5))',
      "insert into public.t values (1, 'x'), (1, 'x'), (1, 'y'), (null, 'x'), (2, null)",
    );
    const columns = [column('a', 'integer'), column('b', 'varchar(5)')];
    expect(await detect(columns, undefined)).toEqual({
      counts: [[0n, 2n, 0n]],
      gone: [],
      keys: [
        [1n, 'x'],
        [1n, 'y'],
      ],
    });
    expect(await detect(columns, "(1, 'x'), (2, 'y'), (3, 'x')")).toMatchObject({
      counts: [[3n, 2n, 2n]],
      gone: [
        [2n, 'y'],
        [3n, 'x'],
      ],
    });
  });

  it('takes a key for gone that came back with another number of trailing blanks', async () => {
    await run(f.admin, 'create table public.t (k varchar(5))', "insert into public.t values ('a '), ('b')");
    const { gone } = await detect([column('k', 'varchar(5)')], "('a'), ('b')");
    expect(gone).toEqual([['a']]);
  });

  it.each([
    ['timestamptz', "'2026-01-01 02:00:00.123456+02'", "('2026-01-01 00:00:00.123456')"],
    ['time', "'10:20:30'", "('10:20:30')"],
    ['varbyte(4)', "to_varbyte('00FF', 'hex')", "('00ff')"],
    ['char(5)', "'ab'", "('ab')"],
    ['numeric(20,4)', '1.5', '(1.5)'],
    ['bigint', '9007199254740993', '(9007199254740993)'],
    ['date', "'2026-01-01'", "('2026-01-01')"],
    ['boolean', 'true', '(true)'],
  ])('knows a key of type %s again as the files hold it', async (type, value, stored) => {
    await run(f.admin, `create table public.t (k ${type})`, `insert into public.t values (${value})`);
    expect(await detect([column('k', type)], stored)).toMatchObject({ counts: [[1n, 1n, 0n]], gone: [] });
  });

  it('knows a hashed key again', async () => {
    await run(f.admin, 'create table public.t (k varchar(9))', "insert into public.t values ('ann')");
    const columns = [column('k', 'varchar(9)', { hash: true })];
    const { keys } = await detect(columns, undefined);
    expect(keys).toEqual([[expect.stringMatching(/^[0-9a-f]{64}$/)]]);
    expect(await detect(columns, `('${keys[0]?.[0]}')`)).toMatchObject({ counts: [[1n, 1n, 0n]], gone: [] });
  });

  it('finds every key gone from an emptied table', async () => {
    await f.admin.execute('create table public.t (k int)');
    expect(await detect([column('k', 'integer')], '(1), (2)')).toMatchObject({ counts: [[2n, 0n, 2n]] });
  });

  it.each([
    ['(1, 1), (1, 2)', [0n, 0n]],
    ['(1, 1), (1, 1), (1, 1), (2, 2), (2, 2)', [0n, 3n]],
    ['(null, 1), (1, null), (null, null), (null, 1)', [4n, 0n]],
    ['(1, 1), (1, 1), (null, 1)', [1n, 1n]],
  ])('counts what is wrong with the key of %s', async (values, expected) => {
    await run(f.admin, 'create table public.t (a int, b int)', `insert into public.t values ${values}`);
    const columns = [column('a', 'integer'), column('b', 'integer')];
    expect(await rows(f.admin, keyCheck(source, columns).text)).toEqual([expected]);
    expect(
      await rows(f.admin, keyCheck({ ...source, where: booleanExpression('a = 7 OR b = 7') }, columns).text),
    ).toEqual([[0n, 0n]]);
  });

  it('counts nothing in an empty table', async () => {
    await f.admin.execute('create table public.t (a int)');
    expect(await rows(f.admin, keyCheck(source, [column('a', 'integer')]).text)).toEqual([[0n, 0n]]);
  });
});
