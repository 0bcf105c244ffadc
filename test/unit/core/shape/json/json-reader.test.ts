import { JsonReader } from '../../../../../lambdas/core/shape/json/json-reader';

const read = (text: string) => ({ ...new JsonReader().readObject(text) });

describe('an object', () => {
  it.each<[string, object]>([
    ['{}', {}],
    [' { } ', {}],
    ['{"a":1}', { a: { number: '1' } }],
    [
      '{"a":9007199254740993,"b":-0,"c":1e400}',
      { a: { number: '9007199254740993' }, b: { number: '-0' }, c: { number: '1e400' } },
    ],
    ['{"a":12345678901234567890.12345678901234567890}', { a: { number: '12345678901234567890.12345678901234567890' } }],
    ['{"a":0.10,"b":1.5E+3,"c":2e-7}', { a: { number: '0.10' }, b: { number: '1.5E+3' }, c: { number: '2e-7' } }],
    ['{"a":true,"b":false,"c":null}', { a: true, b: false, c: null }],
    ['{"a":"x","b":""}', { a: 'x', b: '' }],
    ['{"a":"q\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00"}', { a: 'q"\\/\b\f\n\r\té😀' }],
    ['{"a":{"b":[1.0, {}]},"c":[]}', { a: { json: '{"b":[1.0, {}]}' }, c: { json: '[]' } }],
    ['{"a":{\r\n"b" :\n[1]\n}}', { a: { json: '{ "b" : [1] }' } }],
    ['\t{\r\n "a"\t:\n1 ,"b":2}\n', { a: { number: '1' }, b: { number: '2' } }],
    ['{"":1}', { '': { number: '1' } }],
    ['{"a":{"x":1,"x":2}}', { a: { json: '{"x":1,"x":2}' } }],
  ])('%s', (text, row) => {
    expect(read(text)).toEqual(row);
  });

  it('takes names of inherited members for names like any others', () => {
    const row = new JsonReader().readObject('{"__proto__":{"a":1},"constructor":"c","toString":null}');
    expect(Object.entries(row)).toEqual([
      ['__proto__', { json: '{"a":1}' }],
      ['constructor', 'c'],
      ['toString', null],
    ]);
    expect(Object.getPrototypeOf(Object.getPrototypeOf(row))).toBeNull();
    expect('hasOwnProperty' in row).toBe(false);
  });

  it('reads names as they are, whatever the last record had in their place', () => {
    const reader = new JsonReader();
    const names = (text: string) => Object.keys(reader.readObject(text));
    expect(names('{"a\\\\b":1,"c":2}')).toEqual(['a\\b', 'c']);
    expect(names('{"a\\\\b":1,"cc":2}')).toEqual(['a\\b', 'cc']);
    expect(names('{"a\\bb":1,"c":2}')).toEqual(['a\bb', 'c']);
    expect(names('{"a":1,"":2}')).toEqual(['a', '']);
    expect(names('{"b":1,"a":2}')).toEqual(['b', 'a']);
  });

  it('goes 512 levels deep', () => {
    expect(read(`{"a":${'['.repeat(511)}${']'.repeat(511)}}`).a).toHaveProperty('json');
    expect(() => read(`{"a":${'['.repeat(512)}${']'.repeat(512)}}`)).toThrow('more than 512 levels');
    expect(() => read(`{"a":${'{"b":'.repeat(100_000)}`)).toThrow('more than 512 levels');
  });
});

it.each<[string, string]>([
  ['', 'ends too early'],
  ['{', 'a name in quotes'],
  ['{"a"', '":" expected'],
  ['{"a":', 'ends too early'],
  ['{"a":1', '"," or "}" expected'],
  ['{"a":1,}', 'a name in quotes'],
  ['{a:1}', 'a name in quotes'],
  ["{'a':1}", 'a name in quotes'],
  ['{"a":1}}', 'text after the end'],
  ['{"a":1} {"a":2}', 'text after the end'],
  ['{"a":[1,]}', 'a value expected'],
  ['{"a":[1}', '"," or "]" expected'],
  ['{"a":{"b"}}', '":" expected'],
  ['{"a":"x}', 'a string without an end'],
  ['{"a":"x\\', 'a string without an end'],
  ['{"a":"x\n"}', 'a control character'],
  ['{"a":"\\x"}', 'an unknown escape'],
  ['{"a":"\\u00g0"}', 'an unknown escape'],
  ['{"a":["\\u00g0"]}', 'an unknown escape'],
  ['{"a":tru}', 'a value expected'],
  ['{"a":NULL}', 'a value expected'],
  ['{"a":01}', '"," or "}" expected'],
  ['{"a":+1}', 'a value expected'],
  ['{"a":.5}', 'a value expected'],
  ['{"a":1.}', 'a digit expected'],
  ['{"a":1e}', 'a digit expected'],
  ['{"a":-}', 'a value expected'],
  ['{"a":0x10}', '"," or "}" expected'],
  ['{"a":NaN}', 'NaN or Infinity'],
  ['{"a":[-Infinity]}', 'NaN or Infinity'],
  ['{"a":"\0"}', 'NUL'],
  ['{"a":\0}', 'NUL'],
  ['{"a":"x\\u0000"}', 'NUL'],
  ['{"a":{"b":["\\u0000"]}}', 'NUL'],
  ['{"a":"\\ud800"}', 'lone surrogate'],
  ['{"a":["\\udc00\\ud800"]}', 'lone surrogate'],
  ['{"a":1,"b":2,"a":1}', 'the name "a" occurs twice'],
  ['{"__proto__":1,"__proto__":2}', 'the name "__proto__" occurs twice'],
  ['[{"a":1}]', 'no object'],
  ['"a"', 'no object'],
  ['nul', 'a value expected'],
])('refuses %j', (text, reason) => {
  expect(() => read(text)).toThrow(reason);
});

it('opens arrays and values', () => {
  const reader = new JsonReader();
  expect(reader.readArray('[1, "a", {"b": 2}, null]')).toEqual([{ number: '1' }, 'a', { json: '{"b": 2}' }, null]);
  expect(reader.readArray(' [ ] ')).toEqual([]);
  expect(() => reader.readArray('{}')).toThrow('no array');
  expect(() => reader.readArray('[1] 2')).toThrow('text after');
  expect(reader.readValue(' "x" ')).toBe('x');
  expect(() => reader.readValue('1 2')).toThrow('text after');
});
