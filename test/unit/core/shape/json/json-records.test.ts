import { type JsonLayout, type JsonRecord, JsonRecords } from '../../../../../lambdas/core/shape/json/json-records';
import { outline, readAll } from '../read-all';

const a = (item: JsonRecord) => {
  const value = item.row.a as { number: string } | undefined;
  return [Number(value?.number), item.location.byte, item.location.line];
};
const read = async (content: string | Uint8Array, layout?: JsonLayout) =>
  outline(await readAll(new JsonRecords(layout), content), a);

describe('the layout is seen from the file', () => {
  it.each<[string, string, unknown[]]>([
    ['nothing', '', []],
    ['blanks', ' \n\r\n ', []],
    [
      'lines',
      '{"a":1}\n{"a":2}\n',
      [
        [1, 0, 1],
        [2, 8, 2],
      ],
    ],
    [
      'lines without a last line end',
      '{"a":1}\n{"a":2}',
      [
        [1, 0, 1],
        [2, 8, 2],
      ],
    ],
    [
      'lines of Windows',
      '{"a":1}\r\n{"a":2}\r\n',
      [
        [1, 0, 1],
        [2, 9, 2],
      ],
    ],
    [
      'empty lines',
      '\n{"a":1}\n \n\r\n{"a":2}\n\n',
      [
        [1, 1, 2],
        [2, 13, 5],
      ],
    ],
    [
      'a byte order mark',
      '\ufeff{"a":1}\n{"a":2}',
      [
        [1, 0, 1],
        [2, 11, 2],
      ],
    ],
    ['one object', '{"a":1}', [[1, 0, 1]]],
    [
      'objects without line ends',
      '{"a":1}{"a":2} {"a":3}',
      [
        [1, 0, 1],
        [2, 7, 1],
        [3, 15, 1],
      ],
    ],
    [
      'objects on many lines',
      '{\n"a":1\n}\n{\n"a":\n2,\n"b":\n{\n}}',
      [
        [1, 0, 1],
        [2, 10, 4],
      ],
    ],
    [
      'an array',
      '[{"a":1},{"a":2}]',
      [
        [1, 1, 1],
        [2, 9, 1],
      ],
    ],
    [
      'an array on many lines',
      ' [\n{"a":1},\n{\n"a":2}\n]\n',
      [
        [1, 3, 2],
        [2, 12, 3],
      ],
    ],
    ['an array behind a byte order mark', '\ufeff[{"a":1}]', [[1, 4, 1]]],
    ['an empty array', '[]', []],
    [
      'arrays that follow one another',
      '[{"a":1}]\n[{"a":2}]',
      [
        [1, 1, 1],
        [2, 11, 2],
      ],
    ],
    [
      'brackets and quotes in strings',
      '[{"s":"]}\\"{[\\\\","a":1},{"a":2}]',
      [
        [1, 1, 1],
        [2, 24, 1],
      ],
    ],
  ])('%s', async (_name, content, items) => {
    expect(await read(content)).toEqual(items);
  });

  it.each([60_000, 70_000])('a first line of %d bytes', async (length) => {
    const content = `{"a":1,"s":"${'x'.repeat(length)}"}\n{"a":2}\n`;
    expect(outline(await readAll(new JsonRecords(), content, 9_000), (item) => a(item)[0])).toEqual([1, 2]);
  });
});

describe('what is broken costs no more than itself', () => {
  it.each<[string, string, JsonLayout | undefined, unknown[]]>([
    [
      'half a line',
      '{"a":1}\n{"a":2,"b\n{"a":3}',
      undefined,
      [[1, 0, 1], expect.stringContaining('without an end'), [3, 18, 3]],
    ],
    ['half a line at the end', '{"a":1}\n{"a":', undefined, [[1, 0, 1], expect.stringContaining('too early')]],
    [
      'half a first line',
      '{"a":1,\n{"a":2}\n{"a":3}\n',
      undefined,
      ['no JSON: the record has no end', [2, 8, 2], [3, 16, 3]],
    ],
    ['an open string', '{"a":"1,\n{"a":2}\n', undefined, ['a line break in a string', [2, 9, 2]]],
    ['an open string behind an escape', '{"a":"1\\\n{"a":2}\n', 'documents', ['a line break in a string', [2, 9, 2]]],
    [
      'other lines',
      'id,name\n1,x\n{"a":2}\n',
      undefined,
      [expect.stringContaining('no JSON'), 'a JSON value that is no object', [2, 12, 3]],
    ],
    [
      'scalars',
      '[1,"x,]",{"a":2},null]',
      undefined,
      ['a JSON value that is no object', 'a JSON value that is no object', [2, 9, 1], 'a JSON value that is no object'],
    ],
    ['a scalar at the end', '{"a":1}\n7', 'documents', [[1, 0, 1], 'a JSON value that is no object']],
    [
      'a bracket too many',
      '{"a":1}}\n{"a":2}',
      'documents',
      [[1, 0, 1], expect.stringContaining('no JSON'), [2, 9, 2]],
    ],
    ['an array cut off', '[{"a":1},{"a":2', undefined, [[1, 1, 1], 'the object ends within this record']],
    ['an array cut off between', '[{"a":1},', undefined, [[1, 1, 1], 'the object ends within its array']],
    ['a comma too few', '[{"a":1 "b":2},{"a":2}]', undefined, [expect.stringContaining('"," or "}"'), [2, 15, 1]]],
    [
      'two objects on a line',
      '{"a":1}\n{"a":2}{"a":3}\n',
      undefined,
      [[1, 0, 1], expect.stringContaining('text after the end')],
    ],
  ])('%s', async (_name, content, layout, items) => {
    expect(await read(content, layout)).toEqual(items);
  });

  it.each<JsonLayout>(['lines', 'documents'])('bytes that are not UTF-8, in %s', async (layout) => {
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}\n{"a":2}')]);
    expect(await read(bytes, layout)).toEqual(['bytes that are not UTF-8', [2, 11, 2]]);
  });

  it('UTF-16', async () => {
    const [first] = await readAll(new JsonRecords(), Buffer.from('\ufeff{"a":1}', 'utf16le'));
    expect(first).toMatchObject({ reason: 'bytes that are not UTF-8' });
  });

  it.each<JsonLayout>(['lines', 'documents'])('records beyond the limit, in %s', async (layout) => {
    const content = `{"a":1}\n{"a":2,"s":"${'x'.repeat(200)}"}\n{"a":3}`;
    const items = await readAll(new JsonRecords(layout, 100), content);
    expect(outline(items, a)).toEqual([[1, 0, 1], 'a record of more than 16777216 bytes', [3, 223, 3]]);
    expect(items[1]).toMatchObject({ location: { byte: 8, line: 2 }, text: content.slice(8, 108) });
  });

  it('keeps 1,000 characters, and whole ones', async () => {
    const [bad] = await readAll(new JsonRecords('lines'), `x${'😀'.repeat(600)}`);
    expect(bad).toEqual({ location: { byte: 0, line: 1 }, reason: expect.any(String), text: `x${'😀'.repeat(499)}` });
  });
});
