import { ObjectUnreadable } from '../../../../../lambdas/core/errors';
import type { CsvFormat } from '../../../../../lambdas/core/shape/csv/csv-fields';
import { CsvRecords, csvRow, headerNames } from '../../../../../lambdas/core/shape/csv/csv-records';
import { outline, readAll } from '../read-all';

const read = async (content: string | Uint8Array, format: Partial<CsvFormat> = {}) =>
  outline(await readAll(new CsvRecords(format), content, 3), (item) => item.fields);

it.each<[string, string, unknown[], Partial<CsvFormat>?]>([
  ['nothing', '', []],
  [
    'fields',
    'a,b\n1,2\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'no last line end',
    'a,b\n1,2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'line ends of Windows',
    'a,b\r\n1,2\r\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['a byte order mark', '\ufeffa,b\n', [['a', 'b']]],
  ['a byte order mark before a quote', '\ufeff"a",b\n', [['a', 'b']]],
  ['empty lines', '\na\n\r\n\nb\n', [['a'], ['b']]],
  ['empty fields are NULL', ',\n', [[null, null]]],
  ['quoted fields are not', '"",""\n', [['', '']]],
  ['a text for NULL', 'NULL,,"NULL"\n', [[null, '', 'NULL']], { nullText: 'NULL' }],
  ['delimiters in quotes', '"a,b",c\n', [['a,b', 'c']]],
  ['quotes in quotes', '"a ""b""","",""""\n', [['a "b"', '', '"']]],
  [
    'line ends in quotes',
    '"a\nb\r\n\r\nc",d\r\ne,f',
    [
      ['a\nb\r\n\r\nc', 'd'],
      ['e', 'f'],
    ],
  ],
  [
    'a quote within a field',
    'a"b,5" pipe\nc,d\n',
    [
      ['a"b', '5" pipe'],
      ['c', 'd'],
    ],
  ],
  ['an empty field at the end', '"a",\n', [['a', null]]],
  ['blanks', ' a , "b"\n', [[' a ', ' "b"']]],
  ['tabs', 'a\t"b\tc"\n', [['a', 'b\tc']], { delimiter: '\t' }],
  ['bars', 'a,b|c\n', [['a,b', 'c']], { delimiter: '|' }],
  ['text behind a quote', '"a"b,c\nd,e\n', ['field 1: text behind the closing quote', ['d', 'e']]],
  ['an open quote', 'a,b\n"c,d\ne,f\n', [['a', 'b'], 'a quoted field without an end']],
  ['NUL', 'a,\0\nb,c\n', ['a NUL character, which Redshift cannot hold', ['b', 'c']]],
])('%s', async (...[, content, items, format]) => {
  expect(await read(content, format)).toEqual(items);
});

it('tells where a record begins', async () => {
  const items = await readAll(new CsvRecords(), 'é,b\n"x\ny",2\nc,d\n');
  expect(items.map((item) => item.location)).toEqual([
    { byte: 0, line: 1 },
    { byte: 5, line: 2 },
    { byte: 13, line: 4 },
  ]);
});

it('sets bytes that are not UTF-8 aside', async () => {
  const bytes = Buffer.concat([Buffer.from('a,'), Buffer.from([0xff]), Buffer.from('\nb,c\n')]);
  expect(await read(bytes)).toEqual(['bytes that are not UTF-8', ['b', 'c']]);
});

it.each(['a,"xxxxxxxxxxxxxxx\nyyyyyyyyyyyyyyyyyy"\nb,c\n', `a,${'x'.repeat(40)}\nb,c\n`])(
  'sets a record beyond the limit aside: %j',
  async (content) => {
    const items = outline(await readAll(new CsvRecords({}, 30), content, 3), (item) => item.fields);
    expect(items).toEqual(['a record of more than 16777216 bytes', ['b', 'c']]);
  },
);

it.each(['', ',,', '"', '\n', '\r', '\0', '¦'])('refuses the delimiter %j', (delimiter) => {
  expect(() => new CsvRecords({ delimiter })).toThrow(ObjectUnreadable);
});

describe('columns', () => {
  it('come from the header', () => {
    expect(headerNames(['a', '__proto__'])).toEqual(['a', '__proto__']);
    expect(() => headerNames(['a', null])).toThrow('column 2 of the header has no name');
    expect(() => headerNames(['a', 'b', 'a'])).toThrow('the header names "a" twice');
  });

  it('are as many as the fields', () => {
    expect(Object.entries(csvRow(['a', '__proto__'], ['1', null]))).toEqual([
      ['a', '1'],
      ['__proto__', null],
    ]);
    expect(() => csvRow(['a', 'b'], ['1'])).toThrow('1 fields where 2 columns are expected');
    expect(() => csvRow(['a'], ['1', '2'])).toThrow('2 fields where 1 columns are expected');
  });
});
