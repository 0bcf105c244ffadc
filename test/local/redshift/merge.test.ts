import { dropAll, type Fixture, openFixture, rows, run } from './warehouse-fixture';

let f: Fixture;
beforeAll(async () => {
  f = await openFixture();
});
afterEach(() => dropAll(f));
afterAll(() => f.close());

const UPSERT = `when matched then update set id = source.id, name = source.name
  when not matched then insert values (source.id, source.name)`;
const target = () => rows(f.admin, 'select id, rtrim(name) from target order by id, name');

/** The tables of the developer guide's examples (r_MERGE). */
async function tables(targetRows: string, sourceRows: string): Promise<void> {
  await run(
    f.admin,
    'create table target (id int, name char(10))',
    'create table source (id int, name char(10))',
    `insert into target values ${targetRows}`,
    `insert into source values ${sourceRows}`,
  );
}

interface Case {
  what: string;
  target: string;
  source: string;
  merge: string;
  leaves: unknown[][];
  affected: number;
  /** Where the outcome is documented. */
  from: string;
}

it.each<Case>([
  {
    what: 'updates and inserts',
    target: "(101, 'Bob'), (102, 'John'), (103, 'Susan')",
    source: "(102, 'Tony'), (103, 'Alice'), (104, 'Bill')",
    merge: `using source on target.id = source.id ${UPSERT}`,
    leaves: [
      [101n, 'Bob'],
      [102n, 'Tony'],
      [103n, 'Alice'],
      [104n, 'Bill'],
    ],
    affected: 3,
    from: 'developer guide',
  },
  {
    what: 'deletes and inserts',
    target: "(101, 'Bob'), (102, 'Tony'), (103, 'Alice'), (104, 'Bill')",
    source: "(102, 'Tony'), (103, 'Alice'), (104, 'Bill'), (105, 'David')",
    merge:
      'using source on target.id = source.id when matched then delete when not matched then insert values (source.id, source.name)',
    leaves: [
      [101n, 'Bob'],
      [105n, 'David'],
    ],
    affected: 4,
    from: 'developer guide',
  },
  {
    what: 'removes duplicates',
    target: "(30, 'Tony'), (30, 'Daisy'), (11, 'Alice'), (23, 'Bill'), (23, 'Nikki')",
    source: "(23, 'David'), (22, 'Clarence')",
    merge: 'using source on target.id = source.id remove duplicates',
    leaves: [
      [11n, 'Alice'],
      [22n, 'Clarence'],
      [23n, 'David'],
      [30n, 'Daisy'],
      [30n, 'Tony'],
    ],
    affected: 4,
    from: 'developer guide; the count is inferred',
  },
  {
    what: 'inserts what has a NULL key, and all duplicates that match nothing',
    target: "(1, 'a'), (null, 'b')",
    source: "(null, 'c'), (2, 'd'), (2, 'e')",
    merge: `using source on target.id = source.id ${UPSERT}`,
    leaves: [
      [1n, 'a'],
      [2n, 'd'],
      [2n, 'e'],
      [null, 'b'],
      [null, 'c'],
    ],
    affected: 3,
    from: 'developer guide (False or Unknown is not matched)',
  },
  {
    what: 'takes an alias and a column list for the source',
    target: "(1, 'a')",
    source: "(1, 'b'), (2, 'c')",
    merge:
      'using source as s on target.id = s.id when matched then update set name = s.name || target.name when not matched then insert (name, id) values (upper(s.name), s.id + 1)',
    leaves: [
      [1n, 'ba'],
      [3n, 'C'],
    ],
    affected: 2,
    from: 'developer guide',
  },
  {
    what: 'takes a subquery as the source',
    target: "(1, 'a')",
    source: "(1, 'b'), (1, 'b'), (2, 'c')",
    merge: `using (select id, name from source group by 1, 2) as source on target.id = source.id ${UPSERT}`,
    leaves: [
      [1n, 'b'],
      [2n, 'c'],
    ],
    affected: 2,
    from: 'developer guide of 2026',
  },
  {
    what: 'updates several rows of the target by one of the source',
    target: "(1, 'a'), (1, 'b')",
    source: "(1, 'c')",
    merge: `using source on target.id = source.id ${UPSERT}`,
    leaves: [
      [1n, 'c'],
      [1n, 'c'],
    ],
    affected: 2,
    from: 'follows from the rule that only a target row must not match several',
  },
])('MERGE $what', async ({ target: t, source, merge, leaves, affected }) => {
  await tables(t, source);
  expect((await f.admin.execute(`merge into target ${merge}`)).resultRows).toBe(affected);
  expect(await target()).toEqual(leaves);
});

it('finds VARCHAR keys equal whatever blanks they end in', async () => {
  await run(
    f.admin,
    'create table p (k varchar(9), n int)',
    'create temp table st (k varchar(9), n int)',
    "insert into p values ('a', 1)",
    "insert into st values ('a  ', 2)",
    'merge into p using st as s on p.k = s.k when matched then update set n = s.n when not matched then insert (k, n) values (s.k, s.n)',
  );
  expect(await rows(f.admin, 'select * from p')).toEqual([['a', 2n]]);
});

