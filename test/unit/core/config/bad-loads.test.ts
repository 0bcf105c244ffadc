import { loadFile, loadRefusal, SOURCES } from './load-file';

type Case = [lines: string, path: string, value: string, fix: string | RegExp, source?: string];

const P = 'load[0]';
const S = `${P}.source`;
const rows = (more: string): string => `{format: rows, bucket: abc, prefix: in, ${more}}`;
const dms = (more: string): string => `{format: dms, bucket: abc, prefix: dms, ${more}}`;
const debezium = (more: string): string => `{format: debezium, bucket: abc, prefix: cdc, ${more}}`;
const segment = (more: string): string => `{format: segment, bucket: abc, prefix: cdc, ${more}}`;

const expectOne = (text: string, path: string, value: string, fix: string | RegExp): void => {
  const problems = loadRefusal(text);
  expect(problems.map((problem) => [problem.path, problem.value])).toEqual([[path, value]]);
  expect(problems[0]?.fix).toMatch(fix);
  expect(problems[0]?.message).not.toBe('');
  expect(problems[0]?.line).toBeGreaterThan(0);
};

describe('a bad key of a load pipeline', () => {
  const cases: Case[] = [
    ['writeMod: merge', `${P}.writeMod`, '"writeMod"', 'did you mean writeMode?'],
    ['writeMode: upsert', `${P}.writeMode`, '"upsert"', 'write auto, append, merge, replace or scd2'],
    ['writeMode: replace', `${P}.writeMode`, '"replace"', 'write merge, scd2 or append'],
    ['evolve: addd', `${P}.evolve`, '"addd"', 'did you mean add?'],
    ['deletes: soft', `${P}.deletes`, '"soft"', 'write apply or ignore'],
    ['deletes: {soft: Gone}', `${P}.deletes.soft`, '"Gone"', 'in lower case'],
    ['deletes: {soft: shuttle_gone}', `${P}.deletes.soft`, '"shuttle_gone"', 'is_deleted'],
    ['deletes: {soft: gone, hard: x}', `${P}.deletes.hard`, '"hard"', 'remove it; the keys here are soft'],
    ['deletes: apply\nwriteMode: append', `${P}.deletes`, '"apply"', 'write ignore, or writeMode: merge'],
    ['deletes: {soft: gone}\nwriteMode: scd2', `${P}.deletes.soft`, '"gone"', 'write apply'],
    ['deletes: {soft: id}\nkey: [id]', `${P}.deletes.soft`, '"id"', 'the source does not have'],
    ['truncates: apply\nwriteMode: scd2', `${P}.truncates`, '"apply"', 'write ignore, or writeMode: merge'],
    ['onConflict: drop', `${P}.onConflict`, '"drop"', 'write column or quarantine'],
    ['onConflict: column\nevolve: none', `${P}.onConflict`, '"column"', 'write quarantine, or evolve: add'],
    ['key: id', `${P}.key`, '"id"', 'a list of one stands in [ ]'],
    ['key: []', `${P}.key`, 'a list', 'name at least one'],
    ['key: [id, id]', `${P}.key`, 'a list', 'name each column once'],
    ['distKey: [a]', `${P}.distKey`, 'a list', 'write a text'],
    ['sortKey: a', `${P}.sortKey`, '"a"', 'write a list'],
    ['history: {validFrom: a}', `${P}.history`, 'a mapping', 'write writeMode: scd2'],
    ['writeMode: merge\nhistory: {validFrom: a}', `${P}.history`, 'a mapping', 'write writeMode: scd2'],
    ['writeMode: scd2\nhistory: {validFrom: a, validTo: a}', `${P}.history.validTo`, '"a"', 'a name of its own'],
    ['writeMode: scd2\nkey: [id]\nhistory: {validTo: id}', `${P}.history.validTo`, '"id"', 'a name of its own'],
    ['writeMode: scd2\nhistory: {until: a}', `${P}.history.until`, '"until"', 'the keys here are validFrom'],
    ['maxObjects: 0', `${P}.maxObjects`, '0', 'write 1 to 1000000'],
    ['maxObjects: many', `${P}.maxObjects`, '"many"', 'write a whole number'],
    ['maxBytes: 100', `${P}.maxBytes`, '100', 'write a text, for example "10GB"'],
    ['maxBytes: 10 GB', `${P}.maxBytes`, '"10 GB"', '500MB, 100GB or 2TB'],
    ['maxBytes: 10GiB', `${P}.maxBytes`, '"10GiB"', '500MB, 100GB or 2TB'],
    ['maxBadRows: 5', `${P}.maxBadRows`, '5', 'write 0 to 1'],
    ['maxBadRows: "0.1"', `${P}.maxBadRows`, '"0.1"', 'without quotes: 0.1'],
    ['maxConcurrency: 20', `${P}.maxConcurrency`, '20', 'write a mapping, for example {"tables":20'],
    ['maxConcurrency: {tables: 500}', `${P}.maxConcurrency.tables`, '500', 'the Data API runs at most 500'],
    ['maxConcurrency: {shaping: 0}', `${P}.maxConcurrency.shaping`, '0', 'write 1 to 1000'],
    ['statementTimeout: 25h', `${P}.statementTimeout`, '"25h"', 'at most 24 hours'],
    ['pollInterval: 30s', `${P}.pollInterval`, '"30s"', 'write pollInterval: 2m or more'],
    ['keep: 5', `${P}.keep`, '5', 'write a mapping, for example {"runs":"90d"}'],
    ['keep: {runs: 0}', `${P}.keep.runs`, '0', 'write how many to keep, 1 to 100000'],
    ['keep: {runs: 1.5}', `${P}.keep.runs`, '1.5', '24h, 90d or 52w'],
    ['keep: {runs: for ever}', `${P}.keep.runs`, '"for ever"', '24h, 90d or 52w'],
    ['keep: {snapshots: 1}', `${P}.keep.snapshots`, '"snapshots"', 'remove it; the keys here are runs'],
    ['attempts: 11', `${P}.attempts`, '11', 'write 1 to 10'],
    ['schedule: hourly', `${P}.schedule`, '"hourly"', 'rate(1 day)'],
    ['trigger: true', `${P}.trigger`, 'true', 'write a mapping'],
    ['trigger: {batchEvery: 1m}', `${P}.trigger.onObjectCreated`, '', 'add it, for example onObjectCreated: true'],
    ['trigger: {onObjectCreated: true, batchEvery: 1h}', `${P}.trigger.batchEvery`, '"1h"', 'at most 5 minutes'],
    ['trigger: {onObjectCreated: false, batchEvery: 1m}', `${P}.trigger.batchEvery`, '"1m"', 'onObjectCreated: true'],
    ['trigger: {onObjectCreated: true}', `${P}.trigger`, 'a mapping', 'write schedule', debezium('region: us-east-1')],
    ['target: {schema: RAW}', `${P}.target.schema`, '"RAW"', 'write raw'],
    ['target: {schema: "raw_{db}"}', `${P}.target.schema`, '"raw_{db}"', 'with {schema} and {table}'],
    ['target: {schema: ""}', `${P}.target.schema`, '""', 'write a name'],
    ['target: {tableName: events}', `${P}.target.tableName`, '"events"', 'put {table} into it'],
    ['target: {tableName: "a.{table}"}', `${P}.target.tableName`, '"a.{table}"', 'write a name'],
    ['target: {table: x}', `${P}.target.table`, '"table"', 'the keys here are schema, tableName'],
    ['storage: {prefix: /x}', `${P}.storage.prefix`, '"/x"', 'lake/redshift'],
    ['storage: {bucket: s3://x}', `${P}.storage.bucket`, '"s3://x"', 'write the bucket alone'],
    [
      'storage: {kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/abc"}',
      `${P}.storage.kmsKeyArn`,
      '"arn:aws:kms:us-east-1:123456789012:key/abc"',
      "in the bucket's region",
    ],
    ['tables: {orders: {key: [id]}}', `${P}.tables.orders`, '"orders"', 'write schema.table'],
    ['tables: {a.b: {as: _x}}', `${P}.tables["a.b"].as`, '"_x"', 'beginning with a letter'],
    ['tables: {a.*: {as: x}}', `${P}.tables["a.*"].as`, '"x"', 'under the exact name'],
    ['tables: {a.b: {}, A.B: {}}', `${P}.tables["A.B"]`, '"A.B"', 'under one key'],
    ['tables: {a.b: {columns: [x]}}', `${P}.tables["a.b"].columns`, 'a list', 'csv: {header: false}'],
    ['tables: {a.b: {columnTypes: {id: money}}}', `${P}.tables["a.b"].columnTypes.id`, '"money"', 'write a type'],
    [
      'tables: {a.b: {columnTypes: {id: numeric(39)}}}',
      `${P}.tables["a.b"].columnTypes.id`,
      '"numeric(39)"',
      'write a type',
    ],
    ['tables: {a.b: {where: x}}', `${P}.tables["a.b"].where`, '"where"', 'remove it; the keys here are'],
    ['tables: {a.b: {writeMode: append, deletes: apply}}', `${P}.tables["a.b"].deletes`, '"apply"', 'write ignore'],
    ['writeMode: append\ntables: {a.b: {deletes: apply}}', `${P}.tables["a.b"].deletes`, '"apply"', 'write ignore'],
    ['tables: {a.b: {history: {validTo: x}}}', `${P}.tables["a.b"].history`, 'a mapping', 'writeMode: scd2'],
  ];
  it.each(cases)('%s', (...[lines, path, value, fix, source]: Case) =>
    expectOne(loadFile(lines, source), path, value, fix),
  );
});

