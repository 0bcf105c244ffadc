import { type BadFile, expectProblem } from './expect-problem';
import { fileWith, refusal } from './problems-of';

const P = 'extract[0]';

describe('a bad key of a pipeline', () => {
  const cases: [lines: string, path: string, value: string, fix: string | RegExp][] = [
    ['scheduel: rate(1 day)', `${P}.scheduel`, '"scheduel"', 'did you mean schedule?'],
    ['max_concurrency: 5', `${P}.max_concurrency`, '"max_concurrency"', 'did you mean maxConcurrency?'],
    ['zzz: 5', `${P}.zzz`, '"zzz"', 'remove it; the keys here are name, '],
    ['as: x', `${P}.as`, '"as"', 'remove it; the keys here are'],
    ['enabled: yes', `${P}.enabled`, '"yes"', 'write true, without quotes'],
    ['discover: off', `${P}.discover`, '"off"', 'write false, without quotes'],
    ['caseSensitiveIdentifiers: 1', `${P}.caseSensitiveIdentifiers`, '1', 'write true or false'],
    ['limit: "10"', `${P}.limit`, '"10"', 'write it without quotes: 10'],
    ['limit: 0', `${P}.limit`, '0', 'a whole number above 0'],
    ['limit: 1.5', `${P}.limit`, '1.5', 'write a whole number'],
    ['limit: 1e400', `${P}.limit`, 'Infinity', 'write a whole number'],
    ['limit: 9007199254740993', `${P}.limit`, '9007199254740992', 'at most 15 digits'],
    ['limit:', `${P}.limit`, 'nothing', 'or remove the key'],
    ['maxConcurrency: 401', `${P}.maxConcurrency`, '401', 'the Data API runs at most 500 statements'],
    ['maxConcurrency: 0', `${P}.maxConcurrency`, '0', 'write 1 to 400'],
    ['maxFileSizeMb: 31', `${P}.maxFileSizeMb`, '31', 'write 32 to 6200'],
    ['maxFileSizeMb: 6201', `${P}.maxFileSizeMb`, '6201', 'write 32 to 6200'],
    ['attempts: 11', `${P}.attempts`, '11', 'write 1 to 10'],
    ['method: unlaod', `${P}.method`, '"unlaod"', 'did you mean unload?'],
    ['verify: never', `${P}.verify`, '"never"', 'write auto, snapshot or manifest'],
    ['statementTimeout: 90', `${P}.statementTimeout`, '90', 'write a text, for example "24h"'],
    ['statementTimeout: 25h', `${P}.statementTimeout`, '"25h"', 'at most 24 hours'],
    ['pollInterval: 1 hour', `${P}.pollInterval`, '"1 hour"', '90s, 15m, 24h or 1d'],
    [
      'pollInterval: 30s',
      `${P}.pollInterval`,
      '"30s"',
      'write pollInterval: 2m or more, or statementTimeout: 6h or less',
    ],
    ['schedule: rate(2 day)', `${P}.schedule`, '"rate(2 day)"', 'write rate(2 days)'],
    ['schedule: daily', `${P}.schedule`, '"daily"', 'write rate(1 day) or cron('],
    ['schedule: 5', `${P}.schedule`, '5', 'for example "rate(1 day)"'],
    [
      'schedule: {expression: rate(1 day), timezone: Mars/Olympus}',
      `${P}.schedule.timezone`,
      '"Mars/Olympus"',
      'Europe/Berlin',
    ],
    [
      'schedule: {expression: rate(1 day), timezon: UTC}',
      `${P}.schedule.timezon`,
      '"timezon"',
      'did you mean timezone?',
    ],
    ['schedule: {timezone: UTC}', `${P}.schedule.expression`, '', 'add it, for example expression: "rate(1 day)"'],
    ['schemas: public', `${P}.schemas`, '"public"', 'write a list, for example ["public"]'],
    ['schemas: []', `${P}.schemas`, 'a list', 'or remove the key'],
    ['schemas: [1]', `${P}.schemas[0]`, '1', "put it in quotes: '1'"],
    ['include: [flights]', `${P}.include[0]`, '"flights"', 'write schema.table'],
    ['include: ["*"]', `${P}.include[0]`, '"*"', 'write schema.table'],
    ['include: [a.b.c]', `${P}.include[0]`, '"a.b.c"', 'quote a part that holds a dot'],
    ['include: []', `${P}.include`, 'a list', 'or remove the key'],
    ["exclude: ['a.[b']", `${P}.exclude[0]`, '"a.[b"', 'quote a part'],
    ["exclude: ['a.\"b']", `${P}.exclude[0]`, '"a.\\"b"', 'quote a part'],
    ['columns: [id]', `${P}.columns`, 'a list', 'write a mapping, for example'],
    ['columns: {include: [id, id]}', `${P}.columns.include`, 'a list', 'name each column once'],
    [
      'columns: {include: [id], exclude: [id]}',
      `${P}.columns.exclude[0]`,
      '"id"',
      'remove it from one of the two lists',
    ],
    ['where: WHERE a = 1', `${P}.where`, '"WHERE a = 1"', 'without WHERE'],
    ['where: a = 1; DROP TABLE b', `${P}.where`, '"a = 1; DROP TABLE b"', 'a single condition'],
    ['where: true', `${P}.where`, 'true', "put it in quotes: 'true'"],
    ['destination: s3://bucket/lake', `${P}.destination`, '"s3://bucket/lake"', 'write a mapping'],
    ['destination: {bucket: s3://bucket}', `${P}.destination.bucket`, '"s3://bucket"', 'write the bucket alone'],
    ['destination: {bucket: My_Bucket}', `${P}.destination.bucket`, '"My_Bucket"', '3 to 63 of a-z'],
    ['destination: {bucket: 10.0.0.1}', `${P}.destination.bucket`, '"10.0.0.1"', '3 to 63'],
    ['destination: {bucket: data-s3alias}', `${P}.destination.bucket`, '"data-s3alias"', 'general purpose bucket'],
    ['destination: {prefix: /lake}', `${P}.destination.prefix`, '"/lake"', 'lake/redshift'],
    ['destination: {prefix: a//b}', `${P}.destination.prefix`, '"a//b"', 'lake/redshift'],
    ['destination: {prefix: a/_b}', `${P}.destination.prefix`, '"a/_b"', 'lake/redshift'],
    ['destination: {prefix: .a}', `${P}.destination.prefix`, '".a"', 'lake/redshift'],
    ['destination: {prefix: "a b"}', `${P}.destination.prefix`, '"a b"', 'letters, digits'],
    ["destination: {prefix: ''}", `${P}.destination.prefix`, '""', 'or remove the key'],
    ['destination: {prefix: 2026}', `${P}.destination.prefix`, '2026', "put it in quotes: '2026'"],
    ['destination: {region: eu-central-1}', `${P}.destination.region`, '"eu-central-1"', 'name an existing bucket'],
    ['destination: {bucket: abc, region: europe}', `${P}.destination.region`, '"europe"', 'such as eu-west-1'],
    [
      'destination: {kmsKeyArn: alias/key}',
      `${P}.destination.kmsKeyArn`,
      '"alias/key"',
      'write an ARN like arn:aws:kms:',
    ],
    [
      'destination: {kmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/abc"}',
      `${P}.destination.kmsKeyArn`,
      '"arn:aws:kms:us-east-1:123456789012:key/abc"',
      "in the bucket's region",
    ],
    ['tables: {flights: {limit: 1}}', `${P}.tables.flights`, '"flights"', 'write schema.table'],
    ['tables: {public.x: {limit: -1}}', `${P}.tables["public.x"].limit`, '-1', 'above 0'],
    ['tables: {public.x: {limt: 1}}', `${P}.tables["public.x"].limt`, '"limt"', 'did you mean limit?'],
    ['tables: {public.x: }', `${P}.tables["public.x"]`, 'nothing', 'write a mapping'],
    ['tables: [public.x]', `${P}.tables`, 'a list', 'write a mapping'],
    ['tables: {public.x: {as: _x}}', `${P}.tables["public.x"].as`, '"_x"', 'beginning with a letter'],
    ['tables: {public.x: {as: a.b.c}}', `${P}.tables["public.x"].as`, '"a.b.c"', 'table or schema.table'],
    ['tables: {public.*: {as: x}}', `${P}.tables["public.*"].as`, '"x"', 'under the exact name'],
    ['tables: {public.x: {primaryKey: id}}', `${P}.tables["public.x"].primaryKey`, '"id"', 'write a list'],
    ['tables: {public.x: {primaryKey: [""]}}', `${P}.tables["public.x"].primaryKey[0]`, '""', '1 to 127 bytes'],
    [
      'tables: {public.x: {columnTypes: {id: int}}}',
      `${P}.tables["public.x"].columnTypes`,
      'a mapping',
      'discover: false',
    ],
    ['tables: {public.x: {}, PUBLIC.X: {}}', `${P}.tables["PUBLIC.X"]`, '"PUBLIC.X"', 'under one key'],
    [
      'tables: {public.x: {}, \'"public"."x"\': {}}',
      `${P}.tables["\\"public\\".\\"x\\""]`,
      '"\\"public\\".\\"x\\""',
      'under one key',
    ],
    ['discover: false', `${P}.tables`, '', 'list each table'],
    ['discover: false\ntables: {a.b: {}}', `${P}.tables["a.b"].columnTypes`, '', 'declare every column'],
    ['discover: false\ntables: {a.*: {}}', `${P}.tables["a.*"]`, '"a.*"', 'write the exact names'],
    ['discover: false\ninclude: [a.b]\ntables: {a.b: {columnTypes: {id: int}}}', `${P}.include`, 'a list', 'remove it'],
    [
      'discover: false\ntables: {a.b: {columnTypes: {id: int}, primaryKey: [ix]}}',
      `${P}.tables["a.b"].primaryKey[0]`,
      '"ix"',
      'name one of id, or add it',
    ],
    [
      'discover: false\ntables: {a.b: {columnTypes: {"": int}}}',
      `${P}.tables["a.b"].columnTypes[""]`,
      '""',
      '1 to 127',
    ],
    [
      'discover: false\ntables: {a.b: {columnTypes: {7: int}}}',
      `${P}.tables["a.b"].columnTypes["7"]`,
      '"7"',
      'discover: true',
    ],
    [
      'destination: {kmsKeyArn: "arn:aws-cn:kms:eu-west-1:123456789012:key/abc"}',
      `${P}.destination.kmsKeyArn`,
      '"arn:aws-cn:kms:eu-west-1:123456789012:key/abc"',
      'write an ARN like',
    ],
    [
      'discover: false\ntables: {a.b: {columnTypes: {id: 5}}}',
      `${P}.tables["a.b"].columnTypes.id`,
      '5',
      "put it in quotes: '5'",
    ],
    [
      'discover: false\ntables: {a.b: {columnTypes: {id: " "}}}',
      `${P}.tables["a.b"].columnTypes.id`,
      '" "',
      'such as bigint',
    ],
  ];
  it.each(cases)('%s', (lines, path, value, fix) => {
    expectProblem([fileWith(lines), path, value, fix]);
  });
});

