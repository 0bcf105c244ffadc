import { expectProblem } from './expect-problem';
import { fileWith } from './problems-of';

type Case = [lines: string, path: string, value: string, fix: string | RegExp];

const P = 'extract[0]';
const T = `${P}.tables["public.x"]`;
const inTable = (options: string, key: string, value: string, fix: string | RegExp): Case => [
  `tables: {public.x: {${options}}}`,
  `${T}.${key}`,
  value,
  fix,
];

const check = (...[lines, path, value, fix]: Case): void => expectProblem([fileWith(lines), path, value, fix]);

describe('a bad value of an option', () => {
  it.each<Case>([
    ['mode: incremntal', `${P}.mode`, '"incremntal"', 'did you mean incremental? write auto, full or incremental'],
    ['mode: true', `${P}.mode`, 'true', 'write auto, full or incremental'],
    ['replication_key: a', `${P}.replication_key`, '"replication_key"', 'did you mean replicationKey?'],
    ["mode: auto\nreplicationKey: ''", `${P}.replicationKey`, '""', '1 to 127 bytes'],
    ['mode: auto\nreplicationKey: [a]', `${P}.replicationKey`, 'a list', 'write a text, for example "updated_at"'],
    ['mode: auto\nfullRefreshEvery: 0', `${P}.fullRefreshEvery`, '0', 'write a number of batches, 1 to 1000'],
    ['mode: auto\nfullRefreshEvery: 1001', `${P}.fullRefreshEvery`, '1001', '1 to 1000, or a duration'],
    ['mode: auto\nfullRefreshEvery: 1.5', `${P}.fullRefreshEvery`, '1.5', '1 to 1000, or a duration'],
    ['mode: auto\nfullRefreshEvery: "5"', `${P}.fullRefreshEvery`, '"5"', 'a number of batches'],
    ['mode: auto\nfullRefreshEvery: weekly', `${P}.fullRefreshEvery`, '"weekly"', '24h, 7d or 2w'],
    ['mode: auto\nfullRefreshEvery: 36501d', `${P}.fullRefreshEvery`, '"36501d"', '24h, 7d or 2w'],
    ['mode: auto\nfullRefreshEvery: true', `${P}.fullRefreshEvery`, 'true', 'write a text or a whole number'],
    ['mode: auto\nfullRefreshEvery:', `${P}.fullRefreshEvery`, 'nothing', 'or remove the key'],
    ['mode: auto\nlookback: 0', `${P}.lookback`, '0', 'a whole number above 0'],
    ['mode: auto\nlookback: -5', `${P}.lookback`, '-5', 'a whole number above 0'],
    ['mode: auto\nlookback: 0.5', `${P}.lookback`, '0.5', 'a whole number above 0'],
    ['mode: auto\nlookback: 1 day', `${P}.lookback`, '"1 day"', 'write a duration: 15m, 24h or 7d'],
    ['mode: auto\nlookback: [1h]', `${P}.lookback`, 'a list', 'for example "1h"'],
    ['mode: auto\ndelay: 5', `${P}.delay`, '5', 'write a text, for example "5m"'],
    ['mode: auto\ndelay: 5min', `${P}.delay`, '"5min"', '90s, 15m, 24h, 7d or 2w'],
    ['mode: auto\nonReset: refersh', `${P}.onReset`, '"refersh"', 'did you mean refresh?'],
    ['mode: auto\nchunkBy: 10000', `${P}.chunkBy`, '10000', 'write a mapping, for example {"rows":50000000}'],
    ['mode: auto\nchunkBy: {rows: 9999}', `${P}.chunkBy.rows`, '9999', 'at least 10000'],
    ['mode: auto\nchunkBy: {}', `${P}.chunkBy.rows`, '', 'add it, for example rows: 50000000'],
    ['mode: auto\nchunkBy: {row: 10000, rows: 10000}', `${P}.chunkBy.row`, '"row"', 'did you mean rows?'],
    ['deletes: detected', `${P}.deletes`, '"detected"', 'did you mean detect? write detect or ignore'],
    ['deletes: false', `${P}.deletes`, 'false', 'write detect or ignore'],
    ['deletes: detect\nmaxDeletes: 1.5', `${P}.maxDeletes`, '1.5', 'write 0 to 1'],
    ['deletes: detect\nmaxDeletes: -0.1', `${P}.maxDeletes`, '-0.1', 'for example 0.1 for a tenth'],
    ['deletes: detect\nmaxDeletes: 50%', `${P}.maxDeletes`, '"50%"', 'write a number, for example 0.1'],
    ['deletes: detect\nmaxDeletes: "0.5"', `${P}.maxDeletes`, '"0.5"', 'write it without quotes: 0.5'],
    ['checkKey: yes', `${P}.checkKey`, '"yes"', 'write true, without quotes'],
    ['schemaDrift: allow', `${P}.schemaDrift`, '"allow"', 'write evolve, freeze or fail'],
    ['primaryKey: [id, id]', `${P}.primaryKey`, 'a list', 'name each column once'],
    ['expectEvery: 30s', `${P}.expectEvery`, '"30s"', 'a minute to 7 days'],
    ['expectEvery: 8d', `${P}.expectEvery`, '"8d"', 'a minute to 7 days'],
    ['expectEvery: daily', `${P}.expectEvery`, '"daily"', '26h, 2d or 1w'],
    ['expectEvery: 24', `${P}.expectEvery`, '24', 'write a text, for example "26h"'],
    ["tables: {'public.*': {expectEvery: 1d}}", `${P}.tables["public.*"].expectEvery`, '"1d"', 'exact name of a table'],
    ['columns: {hash: email}', `${P}.columns.hash`, '"email"', 'a list of one stands in [ ]'],
    ['columns: {hash: []}', `${P}.columns.hash`, 'a list', 'name at least one, or remove the key'],
    ['columns: {drop: [a, a]}', `${P}.columns.drop`, 'a list', 'name each column once'],
    ["columns: {drop: ['']}", `${P}.columns.drop[0]`, '""', '1 to 127 bytes'],
    ['columns: {hashed: [a]}', `${P}.columns.hashed`, '"hashed"', 'did you mean hash?'],
  ])('%j', check);
});