describe('a bad source', () => {
  const cases: [source: string, path: string, value: string, fix: string | RegExp, lines?: string][] = [
    ['s3://abc/in', S, '"s3://abc/in"', 'write a mapping'],
    [
      '{format: json, bucket: abc, prefix: in}',
      `${S}.format`,
      '"json"',
      'write rows, debezium, dms, segment or extract',
    ],
    ['{bucket: abc, prefix: in}', `${S}.format`, '', 'write rows, debezium, dms, segment or extract'],
    ['{format: debezium, bucket: abc}', `${S}.prefix`, '', 'for example prefix: cdc'],
    ['{format: debezium, bucket: abc, prefix: in/}', `${S}.prefix`, '"in/"', 'landing/orders'],
    ['{format: debezium, bucket: abc, prefix: "s3://abc/in"}', `${S}.prefix`, '"s3://abc/in"', 'the bucket as bucket'],
    ['{format: debezium, prefix: in, region: us-east-1}', `${S}.region`, '"us-east-1"', 'name the bucket'],
    [debezium('region: europe'), `${S}.region`, '"europe"', 'eu-west-1'],
    [debezium('lookback: 1 day'), `${S}.lookback`, '"1 day"', '90s, 15m'],
    [debezium('keysInOrder: yes'), `${S}.keysInOrder`, '"yes"', 'write true, without quotes'],
    [debezium('changedObjects: both'), `${S}.changedObjects`, '"both"', 'write take or skip'],
    [debezium('changedObjects: take'), `${S}.changedObjects`, '"take"', 'write skip, or writeMode: merge'],
    [debezium('type: parquet'), `${S}.type`, '"parquet"', 'write ndjson or json'],
    [debezium('csv: {header: true}'), `${S}.csv`, 'a mapping', 'another format than debezium'],
    [debezium('opColumn: Op'), `${S}.opColumn`, '"Op"', 'remove it'],
    [debezium('placeholder: ""'), `${S}.placeholder`, '""', 'or remove the key'],
    [debezium('table: public.x'), `${S}.table`, '"public.x"', 'remove it'],
    [debezium('tablePath: "topics/*/"'), `${S}.tablePath`, '"topics/*/"', 'topics/*.{table}/'],
    [debezium('tablePath: "{schema}{table}/"'), `${S}.tablePath`, '"{schema}{table}/"', '{schema}/{table}/'],
    [debezium('tablePath: "{db}/{table}/"'), `${S}.tablePath`, '"{db}/{table}/"', '{schema}/{table}/'],
    [debezium('tablePath: "{schema}/{table}"'), `${S}.tablePath`, '"{schema}/{table}"', '{schema}/{table}/'],
    [debezium('tablePath: "{table}/{table}/"'), `${S}.tablePath`, '"{table}/{table}/"', '{schema}/{table}/'],
    [debezium('pipeline: lake'), `${S}.pipeline`, '"lake"', 'remove it'],
    ['{format: rows, bucket: abc, prefix: in, table: a.b}', `${S}.type`, '', 'write json, ndjson, csv, parquet'],
    [rows('type: csv'), `${S}.table`, '', 'or write tablePath'],
    [rows('type: csv, table: a.b, tablePath: "{table}/"'), `${S}.tablePath`, '"{table}/"', 'remove one of the two'],
    [rows('type: csv, table: events'), `${S}.table`, '"events"', 'write schema.table'],
    [rows('type: csv, table: "a.*"'), `${S}.table`, '"a.*"', 'tablePath to read it from the key'],
    [rows('type: avro, table: a.b'), `${S}.type`, '"avro"', 'write json, ndjson, csv or parquet'],
    [rows('type: json, table: a.b, csv: {header: true}'), `${S}.csv`, 'a mapping', 'write type: csv'],
    [rows('type: csv, table: a.b, csv: {delimiter: tab}'), `${S}.csv.delimiter`, '"tab"', 'write one character'],
    [rows("type: csv, table: a.b, csv: {delimiter: '\"'}"), `${S}.csv.delimiter`, '"\\""', 'write one character'],
    [rows('type: csv, table: a.b, csv: {header: false}'), `${S}.csv.columns`, '', 'name the columns here'],
    [rows('type: csv, table: a.b, csv: {columns: [a]}'), `${S}.csv.columns`, 'a list', 'write header: false'],
    [rows('type: csv, table: a.b, csv: {quote: x}'), `${S}.csv.quote`, '"quote"', 'the keys here are delimiter'],
    [rows('type: csv, table: a.b, placeholder: x'), `${S}.placeholder`, '"x"', 'remove it'],
    [segment('type: csv'), `${S}.type`, '"csv"', 'write ndjson or json'],
    [segment('tablePath: "{table}/"'), `${S}.tablePath`, '"{table}/"', 'remove it'],
    [segment('segment: {naming: snowplow}'), `${S}.segment.naming`, '"snowplow"', 'write segment or rudderstack'],
    [segment('segment: {arrays: json}'), `${S}.segment.arrays`, '"json"', 'write super or text'],
    [segment('segment: {events: [a]}'), `${S}.segment.events`, 'a list', 'write'],
    [segment('segment: {hash: []}'), `${S}.segment.hash`, 'a list', 'name at least one'],
    [segment('segment: {drop: [" "]}'), `${S}.segment.drop[0]`, '" "', 'A path such as properties.total'],
    [segment('segment: {dedupeWindow: long}'), `${S}.segment.dedupeWindow`, '"long"', '90s, 15m'],
    [segment('segment: {maxNewTables: 0}'), `${S}.segment.maxNewTables`, '0', 'write 1 to 10000'],
    [segment('segment: {masks: [a]}'), `${S}.segment.masks`, '"masks"', 'the keys here are'],
    [debezium('segment: {}'), `${S}.segment`, 'a mapping', 'another format than debezium'],
    [SOURCES.rows, `${P}.writeMode`, '"merge"', 'for example key: [id]', 'writeMode: merge'],
    [SOURCES.rows, `${P}.tables["a.b"].writeMode`, '"scd2"', 'at a.b', 'tables: {a.b: {writeMode: scd2}}'],
    [SOURCES.rows, `${P}.deletes`, '"apply"', 'remove it', 'deletes: apply'],
    [SOURCES.rows, `${P}.truncates`, '"apply"', 'remove it', 'truncates: apply'],
    [SOURCES.dms, `${P}.writeMode`, '"merge"', 'at the pipeline', 'writeMode: merge'],
    [dms('type: json'), `${S}.type`, '"json"', 'write csv or parquet'],
    [dms('type: csv'), `${S}.csv.columns`, '', 'set AddColumnName in DMS'],
    [dms('type: parquet, cdcPath: changes'), `${S}.cdcPath`, '"changes"', 'write type: csv'],
    [dms('csv: {header: true}, cdcPath: changes'), `${S}.cdcPath`, '"changes"', 'remove one of the two'],
    [dms('csv: {columns: [a]}, opColumn: Op'), `${S}.opColumn`, '"Op"', 'csv: {header: true}'],
    [dms('type: parquet, opIn: some'), `${S}.opIn`, '"some"', 'write changes, all or none'],
    ['{format: extract}', `${S}.bucket`, '', 'or pipeline:'],
    ['{format: extract, pipeline: lake}', `${S}.pipeline`, '"lake"', 'write bucket and prefix'],
    ['{format: extract, bucket: abc, prefix: a, type: parquet}', `${S}.type`, '"parquet"', 'remove it'],
    ['{format: extract, bucket: abc, prefix: a, region: us-east-1}', `${S}.region`, '"us-east-1"', 'remove it'],
    [SOURCES.extract, `${P}.maxObjects`, '5', 'remove it', 'maxObjects: 5'],
    [SOURCES.extract, `${P}.maxConcurrency.shaping`, '5', 'remove it', 'maxConcurrency: {shaping: 5}'],
    [SOURCES.extract, `${P}.onConflict`, '"quarantine"', 'remove it', 'onConflict: quarantine'],
    [
      SOURCES.extract,
      `${P}.tables["a.b"].columnTypes`,
      'a mapping',
      'remove it',
      'tables: {a.b: {columnTypes: {id: int}}}',
    ],
    [
      '{format: debezium, bucket: abc, prefix: in, kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/abc"}',
      `${S}.kmsKeyArn`,
      '"arn:aws:kms:us-east-1:123456789012:key/abc"',
      "in the bucket's region",
    ],
  ];
  it.each(cases)('%s', (source, path, value, fix, lines = '') => {
    const text = loadFile(lines, source);
    const problems = loadRefusal(text).filter((problem) => problem.path !== `${S}.prefix` || path.endsWith('prefix'));
    expect(problems.map((problem) => [problem.path, problem.value])).toEqual([[path, value]]);
    expect(problems[0]?.fix).toMatch(fix);
  });
});

