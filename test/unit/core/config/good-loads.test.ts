import { jsonSchema } from '../../../../lambdas/core/config/json-schema';
import { parseLoadPipeline } from '../../../../lambdas/core/config/load-pipeline';
import { parseShuttleFile } from '../../../../lambdas/core/config/parse-shuttle-file';
import { ConfigInvalid, FormatVersionUnknown } from '../../../../lambdas/core/errors';
import { loadFile, loadOf, loadRefusal, SOURCES } from './load-file';
import { fileWith } from './problems-of';

const OBJECTS = { bucket: 'abc', lookbackSeconds: 86_400, keysInOrder: false, changedObjects: 'skip' };

describe('a load pipeline', () => {
  it('has every default filled in', () => {
    expect(loadOf()).toEqual({
      formatVersion: 1,
      kind: 'load',
      name: 'cdc',
      enabled: true,
      warehouse: { region: 'eu-west-1', database: 'dev', workgroup: 'demo' },
      source: {
        format: 'debezium',
        ...OBJECTS,
        prefix: 'cdc/',
        type: 'ndjson',
        placeholder: '__debezium_unavailable_value',
      },
      target: { schema: '{schema}', tableName: '{table}' },
      storage: { prefix: 'shuttle' },
      maxObjects: 100_000,
      maxBytes: 100e9,
      maxBadRows: 0.5,
      maxConcurrency: { tables: 20, shaping: 50 },
      statementTimeoutSeconds: 86_400,
      pollIntervalSeconds: 900,
      attempts: 3,
      keep: { runs: { seconds: 7_776_000 } },
      defaults: {},
      tables: [],
    });
  });

  it.each([
    [
      'rows, {format: rows, bucket: abc, prefix: in, type: csv, tablePath: "{table}/"}',
      {
        ...OBJECTS,
        format: 'rows',
        prefix: 'in/',
        type: 'csv',
        tablePath: '{table}/',
        csv: { delimiter: ',', header: true, nullText: '' },
      },
    ],
    [
      'dms, {format: dms, prefix: a/b, region: us-east-1, bucket: abc, csv: {columns: [a]}, timestampColumn: ts, sequenceColumn: seq, cdcPath: tx, opIn: all}',
      {
        ...OBJECTS,
        format: 'dms',
        prefix: 'a/b/',
        region: 'us-east-1',
        type: 'csv',
        tablePath: '{schema}/{table}/',
        csv: { delimiter: ',', header: false, nullText: 'NULL', columns: ['a'] },
        opColumn: 'Op',
        opIn: 'all',
        timestampColumn: 'ts',
        sequenceColumn: 'seq',
        cdcPath: 'tx/',
      },
    ],
    [
      'extract, {format: extract, bucket: abc, prefix: x/lake}',
      { format: 'extract', bucket: 'abc', prefix: 'x/lake/' },
    ],
  ])('resolves the source %s', (text, expected) => {
    expect(loadOf('', text.slice(text.indexOf('{'))).source).toEqual(expected);
  });

  it.each([
    ['extract: [{name: lake}]', { prefix: 'shuttle/lake/' }],
    [
      'extract: [{name: other}, {name: lake, destination: {bucket: abc, prefix: p, region: eu-west-1}}]',
      { bucket: 'abc', prefix: 'p/lake/' },
    ],
  ])('finds the folder of a pipeline of the same file: %s', (top, expected) => {
    const source = loadOf('', '{format: extract, pipeline: lake}', top).source;
    expect(source).toEqual({ format: 'extract', pipeline: 'lake', ...expected });
  });

  it.each([
    ['', 'skip'],
    ['key: [id]', 'take'],
    ['writeMode: merge\nkey: [id]', 'take'],
    ['writeMode: append', 'skip'],
    ['key: [id]\ntables: {a.b: {writeMode: append}}', 'skip'],
    ['tables: {a.b: {key: [id]}}', 'skip'],
  ])('takes changed objects again where no table can be appended to: %j', (lines, expected) => {
    expect(loadOf(lines).source).toMatchObject({ changedObjects: expected });
  });

  it.each([
    ['keep: {}', { seconds: 7_776_000 }],
    ['keep: {runs: 5}', { count: 5 }],
    ['keep: {runs: 2w}', { seconds: 1_209_600 }],
  ])('keeps runs by number or time: %s', (lines, runs) => {
    expect(loadOf(lines).keep).toEqual({ runs });
  });

  const FULL = `
enabled: false
schedule: {expression: rate(1 hour), timezone: Europe/Berlin}
trigger: {onObjectCreated: true, batchEvery: 30s}
target: {schema: raw, tableName: "{schema}_{table}"}
storage: {bucket: def, prefix: p, kmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/abc"}
writeMode: scd2
key: [id]
truncates: ignore
evolve: none
onConflict: quarantine
distKey: id
sortKey: [id, at]
history: {validFrom: von}
maxObjects: 5
maxBytes: 5MB
maxBadRows: 0
maxConcurrency: {tables: 1, shaping: 2}
statementTimeout: 1h
pollInterval: 5m
attempts: 1
keep: {runs: 7}
tables: {a.b: {as: x.y, enabled: true, columnTypes: {id: bigint}, writeMode: merge, deletes: {soft: gone}}, 'c.*': {enabled: false}}`;

  it.each([
    ['', SOURCES.debezium],
    [FULL, SOURCES.debezium],
    ['writeMode: merge\nkey: [id]', SOURCES.rows],
    ['', SOURCES.dms],
    ['tables: {a.b: {columns: [x, y]}}', '{format: dms, bucket: abc, prefix: x}'],
    ['', SOURCES.extract],
  ])('is read back from the state machine: %s', (lines, source) => {
    const pipeline = loadOf(lines, source);
    expect(parseLoadPipeline(JSON.parse(JSON.stringify(pipeline)))).toEqual(pipeline);
  });

  it('is refused from the state machine when it is of another release, or altered', () => {
    expect(() => parseLoadPipeline({ ...loadOf(), formatVersion: 2 })).toThrow(FormatVersionUnknown);
    expect(() => parseLoadPipeline({ ...loadOf(), kind: 'extract' })).toThrow(ConfigInvalid);
    expect(() => parseLoadPipeline({ ...loadOf(), maxBadRow: 1 })).toThrow(/did you mean maxBadRows/);
    expect(() => parseLoadPipeline({ ...loadOf(), tables: [{ pattern: 'x', isGlob: false, options: {} }] })).toThrow(
      /tables\[0\]/,
    );
    expect(() => parseLoadPipeline(null)).toThrow(ConfigInvalid);
  });
});

it('either direction may stand alone, and both side by side', () => {
  expect(parseShuttleFile(fileWith())).not.toHaveProperty('load');
  expect(parseShuttleFile(loadFile()).extract).toEqual([]);
  const both = parseShuttleFile(`${fileWith()}\nload: [{name: cdc, source: ${SOURCES.debezium}}]`);
  expect([both.extract.length, both.load?.length]).toEqual([1, 1]);
  expect(Object.keys((jsonSchema() as { properties: object }).properties)).toEqual(
    expect.arrayContaining(['extract', 'load']),
  );
});

it('an extract pipeline beside it is checked as ever', () => {
  expect(
    loadRefusal(loadFile('', SOURCES.debezium, 'extract: [{name: lake, limt: 5}]')).map(({ path }) => path),
  ).toEqual(['extract[0].limt']);
});
