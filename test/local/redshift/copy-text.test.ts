import { gzipSync } from 'node:zlib';
import { type CopyFixture, openCopyFixture } from './copy-fixture';
import { dropAll, rows, run } from './warehouse-fixture';

let f: CopyFixture;
beforeAll(async () => {
  f = await openCopyFixture();
});
afterAll(() => f.close());
afterEach(() => dropAll(f));

const GUIDE = 'developer guide';

interface Loaded {
  what: string;
  file: string | Uint8Array;
  options: string;
  table?: string;
  answers: unknown[][];
  source: string;
}

const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

describe('files', () => {
  it.each<Loaded>([
    {
      what: 'delimited by pipes',
      file: '1|a|x\n2||\\N\r\n3|c d|"q"|\n',
      options: '',
      answers: [
        [1n, 'a', 'x'],
        [2n, '', null],
        [3n, 'c d', '"q"'],
      ],
      source: 'developer guide; the trailing delimiter as dbgen writes it',
    },
    {
      what: 'delimited, with escapes and quotes',
      file: '1;a\\;b;x\\\\y\n2;"a;b";\'c\'\n',
      options: "delimiter ';' escape removequotes",
      answers: [
        [1n, 'a;b', 'x\\y'],
        [2n, 'a;b', 'c'],
      ],
      source: GUIDE,
    },
    {
      what: 'CSV with quotes, line feeds, a header and a NULL string',
      file: 'id,v,w\n1, "say ""hi"",\nnow" ,NIL\n2,,"NIL"\n',
      options: "format as csv ignoreheader 1 null as 'NIL'",
      answers: [
        [1n, 'say "hi",\nnow', null],
        [2n, '', 'NIL'],
      ],
      source: 'developer guide; that a quoted NULL string is text is inferred',
    },
    {
      what: 'CSV with a quote and delimiter of its own, gzipped',
      file: gzipSync("1;'a;b';\n"),
      options: "csv quote as '''' delimiter as ';' gzip",
      answers: [[1n, 'a;b', '']],
      source: GUIDE,
    },
    {
      what: 'with empty fields as NULL',
      file: '1||  \n',
      options: 'emptyasnull blanksasnull',
      answers: [[1n, null, null]],
      source: GUIDE,
    },
    {
      what: 'with blanks at the end cut',
      file: '1|a  |  b \n',
      options: 'trimblanks',
      answers: [[1n, 'a', '  b']],
      source: GUIDE,
    },
    {
      what: 'with fields missing, text as an empty string',
      file: '1\n\n2|b\n',
      options: 'fillrecord ignoreblanklines',
      answers: [
        [1n, '', ''],
        [2n, 'b', ''],
      ],
      source: GUIDE,
    },
    {
      what: 'with text cut by bytes',
      file: '1|ééé|abcdef\n',
      options: 'truncatecolumns',
      table: 'id int, v varchar(5), w char(3)',
      answers: [[1n, 'éé', 'abc']],
      source: GUIDE,
    },
    {
      what: 'with invalid characters replaced byte by byte',
      file: bytes('1|a', 0xff, 'é', 0xe2, 0x82, '|', 0xc3, '\n'),
      options: "acceptinvchars '^'",
      answers: [[1n, 'a^é^^', '^']],
      source: GUIDE,
    },
  ])('$what', async ({ file, options, table, answers }) => {
    await run(f.admin, `create table t (${table ?? 'id int, v varchar(20), w varchar(20)'})`);
    await f.put('in/file', file);
    expect((await f.copy('t', 'in/file', options)).resultRows).toBe(answers.length);
    expect(await rows(f.admin, 'select * from t order by id')).toEqual(answers);
  });

  it('of a manifest load in one statement, into listed columns', async () => {
    await run(f.admin, "create table t (a int, b varchar(5) default 'dflt', c int)");
    await f.put('m/1.csv', '1,10\n');
    await f.put('m/2.csv', '2,20\n');
    const entries = [
      { url: 's3://lake/m/1.csv', mandatory: true },
      { url: 's3://lake/m/2.csv' },
      { url: 's3://lake/m/3.csv' },
    ];
    await f.put('m.json', JSON.stringify({ entries }));
    expect((await f.copy('t (a, c)', 'm.json', "csv manifest region 'eu-west-1'")).resultRows).toBe(2);
    expect(await rows(f.admin, 'select * from t order by a')).toEqual([
      [1n, 'dflt', 10n],
      [2n, 'dflt', 20n],
    ]);
    await f.put('m.json', JSON.stringify({ entries: [{ url: 's3://lake/m/3.csv', mandatory: true }] }));
    await expect(f.copy('t', 'm.json', 'csv manifest')).rejects.toThrow(
      'Mandatory url is not present in manifest file.',
    );
  });
});