describe('a bad warehouse', () => {
  const arn = 'arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/0a1b';
  const cases: [lines: string, path: string, value: string, fix: string | RegExp][] = [
    ['', 'warehouse', 'a mapping', 'add workgroup'],
    ['workgroup: demo\nclusterIdentifier: c', 'warehouse.clusterIdentifier', '"c"', 'keep the one'],
    ['workgroup: demo\ndbUser: me', 'warehouse.dbUser', '"me"', 'remove it, or use secretArn'],
    [
      'clusterIdentifier: c\ndbUser: me\nsecretArn: arn:aws:secretsmanager:eu-west-1:123456789012:secret:s',
      'warehouse.dbUser',
      '"me"',
      'remove one of the two',
    ],
    ['workgroup: De mo', 'warehouse.workgroup', '"De mo"', 'its name'],
    [`workgroup: ${arn}`, 'warehouse.workgroup', `"${arn}"`, 'in the same region'],
    [
      'workgroup: arn:aws:redshift:eu-west-1:123456789012:cluster:c',
      'warehouse.workgroup',
      '"arn:aws:redshift:eu-west-1:123456789012:cluster:c"',
      'workgroup/<id>',
    ],
    ['workgroup: demo\ntableQuota: 0', 'warehouse.tableQuota', '0', '9900, 20000 or 200000'],
    ['clusterIdentifier: My-Cluster', 'warehouse.clusterIdentifier', '"My-Cluster"', 'beginning with a letter'],
    [
      'workgroup: demo\niamRole: arn:aws:iam::1:role/a',
      'warehouse.iamRole',
      '"arn:aws:iam::1:role/a"',
      'arn:aws:iam::123456789012:role/name',
    ],
    [
      'workgroup: demo\niamRole: arn:aws:iam::123456789012:role/a, arn:aws:iam::123456789012:role/b',
      'warehouse.iamRole',
      '"arn:aws:iam::123456789012:role/a, arn:aws:iam::123456789012:role/b"',
      'commas and no blanks',
    ],
    [
      'workgroup: demo\niamRole: arn:aws-cn:iam::123456789012:role/a',
      'warehouse.iamRole',
      '"arn:aws-cn:iam::123456789012:role/a"',
      'arn:aws:iam',
    ],
    [
      'workgroup: demo\niamRole: arn:aws:iam::123456789012:user/a',
      'warehouse.iamRole',
      '"arn:aws:iam::123456789012:user/a"',
      'role/name',
    ],
    [
      'workgroup: demo\nsecretArn: arn:aws:secretsmanager:us-east-1:123456789012:secret:s',
      'warehouse.secretArn',
      '"arn:aws:secretsmanager:us-east-1:123456789012:secret:s"',
      'in the same region',
    ],
    ['workgroup: demo\nsecret_arn: x', 'warehouse.secret_arn', '"secret_arn"', 'did you mean secretArn?'],
  ];
  it.each(cases)('%s', (lines, path, value, fix) => {
    expectProblem([fileWith('', lines), path, value, fix]);
  });
});

