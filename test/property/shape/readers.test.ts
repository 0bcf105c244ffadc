import fc from 'fast-check';
import { isBadRow, type Value } from '../../../lambdas/core/shape/change';
import { CsvRecords } from '../../../lambdas/core/shape/csv/csv-records';
import { JsonReader } from '../../../lambdas/core/shape/json/json-reader';
import { JsonRecords } from '../../../lambdas/core/shape/json/json-records';
import type { Splitter } from '../../../lambdas/core/shape/raw-record';

const settings = { numRuns: 300, seed: 7 };
const clean = (text: string) => !text.includes('\0') && !/\p{Surrogate}/u.test(text);
const text = fc.string({ unit: 'binary', maxLength: 12 }).filter(clean);
const numberText = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
    fc.stringMatching(/^(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?$/),
  )
  .map(([whole, rest]) => `${whole}${rest}`);

/** JSON text beside the value that it means, where every number is its text. */
const { json } = fc.letrec<{ json: { text: string; value: unknown } }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false).map((value) => ({ text: String(value), value: value as unknown })),
    numberText.map((number) => ({ text: number, value: { number } })),
    text.map((value) => ({ text: JSON.stringify(value), value })),
    fc.array(tie('json'), { maxLength: 4 }).map((items) => ({
      text: `[ ${items.map((item) => item.text).join(' ,')}]`,
      value: items.map((item) => item.value),
    })),
    fc.dictionary(text, tie('json'), { maxKeys: 4, noNullPrototype: false }).map((members) => ({
      text: `{${Object.entries(members).map(([name, item]) => ` ${JSON.stringify(name)}: ${item.text}`)}}`,
      value: new Map(Object.entries(members).map(([name, item]) => [name, item.value])),
    })),
  ),
}));

const reader = new JsonReader();
const opened = (value: Value): unknown => {
  if (value === null || typeof value !== 'object' || 'number' in value) return value;
  if (value.json.startsWith('[')) return reader.readArray(value.json).map(opened);
  return new Map(Object.entries(reader.readObject(value.json)).map(([name, member]) => [name, opened(member)]));
};

const cut = (bytes: Buffer, borders: number[]): Buffer[] => {
  const at = [0, ...borders.map((border) => border % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
};
const readIn = <T>(splitter: Splitter<T>, chunks: Buffer[]): T[] => [
  ...chunks.flatMap((chunk) => [...splitter.push(chunk)]),
  ...splitter.end(),
];
const borders = fc.array(fc.nat(400), { maxLength: 12 });

describe('JSON', () => {
  it('keeps every value exactly', () => {
    fc.assert(
      fc.property(json, ({ text, value }) => {
        expect(opened(reader.readValue(text))).toEqual(value);
      }),
      settings,
    );
  });

  it('is accepted where JSON.parse accepts it, but for what Redshift cannot hold', () => {
    const near = fc
      .tuple(json, fc.nat(60), fc.constantFrom('', '"', '{', ',', '}', ']', '1', 'e', '\\', ' '))
      .map(([{ text }, at, put]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + put + text.slice(place + 1);
      });
    const accepts = (read: () => unknown) => {
      try {
        read();
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(
        near.filter((text) => !text.includes('\\u') && !/\p{Surrogate}/u.test(text)),
        (text) => {
          expect(accepts(() => reader.readValue(text))).toBe(accepts(() => JSON.parse(text)));
        },
      ),
      { ...settings, numRuns: 800 },
    );
  });

  const layouts = [undefined, 'lines', 'documents'] as const;
  it.each(layouts)('is cut the same wherever chunks end (layout %s)', (layout) => {
    const piece = fc.oneof(
      json.map(({ text }) => text),
      fc.constantFrom('{"a": "x\n', '{"a":', '\ufeff', '\r', ',', '[', ']', '}', '"', 'é'),
    );
    const content = fc.array(fc.tuple(piece, fc.constantFrom('\n', '\r\n', '', ' ')), { maxLength: 8 });
    fc.assert(
      fc.property(content, borders, (pieces, at) => {
        const bytes = Buffer.from(pieces.flat().join(''));
        const whole = readIn(new JsonRecords(layout, 60), [bytes]);
        expect(readIn(new JsonRecords(layout, 60), cut(bytes, at))).toEqual(whole);
      }),
      { ...settings, numRuns: 400 },
    );
  });

  it('gives the objects back that were written, in any layout', () => {
    const objects = fc.array(
      json.filter(({ value }) => value instanceof Map),
      { maxLength: 5 },
    );
    const writers = [
      (texts: string[]) => texts.join('\n'),
      (texts: string[]) => `[${texts.join(',\n')}]`,
      (texts: string[]) => texts.join(''),
    ];
    fc.assert(
      fc.property(objects, fc.constantFrom(...writers), borders, (items, write, at) => {
        const bytes = Buffer.from(write(items.map(({ text }) => text)));
        const found = readIn(new JsonRecords(), cut(bytes, at)).map((item) => (isBadRow(item) ? item : item.text));
        expect(found).toEqual(items.map(({ text }) => text));
      }),
      settings,
    );
  });
});

describe('CSV', () => {
  const field = fc.oneof(fc.constant(null), fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é', ' ') }));
  const record = fc.array(field, { minLength: 2, maxLength: 4 });
  const write = (value: string | null) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`);

  it('gives the fields back that were written', () => {
    fc.assert(
      fc.property(fc.array(record), fc.constantFrom('\n', '\r\n'), borders, (records, end, at) => {
        const bytes = Buffer.from(records.map((fields) => fields.map(write).join(',') + end).join(''));
        const found = readIn(new CsvRecords(), cut(bytes, at)).map((item) => (isBadRow(item) ? item : item.fields));
        expect(found).toEqual(records);
      }),
      settings,
    );
  });

  it('is cut the same wherever chunks end', () => {
    const content = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é', '\ufeff'), maxLength: 60 });
    fc.assert(
      fc.property(content, borders, (text, at) => {
        const bytes = Buffer.from(text);
        expect(readIn(new CsvRecords({}, 20), cut(bytes, at))).toEqual(readIn(new CsvRecords({}, 20), [bytes]));
      }),
      { ...settings, numRuns: 400 },
    );
  });
});