describe('values', () => {
  it.each([
    ['smallint', ' -32768 ', '', '-32768'],
    ['bigint', '9223372036854775807', '', '9223372036854775807'],
    ['numeric(8,2)', '20.259', '', '20.25'],
    ['numeric(8,2)', '20.259', 'roundec', '20.26'],
    ['numeric(8,2)', '-.005', 'roundec', '-0.01'],
    ['numeric(38,0)', '12345678901234567890123456789012345678', '', '12345678901234567890123456789012345678'],
    ['float8', '1e-05', '', '1e-05'],
    ['int', '', '', null],
    ['int', '  ', '', null],
    ['date', '2024-02-29', '', '2024-02-29'],
    ['date', '20240229', "dateformat 'auto'", '2024-02-29'],
    ['date', '2024/2/9', "dateformat 'auto'", '2024-02-09'],
    ['date', '00/00/00', "acceptanydate dateformat 'auto'", null],
    ['timestamp', '2024-02-29 01:02:03.123456', '', '2024-02-29 01:02:03.123456'],
    ['timestamp', '2024-02-29T01:02:03.5Z', "timeformat 'auto'", '2024-02-29 01:02:03.5'],
    ['timestamp', '1709168523', "timeformat 'epochsecs'", '2024-02-29 01:02:03'],
    ['timestamp', '1709168523123', "timeformat as 'epochmillisecs'", '2024-02-29 01:02:03.123'],
    ['timestamp', '-1', "timeformat 'epochmillisecs'", '1969-12-31 23:59:59.999'],
    ['timestamptz', '2024-02-29T01:02:03+0530', "timeformat 'auto'", '2024-02-28 19:32:03+00'],
    ['timestamptz', '1709168523', "timeformat 'epochsecs'", '2024-02-29 01:02:03+00'],
    ['time', '1:02:03.5', '', '01:02:03.5'],
    ['timetz', '10:15:30.123456Z', '', '10:15:30.123456+00'],
    ['timetz', '10:15+0230', '', '10:15:00+02:30'],
    ['varbyte', '00fF', '', '00ff'],
  ])('%s from %s with %s', async (type, text, options, answer) => {
    await run(f.admin, `create table t (a ${type})`);
    await f.put('v', `${text}\n`);
    await f.copy('t', 'v', options);
    const shown = type === 'varbyte' ? 'to_hex(a)' : 'a::varchar';
    expect(await rows(f.admin, `select ${shown} from t`)).toEqual([[answer]]);
  });

  it('may be true and false in many words', async () => {
    await run(f.admin, 'create table t (a bool)');
    await f.put('v', 'true\nT\nyes\n1\nf\nNO\n0\n');
    await f.copy('t', 'v', '');
    expect(await rows(f.admin, 'select count(*), sum(a::int) from t')).toEqual([[7n, 4n]]);
  });
});

describe('options that are refused', () => {
  it.each([
    ['csv escape', 'ERROR: ESCAPE is not supported for COPY from CSV'],
    ["quote '*'", 'ERROR: QUOTE is not supported for COPY from TEXT'],
    ["json 'auto' null as 'x'", 'ERROR: NULL AS is not supported for COPY from JSON'],
    ["json 'auto' ignoreheader 1", 'ERROR: IGNOREHEADER is not supported for COPY from JSON'],
    ["delimiter '||'", 'ERROR: COPY delimiter must be a single ASCII character'],
    ['maxerror 100001', 'ERROR: MAXERROR must be between 0 and 100000'],
    ['maxerror 1 ignoreallerrors', 'ERROR: MAXERROR and IGNOREALLERRORS are mutually exclusive'],
    ['csv serializetojson', 'ERROR: SERIALIZETOJSON is only supported'],
    ['csv zstd', 'NotSupportedLocally: COPY ... ZSTD'],
    ['format as avro', 'NotSupportedLocally: COPY of format AVRO'],
    ["timeformat 'DD.MM.YYYY'", "NotSupportedLocally: TIMEFORMAT 'DD.MM.YYYY'"],
    ['encoding utf16', 'NotSupportedLocally: COPY ... ENCODING UTF16'],
  ])('%s', async (options, message) => {
    await run(f.admin, 'create table t (a int)');
    await expect(f.copy('t', 'x', options)).rejects.toThrow(message);
  });
});