describe('a bad file', () => {
  const rest = 'warehouse: {region: eu-west-1, database: dev, workgroup: demo}\n';
  const cases: BadFile[] = [
    ['', '', '', 'begin with the lines stack'],
    ['# nothing\n', '', '', 'begin with the lines stack'],
    ['---\n', '', '', 'begin with the lines stack'],
    ['- a', '', '', 'begin with the lines stack'],
    ['hello', '', '', 'begin with the lines stack'],
    [`${fileWith()}\n---\na: 1`, '', '', 'one file is one configuration'],
    [`${fileWith()}\nstack: b`, '', '', 'remove one of the two'],
    ['stack: [a', '', '', 'close'],
    ['stack:\n\t- a', '', '', 'indent with blanks'],
    ['stack: *nobody', '', '', 'name an anchor'],
    ['stack: !env NAME', '', '', 'remove the tag'],
    [`${rest}extract: [{name: lake}]`, 'stack', '', 'add it, for example stack: "shuttle-prod"'],
    [`stack: 5x\n${rest}extract: [{name: lake}]`, 'stack', '"5x"', '1 to 40 letters'],
    [`stack: ${'s'.repeat(41)}\n${rest}extract: [{name: lake}]`, 'stack', `"${'s'.repeat(41)}"`, '1 to 40 letters'],
    [`stack: s\nalarmEmail: me\n${rest}extract: [{name: lake}]`, 'alarmEmail', '"me"', 'data@example.com'],
    [`stack: s\n${rest}`, 'extract', '', 'add one of them'],
    [`stack: s\n${rest}extract: []`, 'extract', 'a list', '- name: lake'],
    [`stack: s\n${rest}extract: {name: lake}`, 'extract', 'a mapping', 'write a list'],
    [`stack: s\n${rest}extract: [lake]`, 'extract[0]', '"lake"', 'write a mapping, for example {"name":"lake"}'],
    [`stack: s\n${rest}extract: [{name: Lake_1}]`, 'extract[0].name', '"Lake_1"', '1 to 32 of a-z'],
    [`stack: s\n${rest}extract: [{name: ${'l'.repeat(33)}}]`, 'extract[0].name', `"${'l'.repeat(33)}"`, '1 to 32'],
    [`stack: s\n${rest}extract: [{name: lake}, {name: lake}]`, 'extract[1].name', '"lake"', 'a name of its own'],
    ['stack: s\nextract: [{name: lake}]', 'extract[0].warehouse', '', 'at the top of the file'],
    [
      `stack: s\n${rest}extract: [{name: lake}, {name: data, destination: {prefix: shuttle/lake}}]`,
      'extract[1].destination.prefix',
      '"shuttle/lake"',
      'another prefix',
    ],
    [`stack: s\nextrakt: 1\n${rest}extract: [{name: lake}]`, 'extrakt', '"extrakt"', 'did you mean extract?'],
    [`stack: s\n__proto__: {a: 1}\n${rest}extract: [{name: lake}]`, '__proto__', '"__proto__"', 'remove it'],
  ];
  it.each(cases)('%j', (...row) => {
    expectProblem(row);
  });
});