describe('options against each other', () => {
  it.each<Case>([
    ['mode: incremental\nlimit: 5', `${P}.limit`, '5', 'remove limit, or write mode: full'],
    inTable('mode: auto, limit: 5', 'limit', '5', 'remove limit, or write mode: full'),
    ['limit: 5\ntables: {public.x: {mode: auto}}', `${P}.limit`, '5', 'remove limit'],
    [
      "mode: auto\ntables: {'public.*': {limit: 7}, public.x: {}}",
      `${P}.tables["public.*"].limit`,
      '7',
      'remove limit',
    ],
    ['deletes: detect\nlimit: 5', `${P}.limit`, '5', 'remove limit, or write deletes: ignore'],
    ['limit: 5\ntables: {public.x: {deletes: detect}}', `${P}.limit`, '5', 'write deletes: ignore'],
    inTable(
      'mode: full, replicationKey: a',
      'replicationKey',
      '"a"',
      'write mode: incremental or mode: auto beside it',
    ),
    inTable('replicationKey: a', 'replicationKey', '"a"', 'remove it, or write mode: incremental'),
    inTable('lookback: 1h', 'lookback', '"1h"', 'remove it, or write mode: incremental'),
    inTable('mode: full, delay: 1h', 'delay', '"1h"', 'remove it, or'),
    inTable('mode: full, chunkBy: {rows: 10000}', 'chunkBy', 'a mapping', 'remove it, or'),
    inTable('mode: full, onReset: fail', 'onReset', '"fail"', 'remove it, or'),
    inTable('mode: full, fullRefreshEvery: 7d', 'fullRefreshEvery', '"7d"', 'remove it, or'),
    ['mode: full\nlookback: 1h', `${P}.lookback`, '"1h"', 'remove it, or write mode: incremental or mode: auto'],
    ['replicationKey: a', `${P}.replicationKey`, '"a"', 'remove it, or write mode: incremental or mode: auto'],
    [
      "mode: auto\ntables: {'public.*': {mode: full}, public.x: {lookback: 5}}",
      `${T}.lookback`,
      '5',
      'remove it, or write mode',
    ],
    ["tables: {'a.*': {delay: 5m}}", `${P}.tables["a.*"].delay`, '"5m"', 'remove it, or write mode'],
    inTable('maxDeletes: 0.1', 'maxDeletes', '0.1', 'write deletes: detect beside it'),
    ['deletes: ignore\nmaxDeletes: 0.1', `${P}.maxDeletes`, '0.1', 'write deletes: detect beside it'],
    ['columns: {hash: [a, b], drop: [B]}', `${P}.columns.hash[1]`, '"b"', 'from one of the two lists'],
    ['columns: {hash: [a], exclude: [a]}', `${P}.columns.hash[0]`, '"a"', 'from one of the two lists'],
    inTable('columns: {include: [a, b], drop: [b]}', 'columns.drop[0]', '"b"', 'from one of the two lists'),
    [
      'mode: auto\nreplicationKey: at\ncolumns: {hash: [At]}',
      `${P}.columns.hash`,
      'a list',
      'or name another replicationKey',
    ],
    inTable(
      'mode: auto, replicationKey: at, columns: {drop: [at]}',
      'columns.drop',
      'a list',
      'remove it from the list',
    ),
    [
      'columns: {hash: [at]}\ntables: {public.x: {mode: auto, replicationKey: at}}',
      `${P}.columns.hash`,
      'a list',
      'remove it from the list',
    ],
    [
      'deletes: detect\ndestination: {bucket: abc, region: eu-central-1}',
      `${P}.deletes`,
      '"detect"',
      'write deletes: ignore, or another bucket',
    ],
    [
      'destination: {bucket: abc, region: eu-central-1}\ntables: {public.x: {deletes: detect}}',
      `${T}.deletes`,
      '"detect"',
      'write deletes: ignore, or another bucket',
    ],
    [
      'discover: false\ntables: {public.x: {columnTypes: {id: int, at: timestamp}, mode: incremental}}',
      `${T}.replicationKey`,
      '',
      'name one of id, at, or write mode: full',
    ],
    [
      'discover: false\ntables: {public.x: {columnTypes: {id: int}, mode: auto, replicationKey: at}}',
      `${T}.replicationKey`,
      '"at"',
      'name one of id, or add it to columnTypes',
    ],
    [
      'discover: false\nmode: incremental\nreplicationKey: at\ntables: {public.x: {columnTypes: {id: int}}}',
      `${T}.replicationKey`,
      '"at"',
      'name one of id here, or add it to columnTypes',
    ],
    [
      'discover: false\ntables: {public.x: {columnTypes: {id: int}, deletes: detect}}',
      `${T}.primaryKey`,
      '',
      'name its columns among id, or write deletes: ignore',
    ],
    [
      'discover: false\ntables: {public.x: {columnTypes: {id: int}, columns: {hash: [email]}}}',
      `${T}.columns.hash[0]`,
      '"email"',
      'name one of id, or add it',
    ],
  ])('%j', check);
});

