import { type CopyFixture, LOAD_FAILED, openCopyFixture } from './copy-fixture';
import { dropAll, rows, run } from './warehouse-fixture';

let f: CopyFixture;
beforeAll(async () => {
  f = await openCopyFixture();
});
afterAll(() => f.close());
afterEach(() => dropAll(f));

describe("JSON 'auto'", () => {
  it('loads members by their names, NULL for those that are missing', async () => {
    await run(
      f.admin,
      "create table t (id bigint, name varchar(40) default 'none', n numeric(20,2), ok bool, s super)",
    );
    await f.put(
      'j',
      `{"id": 9007199254740993, "name": "é \\u20ac \\"q\\"\\n", "n": 12345678901234567.899, "ok": true, "s": {"a": [1.10, null]}, "more": 1}
       {"id": 2, "Name": "other case", "ok": null, "s": "text"}{"name": {"nested": [1, 2]},
        "id": 3}`,
    );
    expect((await f.copy('t', 'j', "format as json 'auto' compupdate off statupdate off")).resultRows).toBe(3);
    expect(await rows(f.admin, 'select id, name, n::varchar, ok, s from t order by id')).toEqual([
      [2n, null, null, null, '"text"'],
      [3n, '{"nested": [1, 2]}', null, null, null],
      [9007199254740993n, 'é € "q"\n', '12345678901234567.89', true, '{"a":[1.10,null]}'],
    ]);
  });

  it('takes defaults for columns that are not listed', async () => {
    await run(f.admin, "create table t (id int, v varchar(9) default 'd', at timestamp default sysdate)");
    await f.put('j', '{"id": 1, "v": "x"}');
    await f.copy('t (id)', 'j', "json 'auto'");
    expect(await rows(f.admin, 'select * from t')).toEqual([[1n, 'd', '2024-03-01 10:20:30.25']]);
  });

  it("ignores case with 'auto ignorecase' alone", async () => {
    await run(f.admin, 'create table t (userid int)');
    await f.put('j', '{"userId": 7}');
    await f.copy('t', 'j', "json 'auto'");
    await f.copy('t', 'j', "json 'auto ignorecase'");
    expect(await rows(f.admin, 'select userid from t order by 1')).toEqual([[7n], [null]]);
  });

  it('reads times of events', async () => {
    await run(f.admin, 'create table t (a timestamp, b timestamptz)');
    await f.put('j', '{"a": "2024-02-29T01:02:03.123Z", "b": "2024-02-29T01:02:03+02:00"}');
    await f.copy('t', 'j', "json 'auto' timeformat 'auto'");
    expect(await rows(f.admin, 'select a::varchar, b::varchar from t')).toEqual([
      ['2024-02-29 01:02:03.123', '2024-02-28 23:02:03+00'],
    ]);
    await f.put('j', '{"a": 1709168523123, "b": "1709168523123"}');
    await f.copy('t', 'j', "json 'auto' timeformat 'epochmillisecs'");
    expect(await rows(f.admin, "select count(*) from t where a = '2024-02-29 01:02:03.123'")).toEqual([[2n]]);
  });
});

it("'noshred' puts each document into one SUPER column", async () => {
  await run(f.admin, 'create table t (doc super)', 'create table u (a super, b int)');
  await f.put('j', '{"b": 1}\n[2, 3]\n');
  await f.copy('t', 'j', "json 'noshred'");
  expect((await rows(f.admin, 'select doc from t')).flat()).toEqual(['{"b":1}', '[2,3]']);
  await expect(f.copy('u', 'j', "json 'noshred'")).rejects.toThrow('requires a single column of type SUPER');
});

describe('a JSONPaths file', () => {
  const load = async (paths: string[], document: string) => {
    await f.put('paths.json', JSON.stringify({ jsonpaths: paths }));
    await f.put('j', document);
    return f.copy('t', 'j', "json 's3://lake/paths.json'");
  };
  beforeEach(() => run(f.admin, 'create table t (a varchar(20), b int)'));

  it('maps columns by position', async () => {
    await load(['$.user.name', "$['tags'][1]"], '{"user": {"name": "ann"}, "tags": [5, 6]}\n{"tags": [7, 8]}');
    expect(await rows(f.admin, 'select * from t order by b')).toEqual([
      ['ann', 6n],
      [null, 8n],
    ]);
  });

  it.each([
    [
      ['$.a'],
      '{}',
      'Number of jsonpaths and the number of columns should match. JSONPath size: 1, Number of columns in table or column list: 2',
    ],
    [['$.a', 'b'], '{}', 'Invalid JSONPath format: b'],
    // The guide's words for the row, in the error table.
    [['$.a', '$.b[3]'], '{"b": [1]}', LOAD_FAILED],
  ])('%j is refused', async (paths, document, message) => {
    await expect(load(paths, document)).rejects.toThrow(message);
    if (message !== LOAD_FAILED) return;
    const detail = 'select error_message from sys_load_error_detail order by query_id desc limit 1';
    expect(await rows(f.admin, detail)).toEqual([['Invalid JSONPath format: Not an array or index out of range.']]);
  });
});

describe('a document that cannot be loaded', () => {
  it.each([
    ['malformed', '{"a": }', 1216, 'Invalid value.'],
    ['cut short', '{"a": "x', 1216, 'Invalid control character in a string.'],
    ['no object', '[1]', 1216, 'Invalid JSONPath format: Member is not an object.'],
    ['over 4 MB', `{"a": "${'x'.repeat(4 * 2 ** 20)}"}`, 1216, 'JSON object exceeds the limit of 4 MB'],
    ['with NUL', '{"a": "\\u0000x"}', 1220, 'Invalid null byte'],
    ['with a long text', '{"a": "123456"}', 1204, 'String length exceeds DDL length'],
    [
      'with a long text in SUPER',
      `{"s": {"k": "${'x'.repeat(65_536)}"}}`,
      1224,
      'String value exceeds the max size of 65535 bytes',
    ],
    ['with a fraction in an integer', '{"n": 1.0}', 1207, "Invalid digit, Value '.', Pos 1, Type: Integer"],
  ])('%s', async (_, document, code, message) => {
    await run(f.admin, 'create table t (a varchar(5), n int, s super)');
    await f.put('j', `{"a": "ok"}\n${document}\n{"a": "ok"}\n`);
    await expect(f.copy('t', 'j', "json 'auto'")).rejects.toThrow(LOAD_FAILED);
    const detail =
      'select line_number, error_code, error_message from sys_load_error_detail order by query_id desc limit 1';
    expect(await rows(f.admin, detail)).toEqual([[2n, BigInt(code), message]]);
    expect((await f.copy('t', 'j', "json 'auto' maxerror 9")).resultRows).toBe(2);
  });
});