it('fills defaults and identities, and checks lengths', async () => {
  await run(
    f.admin,
    "create table d (id int identity(5, 1), k int, v varchar(3) default 'def')",
    'create table fill (k int, v varchar(9))',
    "insert into fill values (1, 'abcd')",
    'merge into d using fill on d.k = fill.k when matched then delete when not matched then insert (k) values (fill.k)',
  );
  expect(await rows(f.admin, 'select * from d')).toEqual([[5n, 1n, 'def']]);
  await expect(
    f.admin.execute(
      'merge into d using fill on d.k = fill.k when matched then update set v = fill.v when not matched then insert (k) values (fill.k)',
    ),
  ).rejects.toThrow('ERROR: value too long for type character varying(3)');
});

describe('a target row that matches several source rows', () => {
  // The developer guide's example, both ways.
  it.each([
    `${UPSERT}`,
    'when matched then delete when not matched then insert values (source.id, source.name)',
    'remove duplicates',
  ])('is an error: %s', async (clauses) => {
    await tables("(1, 'Bob'), (2, 'John')", "(1, 'Tony'), (1, 'Alice'), (3, 'Bill')");
    await expect(f.admin.execute(`merge into target using source on target.id = source.id ${clauses}`)).rejects.toThrow(
      'ERROR: Found multiple matches to update the same tuple.',
    );
    expect(await target()).toHaveLength(2);
  });

  it('is found among rows of the same transaction, too', async () => {
    await tables("(7, 'x')", "(8, 'y')");
    await run(f.admin, 'begin', "insert into target values (1, 'a')", "insert into source values (1, 'b'), (1, 'c')");
    await expect(f.admin.execute(`merge into target using source on target.id = source.id ${UPSERT}`)).rejects.toThrow(
      'Found multiple matches',
    );
    await f.admin.execute('rollback');
  });
});

describe('Redshift refuses', () => {
  beforeEach(async () => {
    await tables("(1, 'a')", "(1, 'b')");
    await run(f.admin, 'create view v as select * from target', 'create view w as select * from source');
  });

  it.each([
    [
      'an alias of the target',
      `into target t using source on t.id = source.id ${UPSERT}`,
      'syntax error at or near "t"',
    ],
    [
      'a condition on WHEN',
      'into target using source on target.id = source.id when matched and source.id > 1 then delete',
      'syntax error at or near "and"',
    ],
    // "MERGE statement with a single WHEN clause is not enabled": quoted in jOOQ/jOOQ#18351.
    [
      'one WHEN MATCHED alone',
      'into target using source on target.id = source.id when matched then delete',
      'MERGE statement with a single WHEN clause is not enabled.',
    ],
    [
      'one WHEN NOT MATCHED alone',
      'into target using source on target.id = source.id when not matched then insert values (source.id, source.name)',
      'MERGE statement with a single WHEN clause is not enabled.',
    ],
    [
      'two WHEN MATCHED',
      'into target using source on target.id = source.id when matched then delete when matched then delete',
      'syntax error at or near "when"',
    ],
    [
      'the target as its own source',
      'into target using target as source on target.id = source.id remove duplicates',
      'Source and target of MERGE must be different tables.',
    ],
    // Developer guide of 2026.
    [
      'a subquery on the target',
      `into target using (select * from target) as source on target.id = source.id ${UPSERT}`,
      'Source view/subquery in Merge statement cannot reference target table.',
    ],
    [
      'a view on the target',
      `into target using v as source on target.id = source.id ${UPSERT}`,
      'Source view/subquery in Merge statement cannot reference target table.',
    ],
    ['a view as the target', `into v using source on v.id = source.id ${UPSERT}`, 'cannot insert into a view'],
    [
      'a system table as the target',
      'into pg_class using source on pg_class.oid = source.id remove duplicates',
      'permission denied for relation pg_class',
    ],
    [
      'values of the target in INSERT',
      'into target using source on target.id = source.id when matched then delete when not matched then insert values (target.id, source.name)',
      'relation "target" does not exist',
    ],
    [
      'other columns with REMOVE DUPLICATES',
      'into target using (select id from source) s on target.id = s.id remove duplicates',
      'requires source and target with the same columns',
    ],
  ])('%s', async (_, sql, message) => {
    await expect(f.admin.execute(`merge ${sql}`)).rejects.toThrow(message);
    expect(await target()).toEqual([[1n, 'a']]);
  });

  it('nothing of a view that reads other tables', async () => {
    await f.admin.execute(`merge into target using w as source on target.id = source.id ${UPSERT}`);
    expect(await target()).toEqual([[1n, 'b']]);
  });

  it('a user who lacks one of the privileges', async () => {
    const writer = await f.as('writer');
    await run(f.admin, 'grant select, insert, update on target to writer');
    const merge = (clauses: string) =>
      writer.execute(`merge into target using source on target.id = source.id ${clauses}`);
    await expect(merge(UPSERT)).rejects.toThrow('permission denied for relation source');
    await f.admin.execute('grant select on source to writer');
    await merge(UPSERT);
    await expect(merge('remove duplicates')).rejects.toThrow('permission denied for relation target');
  });
});
