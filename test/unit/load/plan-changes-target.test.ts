import type { PlannedStep } from '../../../lambdas/load/contract';
import { NOW } from '../../support/load-fixture';
import {
  applyAt,
  done,
  failed,
  plan,
  planAt,
  READY,
  sqlsOf,
  TARGET,
  type World,
  world,
} from '../../support/planned-changes';

describe('planChanges, the target', () => {
  const kinds = (w: World, step: PlannedStep) => planAt(w, step).changes.map(({ kind }) => kind);

  it('makes schema, table and control tables, each statement by itself', async () => {
    const w = world({ catalog: {}, schemaExists: false });
    const step = await plan(w);
    expect(step).toMatchObject({
      do: 'evolve',
      at: { key: applyAt('0-0-1') },
      statement: { step: 'evolve', mode: 'AUTO_COMMIT' },
    });
    expect(kinds(w, step)).toEqual(['createSchema', 'createTable', 'createLedger', 'seedFence', 'createPositions']);
    expect(sqlsOf(step)[1]).toBe('CREATE TABLE IF NOT EXISTS "public"."t" ("id" BIGINT, "v" VARCHAR(16))');
    expect(planAt(w, step)).toMatchObject({ roles: [], rows: 0, parts: [], told: [], evolveSqls: [] });
    // No manifest is written before there is something to copy.
    expect(w.s3.keys().filter((key) => key.includes('/manifests/'))).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['keys of the configuration', 'distKey: ID\nsortKey: [V]', ' DISTKEY ("id") SORTKEY ("v")'],
    ['no keys', '', ')'],
  ])('makes the table with %s', async (_, lines, end) => {
    const w = world({ catalog: {}, lines });
    const [create = ''] = sqlsOf(await plan(w)).filter((sql) =>
      sql.startsWith('CREATE TABLE IF NOT EXISTS "public"."t"'),
    );
    expect(create.endsWith(end)).toBe(true);
  });

  it('adds and widens columns, and tells it with the batch', async () => {
    const w = world({
      catalog: { ...READY, target: { id: 'bigint', v: 'character varying(4)' } },
      staged: {
        columns: [
          { source: 'id', name: 'id', type: 'bigint', isDeclared: false },
          { source: 'V', name: 'v', type: 'varchar(10)', isDeclared: false },
          { source: 'n', name: 'n', type: 'smallint', isDeclared: false },
        ],
      },
    });
    const evolve = await plan(w);
    expect(kinds(w, evolve)).toEqual(['widen', 'addColumn']);
    w.look({ ...READY, target: { ...TARGET, n: 'bigint' } });
    w.answer('evolved', [done, done]);
    const apply = await plan(w, { attempt: 2, before: evolve, evolveStatementId: 'evolved', now: 'later' });
    expect(apply).toMatchObject({ do: 'apply', at: { key: applyAt('0-0-2') } });
    expect(planAt(w, apply)).toMatchObject({
      told: [
        { what: 'column widened', name: 'v', type: 'varchar(16)' },
        { what: 'column added', name: 'n', type: 'bigint' },
      ],
      evolveSqls: planAt(w, evolve).sqls,
      startedAt: NOW,
    });
  });

  it.each([
    [100, [40, 40, 20]],
    [410, [...new Array(10).fill(40), 10]],
  ])('adds %d columns in rounds of as many statements as the Data API takes', async (count, expected) => {
    const names = Array.from({ length: count }, (_, n) => `c${n}`);
    const columns = ['id', ...names].map((name) => ({ source: name, name, type: 'bigint', isDeclared: false }));
    const w = world({ catalog: { ...READY, target: { id: 'bigint' } }, staged: { columns } });
    const has: Record<string, string> = { id: 'bigint' };
    const rounds: number[] = [];
    let before: PlannedStep | null = null;
    for (let attempt = 1; ; attempt++) {
      const step: PlannedStep = await plan(w, { attempt, before, evolveStatementId: before ? 'evolved' : null });
      before = step;
      if (step.do === 'apply') break;
      rounds.push(sqlsOf(step).length);
      for (const { column } of planAt(w, step).changes as unknown as { column: { name: string } }[])
        has[column.name] = 'bigint';
      w.look({ ...READY, target: { ...has } });
      w.answer(
        'evolved',
        sqlsOf(step).map(() => done),
      );
    }
    expect(rounds).toEqual(expected);
    const { told, evolveSqls } = planAt(w, before);
    expect(told.map(({ name }) => name)).toEqual(names);
    expect(evolveSqls).toHaveLength(count);
  });

  it('plans with a column as it is where it could not be widened, and does not tell that it was', async () => {
    const narrow = { ...READY, target: { id: 'bigint', v: 'character varying(4)' } };
    const w = world({ catalog: narrow, lines: 'onConflict: quarantine' });
    const evolve = await plan(w);
    expect(kinds(w, evolve)).toEqual(['widen']);
    w.answer('evolved', [failed('ERROR: cannot alter type of a column used by a view')]);
    const apply = await plan(w, { attempt: 2, before: evolve, evolveStatementId: 'evolved' });
    expect(planAt(w, apply)).toMatchObject({
      do: 'apply',
      unwidenable: ['v'],
      conflicts: [{ column: 'v', targetType: 'varchar(4)', dataType: 'varchar(10)' }],
      told: [],
    });
  });

  it('remembers over rounds what could not be widened', async () => {
    const w = world({ catalog: { ...READY, target: { id: 'bigint', v: 'character varying(4)' } } });
    const first = await plan(w);
    w.answer('evolved', [failed('ERROR: cannot alter type of a column used by a view')]);
    const second = await plan(w, { attempt: 2, before: first, evolveStatementId: 'evolved' });
    expect(planAt(w, second)).toMatchObject({
      do: 'evolve',
      changes: [{ kind: 'addColumn', column: { name: 'v__varchar' } }],
    });
    w.look({ ...READY, target: { id: 'bigint', v: 'character varying(4)', v__varchar: 'character varying(16)' } });
    w.answer('evolved', [done]);
    const third = await plan(w, { attempt: 3, before: second, evolveStatementId: 'evolved' });
    expect(planAt(w, third)).toMatchObject({
      do: 'apply',
      unwidenable: ['v'],
      told: [{ what: 'column added', name: 'v__varchar' }],
    });
  });

  it('takes what another run has made meanwhile for done', async () => {
    const w = world({ catalog: {} });
    const evolve = await plan(w);
    w.look(READY);
    w.answer('evolved', [failed('ERROR: relation "t" already exists'), done, done, done]);
    const apply = await plan(w, { attempt: 2, before: evolve, evolveStatementId: 'evolved' });
    expect(apply.do).toBe('apply');
  });

  it('repeats changes that a transient error kept from being made, and tells each once', async () => {
    const catalog = { ...READY, target: { id: 'bigint' } };
    const w = world({ catalog });
    const first = await plan(w);
    expect(kinds(w, first)).toEqual(['addColumn']);
    // The statement failed for a conflict: the machine comes back without it.
    const second = await plan(w, { attempt: 2, before: first, evolveStatementId: null });
    expect(second).toMatchObject({ do: 'evolve', at: { key: applyAt('0-0-2') } });
    w.look(READY);
    w.answer('evolved', [done]);
    const third = await plan(w, { attempt: 3, before: second, evolveStatementId: 'evolved' });
    expect(planAt(w, third)).toMatchObject({ do: 'apply', told: [{ what: 'column added', name: 'v' }] });
  });

  it('does not tell changes again that a commit was kept from', async () => {
    const w = world({ catalog: { ...READY, target: { id: 'bigint' } } });
    const evolve = await plan(w);
    w.look(READY);
    w.answer('evolved', [done]);
    const apply = await plan(w, { attempt: 2, before: evolve, evolveStatementId: 'evolved' });
    const again = await plan(w, { attempt: 3, before: apply });
    expect(planAt(w, again).told).toEqual(planAt(w, apply).told);
    expect(planAt(w, again).evolveSqls).toEqual(planAt(w, apply).evolveSqls);
  });
});
