import { changesStep } from '../../support/load-unit-fixture';
import { DescribeStatementCommand } from '../../support/mocked-data-api';
import {
  applyAt,
  done,
  failed,
  LEDGER,
  type PlanOptions,
  plan,
  READY,
  RUN,
  TARGET,
  type World,
  world,
} from '../../support/planned-changes';

describe('planChanges refuses', () => {
  it('changes that are done and do not show', async () => {
    const w = world({ catalog: { ...READY, target: { id: 'bigint' } } });
    const before = await plan(w);
    w.answer('evolved', [done]);
    await expect(plan(w, { attempt: 2, before, evolveStatementId: 'evolved' })).rejects.toMatchObject({
      name: 'StatementFailed',
      message:
        'public.t: Redshift took the changes and the catalog does not show them: addColumn. ' +
        'Is the target a table that this user owns?',
    });
  });

  it.each<[string, string, string]>([
    ['for good', 'ERROR: permission denied for schema public', 'StatementFailed'],
    ['for a while', 'ERROR: 1023 Serializable isolation violation on table', 'StatementTransient'],
  ])('changes that failed %s', async (_, error, name) => {
    const w = world({ catalog: { ...READY, target: { id: 'bigint' } } });
    const before = await plan(w);
    w.answer('evolved', [failed(error)]);
    await expect(plan(w, { attempt: 2, before, evolveStatementId: 'evolved' })).rejects.toMatchObject({
      name,
      message: expect.stringContaining(`${error} (statement evolve public.t, id evolved)`),
    });
  });

  it('a single change that failed, of which the Data API tells no parts', async () => {
    const w = world({ catalog: { ...READY, target: { id: 'bigint' } } });
    const before = await plan(w);
    w.mock.on(DescribeStatementCommand, { Id: 'evolved' }).resolves({ Status: 'FAILED', Error: 'ERROR: no room' });
    await expect(plan(w, { attempt: 2, before, evolveStatementId: 'evolved' })).rejects.toMatchObject({
      name: 'StatementFailed',
      message: expect.stringContaining('ERROR: no room'),
    });
  });

  it.each<[string, PlanOptions, string, RegExp]>([
    ['a target that is a view', { kind: 'v' }, 'ConfigInvalid', /^public\.t is a view: a load needs a table$/],
    [
      'a table that is missing, and may not be made',
      { catalog: {}, lines: 'evolve: none' },
      'TableNotFound',
      /^public\.t does not exist, and evolve is none: create it, or set evolve: add$/,
    ],
    [
      'data that does not fit, where it has to',
      { catalog: { ...READY, target: { id: 'bigint', v: 'date' } }, lines: 'evolve: fail' },
      'SchemaDrifted',
      /^public\.t does not fit the data: "v" is date, and the data has varchar\(10\)\. Change the table, or set evolve: add$/,
    ],
    [
      'a column that is NOT NULL and has no value',
      { catalog: { ...READY, target: { ...TARGET, must: 'bigint!' } } },
      'SchemaDrifted',
      /"must" is NOT NULL and not in the data/,
    ],
    [
      'a key that nobody tells',
      {
        lines: 'writeMode: merge',
        source: 'debezium',
        staged: { key: null },
        catalog: { target: TARGET, ledger: LEDGER },
      },
      'PrimaryKeyMissing',
      /^public\.t: writeMode merge tells rows apart by a key.*tables: \{public\.t: \{key: \[\.\.\.\]\}\}/,
    ],
    [
      'a key that the data has not',
      { lines: 'key: [other]' },
      'PrimaryKeyMissing',
      /^public\.t: key column "other" is not in the data, and writeMode merge needs it$/,
    ],
    [
      'another key than the one that positions are kept of',
      { lines: 'key: [v]' },
      'PrimaryKeyInvalid',
      /^public\.t: the key is \(v\), and its positions table was made for \(id\)\. A key cannot change/,
    ],
    [
      'more columns than a table holds',
      {
        catalog: {
          ...READY,
          target: { id: 'bigint', ...Object.fromEntries(Array.from({ length: 1_594 }, (_, n) => [`c${n}`, 'bigint'])) },
        },
      },
      'ConfigInvalid',
      /^public\.t has 1595 columns, and the data 1 more: a load takes 1595\. Exclude columns/,
    ],
  ])('%s', async (_, options, name, message) => {
    await expect(plan(world(options))).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  it.each<[string, (w: World) => string]>([
    ['the unit', ({ item }) => item.unitAt.key],
    ['run.json', () => `${RUN}run.json`],
    ['what the table has in the batch', () => (changesStep().files as { staged: { key: string } }).staged.key],
    ['the plan before', () => applyAt('0-0-1')],
    ['what was set aside', () => 'aside.json'],
  ])('where %s is gone', async (_, keyOf) => {
    const w = world();
    w.s3.put('aside.json', { parts: [], rows: 0, at: { bucket: 'lake', key: 'q/' } });
    const before = await plan(w);
    w.s3.remove(keyOf(w));
    await expect(plan(w, { attempt: 2, before, aside: { bucket: 'lake', key: 'aside.json' } })).rejects.toMatchObject({
      name: 'DocumentInvalid',
      message: expect.stringMatching(/is gone.*[Ss]tart the pipeline again/),
    });
  });

  it('a step that the unit has not', async () => {
    await expect(plan(world(), { index: 1 })).rejects.toMatchObject({ name: 'DocumentInvalid' });
  });
});