describe('bad consistent groups, catalog and keep', () => {
  const G = `${P}.consistentGroups.sales`;
  const group = (lines: string, value: string, fix: string | RegExp, at = '[0]'): Case => [
    `consistentGroups: {sales: [a.b, a.c]}\n${lines}`,
    `${G}${at}`,
    value,
    fix,
  ];
  const many = Array.from({ length: 39 }, (_, i) => `a.t${i}`);
  it.each<Case>([
    ['consistentGroups: [a.b, a.c]', `${P}.consistentGroups`, 'a list', 'write a mapping, for example {"sales":'],
    ['consistentGroups: {sales: a.b}', G, '"a.b"', 'write a list'],
    ['consistentGroups: {Sales: [a.b, a.c]}', `${P}.consistentGroups.Sales`, '"Sales"', '1 to 32 of a-z'],
    ['consistentGroups: {sales: []}', G, 'a list', 'list 2 tables or more, or remove the group'],
    ['consistentGroups: {sales: [a.b]}', G, 'a list', 'list 2 tables or more, or remove the group'],
    [`consistentGroups: {sales: [${many.join(', ')}]}`, G, 'a list', 'make two groups'],
    ["consistentGroups: {sales: [a.b, 'a.*']}", `${G}[1]`, '"a.*"', 'write the exact name of each table'],
    ['consistentGroups: {sales: [a.b, orders]}', `${G}[1]`, '"orders"', 'write schema.table'],
    ['consistentGroups: {sales: [a.b, A.B]}', `${G}[1]`, '"A.B"', 'list each table once'],
    [
      'consistentGroups: {sales: [a.b, a.c], other: [a.d, a.c]}',
      `${P}.consistentGroups.other[1]`,
      '"a.c"',
      'list each table once, in one group',
    ],
    group("exclude: ['a.b*']", '"a.b"', 'select it, or remove it from the group'),
    group("include: ['a.b']", '"a.c"', 'select it, or', '[1]'),
    group('schemas: [b]\ntables: {a.b: {}}', '"a.c"', 'select it, or', '[1]'),
    group('tables: {a.c: {enabled: false}}', '"a.c"', 'select it, or', '[1]'),
    group("tables: {'a.*': {enabled: false}, a.b: {enabled: true}}", '"a.c"', 'select it, or', '[1]'),
    group('discover: false\ntables: {a.b: {columnTypes: {id: int}}}', '"a.c"', 'select it, or', '[1]'),
    group('tables: {a.b: {limit: 5}}', '"a.b"', 'remove limit for it, or it from the group'),
    group("tables: {'a.c*': {method: page}}", '"a.c"', 'remove method: page for it', '[1]'),
    group('tables: {a.b: {mode: auto, chunkBy: {rows: 10000}}}', '"a.b"', 'remove chunkBy for it'),
    [
      'consistentGroups: {sales: [a.b, a.c, a.d, a.e, a.f]}\ndeletes: detect',
      `${G}[4]`,
      '"a.f"',
      'write deletes: ignore for tables of the group, or make two groups',
    ],
    [
      `consistentGroups: {sales: [a.d, ${many.slice(0, 30).join(', ')}]}\ntables: {a.d: {deletes: detect}}`,
      `${G}[30]`,
      '"a.t29"',
      'or make two groups',
    ],
    ['catalog: lake', `${P}.catalog`, '"lake"', 'write a mapping, for example {"database":"lake"}'],
    ['catalog: {}', `${P}.catalog.database`, '', 'add it, for example database: "lake"'],
    ['catalog: {database: My-Lake}', `${P}.catalog.database`, '"My-Lake"', 'a-z, 0-9 and _'],
    ['catalog: {database: a, tableName: x}', `${P}.catalog.tableName`, '"x"', 'write {table} with'],
    [
      "catalog: {database: a, tableName: '{name}_{table}'}",
      `${P}.catalog.tableName`,
      '"{name}_{table}"',
      'for example {schema}__{table}',
    ],
    [
      "catalog: {database: a, tableName: '{schema}.{table}'}",
      `${P}.catalog.tableName`,
      '"{schema}.{table}"',
      'a-z, 0-9, _ and {schema}',
    ],
    ['keep: 5', `${P}.keep`, '5', 'write a mapping'],
    ['keep: {snapshots: 0}', `${P}.keep.snapshots`, '0', 'write how many to keep, 1 to 100000'],
    ['keep: {snapshots: all}', `${P}.keep.snapshots`, '"all"', 'or how long: 24h, 7d or 2w'],
    ['keep: {runs: 90}\nkeep_runs: 1', `${P}.keep_runs`, '"keep_runs"', 'remove it; the keys here are'],
    ['keep: {runs: -1d}', `${P}.keep.runs`, '"-1d"', '24h, 90d or 52w'],
    ['keep: {run: 5}', `${P}.keep.run`, '"run"', 'did you mean runs?'],
  ])('%j', check);
});