describe('many problems', () => {
  it('are all reported, in the order of the file, each with its place', () => {
    const { problems, message } = refusal(
      [
        'stack: 5x',
        'warehouse: {region: eu, database: dev, workgroup: demo}',
        'extract:',
        '  - name: Lake',
        '    limit: 0',
        '    tables:',
        '      public.x: {limit: a, where: "a;"}',
        '  - name: two',
        '    pollInterval: 1s',
        '    enabled: yes',
      ].join('\n'),
    );
    expect(problems.map(({ path, line, column }) => [path, line, column])).toEqual([
      ['stack', 1, 1],
      ['warehouse.region', 2, 13],
      ['extract[0].name', 4, 5],
      ['extract[0].limit', 5, 5],
      ['extract[0].tables["public.x"].limit', 7, 18],
      ['extract[0].tables["public.x"].where', 7, 28],
      ['extract[1].pollInterval', 9, 5],
      ['extract[1].enabled', 10, 5],
    ]);
    expect(message.split('\n')).toHaveLength(9);
    expect(message).toMatch(
      /^shuttle\.yaml: 8 problems\n {2}stack \(line 1, column 1\): is not a name for a stack \(got "5x"\); write 1 to 40/,
    );
  });

  it('include what is wrong inside of a warehouse that is of no use anyhow', () => {
    const { problems } = refusal(fileWith('warehouse: {region: x, workgrop: y}', 'workgroup: demo'));
    expect(problems.map(({ path }) => path).sort()).toEqual([
      'extract[0].warehouse',
      'extract[0].warehouse.database',
      'extract[0].warehouse.region',
      'extract[0].warehouse.workgrop',
    ]);
  });
});
