import { optionConflicts } from '../../../../lambdas/core/config/option-conflicts';
import { resolveTableOptions } from '../../../../lambdas/core/config/resolve-table-options';
import { pipelineOf } from './pipeline-of';

const resolve = (lines: string, name = 'x') => resolveTableOptions(pipelineOf(lines), { schema: 'public', name });

describe('options of incremental reads', () => {
  it.each<[string, object]>([
    ['mode: auto\nlookback: 90m\ndelay: 2w', { lookback: { seconds: 5_400 }, delaySeconds: 1_209_600 }],
    ['mode: auto\nlookback: 9007199254740991', { lookback: { value: '9007199254740991' } }],
    ['mode: auto\nfullRefreshEvery: 7d', { fullRefreshEvery: { seconds: 604_800 } }],
    ['mode: auto\nfullRefreshEvery: 1000', { fullRefreshEvery: { batches: 1000 } }],
    ['deletes: detect', { deletes: 'detect', maxDeletes: 0.5, checkKey: true }],
    ['deletes: detect\ncheckKey: false\nmaxDeletes: 0', { checkKey: false, maxDeletes: 0 }],
    ['tables: {public.x: {expectEvery: 26h}}', { expectEverySeconds: 93_600, from: { expectEvery: 'public.x' } }],
    ["tables: {'public.*': {primaryKey: [id]}}", { primaryKey: ['id'], from: { primaryKey: 'public.*' } }],
    [
      'mode: incremental\nreplicationKey: at\nchunkBy: {rows: 10000}\nschemaDrift: freeze\nonReset: fail',
      {
        mode: 'incremental',
        replicationKey: 'at',
        chunkBy: { rows: 10_000 },
        schemaDrift: 'freeze',
        onReset: 'fail',
        from: {
          mode: 'pipeline',
          replicationKey: 'pipeline',
          chunkBy: 'pipeline',
          schemaDrift: 'pipeline',
          onReset: 'pipeline',
        },
      },
    ],
  ])('%j', (lines, expected) => {
    expect(resolve(lines)).toMatchObject(expected);
  });

  it('gives a table no freshness of the pipeline', () => {
    const pipeline = pipelineOf('expectEvery: 1d');
    expect(pipeline.expectEverySeconds).toBe(86_400);
    expect(resolveTableOptions(pipeline, { schema: 'a', name: 'b' }).expectEverySeconds).toBeUndefined();
  });

  it.each([
    'mode: incremental\nlookback: 1h\ntables: {public.x: {mode: full, limit: 5}}',
    "lookback: 1h\ntables: {'public.*': {mode: auto}, public.x: {mode: full}}",
    "deletes: detect\ntables: {'public.*': {maxDeletes: 0.1}, public.x: {deletes: ignore, limit: 5}}",
    "maxDeletes: 0.1\ntables: {'public.*': {deletes: detect}}",
    "tables: {'public.*': {mode: auto}, public.x: {lookback: 5}}",
    'mode: auto\ntables: {public.x: {enabled: false, limit: 5, mode: full}}',
    "mode: auto\ntables: {'public.tmp*': {limit: 5}}",
    'columns: {hash: [at]}\nmode: auto\ntables: {public.x: {replicationKey: other}}',
    'deletes: detect\ndestination: {bucket: abc, region: eu-west-1}',
    'discover: false\nmode: auto\nreplicationKey: at\ntables: {public.x: {columnTypes: {id: int}}}',
    'discover: false\ndeletes: detect\nprimaryKey: [id]\ntables: {public.x: {columnTypes: {id: int}}}',
    "consistentGroups: {sales: [a.b, a.c]}\ninclude: ['b.*']\ntables: {a.b: {}, a.c: {}, 'b.*': {limit: 5}}",
    "consistentGroups: {sales: [a.b, a.c]}\nchunkBy: {rows: 10000}\ntables: {'b.*': {mode: auto}}",
    'consistentGroups: {sales: [a.b, a.c, a.d, a.e, a.f, a.g]}\ndeletes: detect\ntables: {a.b: {deletes: ignore}, a.c: {deletes: ignore}}',
    'consistentGroups: {}\nkeep: {}',
  ])('may stand so: %j', (lines) => {
    expect(pipelineOf(lines).name).toBe('lake');
  });

  it('resolves groups, catalog and keep', () => {
    const lines =
      'consistentGroups: {b: [a.x, a.y], a: [a.v, a.w]}\ncatalog: {database: lake}\nkeep: {runs: 5, snapshots: 2w}';
    expect(pipelineOf(lines)).toMatchObject({
      consistentGroups: [
        { name: 'b', tables: ['a.x', 'a.y'] },
        { name: 'a', tables: ['a.v', 'a.w'] },
      ],
      catalog: { database: 'lake', tableName: '{schema}__{table}' },
      keep: { snapshots: { seconds: 1_209_600 }, runs: { count: 5 } },
    });
  });
});

describe('optionConflicts', () => {
  it('finds for a table what only globs say together', () => {
    const lines = "tables: {'*.x': {mode: auto, replicationKey: at}, 'public.*': {limit: 5, columns: {hash: [AT]}}}";
    expect(optionConflicts(resolve(lines), false).map(({ option, list }) => [option, list])).toEqual([
      ['limit', undefined],
      ['columns', 'hash'],
    ]);
    expect(optionConflicts(resolve(lines), true)).toHaveLength(1);
    expect(optionConflicts(resolve(lines, 'y'), false)).toEqual([]);
  });
});