describe('a load pipeline beside others', () => {
  const LAKE = 'extract: [{name: lake}]';
  const cases: [source: string, top: string, path: string, fix: string][] = [
    [SOURCES.debezium, 'extract: [{name: cdc}]', `${P}.name`, 'a name of its own'],
    ['{format: extract, pipeline: lak}', LAKE, `${S}.pipeline`, 'write lake'],
    ['{format: extract, pipeline: lake, prefix: x}', LAKE, `${S}.prefix`, 'remove one of the two'],
    [
      '{format: extract, pipeline: lake}',
      'extract: [{name: lake, destination: {bucket: abc, region: us-east-1}}]',
      `${S}.pipeline`,
      'or load into a warehouse there',
    ],
    [
      '{format: debezium, prefix: shuttle/lake/data}',
      LAKE,
      `${S}.prefix`,
      'write source: {format: extract, pipeline: lake}',
    ],
    ['{format: debezium, prefix: shuttle}', '', `${S}.prefix`, 'read another folder'],
    [SOURCES.debezium, 'extract: [{name: lake, destination: {prefix: shuttle/cdc}}]', `${P}.name`, 'another prefix'],
  ];
  it.each(cases)('%s beside %s', (source, top, path, fix) => {
    const problems = loadRefusal(loadFile('', source, top));
    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(problems[0]?.fix).toContain(fix);
  });

  it('needs a warehouse, and the file a pipeline', () => {
    const bare = `stack: a\nload: [{name: cdc, source: ${SOURCES.debezium}}]`;
    expect(loadRefusal(bare).map(({ path }) => path)).toEqual([`${P}.warehouse`]);
    expect(
      loadRefusal('stack: a\nwarehouse: {region: eu-west-1, database: dev, workgroup: demo}').map(({ path }) => path),
    ).toEqual(['extract']);
    expect(loadRefusal('stack: a\nload: []').map(({ path, fix }) => [path, fix])).toEqual([
      ['load', 'add one: - name: cdc'],
    ]);
  });

  it('tells every problem at once', () => {
    const text = loadFile('writeMode: upsert\nmaxBytes: 1\ntrigger: {}', '{format: rows, bucket: abc}');
    expect(
      loadRefusal(text)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(
      [
        `${S}.prefix`,
        `${S}.table`,
        `${S}.type`,
        `${P}.maxBytes`,
        `${P}.trigger.onObjectCreated`,
        `${P}.writeMode`,
      ].sort(),
    );
  });
});
