import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { LOAD_DEFAULTS } from '../../../lambdas/core/config/load-defaults';
import { parseShuttleFile } from '../../../lambdas/core/config/parse-shuttle-file';
import { resolveTableOptions } from '../../../lambdas/core/config/resolve-table-options';
import type { ExtractPipeline } from '../../../lambdas/core/config/shuttle-config';
import { shuttle, TWO_PIPELINES, temporaryFolder } from './command-line';

const folder = temporaryFolder();
const planOf = async (text: string, ...args: string[]): Promise<string> => {
  const { code, out, err } = await shuttle('plan', '-c', folder.write('shuttle.yaml', text), ...args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
};

const MINIMAL = `
stack: Shuttle-Min
alarmEmail: data@example.com
warehouse: {region: eu-west-1, database: dev, workgroup: demo}
extract: [{name: lake}]`;

const DECLARED = `
stack: s
warehouse: {region: eu-west-1, database: dev, workgroup: demo}
extract:
  - name: lake
    discover: false
    columns: {exclude: [id]}
    tables:
      a.b: {columnTypes: {id: bigint, "the name": 'varchar(10)'}, where: "\\"the name\\" = '# no comment'"}
      a.c: {columnTypes: {x: date}, primaryKey: [x], columns: {include: [x]}}`;

const INCREMENTAL = `
stack: s
warehouse: {region: eu-west-1, database: dev, workgroup: demo}
extract:
  - name: lake
    lookback: 1h
    columns: {exclude: [note], hash: [email], drop: [ssn]}
    primaryKey: [id]
    deletes: detect
    maxDeletes: 0.25
    chunkBy: {rows: 20000}
    expectEvery: 1d
    consistentGroups: {sales: [c.x, c.y]}
    catalog: {database: lake}
    keep: {runs: 5}
    tables:
      a.*: {mode: auto, replicationKey: at, columns: {hash: [phone]}}
      a.x: {columns: {include: [id]}, fullRefreshEvery: 7d, expectEvery: 2h}
      a.y: {mode: full, deletes: ignore, checkKey: true}
      a.z: {columns: {drop: [tel]}, mode: incremental, lookback: 5}
  - {name: plain, mode: auto, maxDeletes: 0.1, tables: {b.*: {deletes: detect}, b.x: {schemaDrift: fail, onReset: fail}}}`;

const EXAMPLES = join(__dirname, '..', '..', '..', 'examples');
const LOADS = readdirSync(EXAMPLES)
  .filter((name) => name.startsWith('load-'))
  .map((name) => [name, readFileSync(join(EXAMPLES, name), 'utf8')] as const);

/** What a run would do, without the way it is written. */
const meaning = ({ tables, defaults, ...pipeline }: ExtractPipeline) => ({
  ...pipeline,
  tables: tables
    .filter(({ isGlob }) => !isGlob)
    .map(({ pattern }) => {
      const [schema = '', name = ''] = pattern.split('.');
      const { from, ...options } = resolveTableOptions({ tables, defaults, ...pipeline }, { schema, name });
      return { pattern, options };
    }),
  other: resolveTableOptions({ tables, defaults, ...pipeline }, { schema: 'sales', name: 'other' }).limit,
});

describe('shuttle plan', () => {
  it('shows every default and marks it, with the names in AWS', async () => {
    expect(await planOf(MINIMAL)).toMatchSnapshot();
  });

  it('shows where the options of each table come from', async () => {
    const out = await planOf(TWO_PIPELINES, '--pipeline', 'lake');
    expect(out.slice(out.indexOf('tables:'))).toBe(`tables:
      sales.*:
        method: unload
        limit: 100
      sales.flights:
        # columns from the pipeline: {"exclude":["ssn"]}
        enabled: true # default
        as: raw.flights
        method: unload # from sales.*
        verify: manifest
        where: id > 0 # from the pipeline
        limit: 100 # from sales.*
      sales.off:
        enabled: false
      public.orders:
        # columns from the pipeline: {"exclude":["ssn"]}
        enabled: true # default
        method: auto # default
        verify: auto # default
        where: id > 0 # from the pipeline
        limit: 5`);
  });

  it('shows what each table inherits of incremental options and PII lists', async () => {
    const out = await planOf(INCREMENTAL, '--pipeline', 'lake');
    expect(out.slice(out.indexOf('      a.x:'), out.indexOf('      a.z:'))).toBe(`      a.x:
        # columns.hash with what comes from a.* and from the pipeline: ["phone","email"]
        # columns.drop with what comes from the pipeline: ["ssn"]
        # primaryKey from the pipeline: ["id"]
        # chunkBy from the pipeline: {"rows":20000}
        enabled: true # default
        method: auto # default
        verify: auto # default
        columns: { include: [ id ] }
        mode: auto # from a.*
        replicationKey: at # from a.*
        fullRefreshEvery: 7d
        lookback: 1h # from the pipeline
        deletes: detect # from the pipeline
        maxDeletes: 0.25 # from the pipeline
        expectEvery: 2h
      a.y:
        # columns from the pipeline: {"exclude":["note"]}
        # columns.hash with what comes from a.* and from the pipeline: ["phone","email"]
        # columns.drop with what comes from the pipeline: ["ssn"]
        # primaryKey from the pipeline: ["id"]
        enabled: true # default
        method: auto # default
        verify: auto # default
        mode: full
        deletes: ignore
        checkKey: true
`);
  });

  it('marks nothing that the file says', async () => {
    const out = await planOf(TWO_PIPELINES);
    expect(out).toContain('statementTimeout: 90m\n');
    expect(out).toContain('timezone: Europe/Berlin\n');
    expect(out).toContain('timezone: UTC # default\n');
    expect(out).toContain('prefix: lake/finance');
  });

  it.each([
    ['the minimal file', MINIMAL],
    ['two pipelines', TWO_PIPELINES],
    ['declared tables', DECLARED],
    ['incremental tables', INCREMENTAL],
  ])('prints a configuration that means the same: %s', async (_, text) => {
    const [before, after] = [parseShuttleFile(text), parseShuttleFile(await planOf(text))];
    expect(after.extract.map(meaning)).toEqual(before.extract.map(meaning));
    expect({ ...after, extract: [] }).toEqual({ ...before, extract: [] });
  });

  it.each(LOADS)('prints a configuration that means the same: %s', async (_, text) => {
    const [before, after] = [parseShuttleFile(text), parseShuttleFile(await planOf(text))];
    const written = before.load?.map(({ defaults, ...load }) => ({
      ...load,
      defaults: { writeMode: LOAD_DEFAULTS.writeMode, evolve: LOAD_DEFAULTS.evolve, ...defaults },
    }));
    expect(after.load).toEqual(written);
    expect(after.extract.map(meaning)).toEqual(before.extract.map(meaning));
  });

  it.each([
    ['', 'runs: 90d # default', { seconds: 90 * 86_400 }],
    [', keep: {}', 'runs: 90d # default', { seconds: 90 * 86_400 }],
    [', keep: {runs: 5}', 'runs: 5\n', { count: 5 }],
    [', keep: {runs: 2w}', 'runs: 2w\n', { seconds: 14 * 86_400 }],
  ])('prints of a load what stays of former runs: "%s"', async (keep, printed, runs) => {
    const text = `${MINIMAL}\nload: [{name: cdc, source: {format: debezium, bucket: abc, prefix: topics}${keep}}]`;
    const out = await planOf(text);
    expect(out.slice(out.indexOf('load:'))).toContain(`keep:\n      ${printed}`);
    expect(parseShuttleFile(out).load?.[0]?.keep).toEqual({ runs });
  });

  it('prints loads with their names in AWS', async () => {
    const text = `${MINIMAL.replace('Shuttle-Min', 'test')}\nload: [{name: cdc, source: {format: debezium, bucket: abc, prefix: topics}}]`;
    const out = await planOf(text, '-p', 'cdc');
    expect(out).toContain('# loads:         s3://abc/topics/\n');
    expect(out).toContain('# COPY reads with role test-eu-west-1-unload\n');
    expect(out).toContain('neither schedule nor trigger: it starts by hand');
    const { extract, load } = JSON.parse(await planOf(text, '--json', '-p', 'cdc'));
    expect(extract).toEqual([]);
    expect(load).toEqual([
      {
        ...parseShuttleFile(text).load?.[0],
        physicalNames: {
          stateMachine: 'test_cdc',
          dataApiRole: 'test-eu-west-1-data',
          copyRole: 'test-eu-west-1-unload',
          source: 's3://abc/topics/',
          storage: 's3://test-<account>-eu-west-1/shuttle/cdc/',
        },
      },
    ]);
  });

  it('shows one pipeline alone', async () => {
    const { extract } = parse(await planOf(TWO_PIPELINES, '-p', 'finance')) as { extract: { name: string }[] };
    expect(extract.map(({ name }) => name)).toEqual(['finance']);
  });

  it('prints JSON: the resolved pipelines with their names', async () => {
    const plan = JSON.parse(await planOf(TWO_PIPELINES, '--json'));
    const { extract } = parseShuttleFile(TWO_PIPELINES);
    expect(plan).toEqual({
      stack: 'shuttle-test',
      region: 'eu-west-1',
      extract: [
        {
          ...extract[0],
          physicalNames: {
            stateMachine: 'shuttle-test_lake',
            dataApiRole: 'shuttle-test-eu-west-1-data',
            unloadRole: 'shuttle-test-eu-west-1-unload',
            destination: 's3://shuttle-test-<account>-eu-west-1/shuttle/lake/',
          },
        },
        {
          ...extract[1],
          physicalNames: {
            stateMachine: 'shuttle-test_finance',
            dataApiRole: 'shuttle-test-eu-west-1-data',
            unloadRole: 'default',
            destination: 's3://my-bucket/lake/finance/finance/',
          },
        },
      ],
    });
  });

  it('does not know a pipeline, and guesses', async () => {
    const path = folder.write('shuttle.yaml', TWO_PIPELINES);
    expect(await shuttle('plan', '-c', path, '-p', 'finanse')).toEqual({
      code: 2,
      out: '',
      err: `shuttle: ${path} has no pipeline "finanse"; did you mean finance?\nshuttle help plan shows the usage.`,
    });
    expect((await shuttle('plan', '-c', path, '-p', 'something-else')).err).toContain('it has lake, finance');
  });
});
