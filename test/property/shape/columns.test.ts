import fc from 'fast-check';
import { parseRedshiftType } from '../../../lambdas/core/catalog/redshift-type';
import type { Value } from '../../../lambdas/core/shape/change';
import { columnNames } from '../../../lambdas/core/shape/column/column-name';
import {
  columnType,
  emptyProfile,
  mergeProfiles,
  profileOfType,
  profileOfValue,
} from '../../../lambdas/core/shape/column/column-type';
import { fits, renderValue } from '../../../lambdas/core/shape/column/render-value';
import { csvInference, jsonInference } from '../../../lambdas/core/shape/column/value-facts';
import { plainText, readDecimal } from '../../../lambdas/core/shape/decimal-value';

const settings = { numRuns: 500, seed: 11 };
const numberText = fc.oneof(
  fc.bigInt({ min: -(10n ** 39n), max: 10n ** 39n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.tuple(fc.integer(), fc.stringMatching(/^[0-9]{1,12}$/)).map(([whole, rest]) => `${whole}.${rest}`),
);
const time = fc
  .date({ min: new Date(-62135596800000), max: new Date(253402300799999), noInvalidDate: true })
  .map((date) => date.toISOString());
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom(null, true, false),
  numberText.map((number) => ({ number })),
  numberText,
  time,
  time.map((text) => text.slice(0, 10)),
  time.map((text) => text.slice(0, 19).replace('T', ' ')),
  fc.string({ maxLength: 80 }).filter((text) => !text.includes('\0')),
  fc
    .json({ maxDepth: 1 })
    .filter((text) => /^[[{]/.test(text) && !text.includes('\\u'))
    .map((json) => ({ json })),
);
const declared = fc
  .constantFrom(
    'smallint',
    'integer',
    'bigint',
    'numeric(10,2)',
    'numeric(38,10)',
    'real',
    'double precision',
    'boolean',
  )
  .map((type) => profileOfType(type));
const profile = fc.oneof(
  value.map((each) => profileOfValue(each, jsonInference)),
  value.map((each) => profileOfValue(each, csvInference)),
  declared,
  fc.constantFrom('date', 'timestamp', 'timestamptz', 'varchar', 'varchar(36)', 'varbyte', 'super').map(profileOfType),
);

describe('merging profiles', () => {
  it('is associative, commutative and idempotent', () => {
    fc.assert(
      fc.property(profile, profile, profile, (a, b, c) => {
        expect(mergeProfiles(mergeProfiles(a, b), c)).toEqual(mergeProfiles(a, mergeProfiles(b, c)));
        expect(mergeProfiles(a, b)).toEqual(mergeProfiles(b, a));
        expect(mergeProfiles(a, a)).toEqual(a);
        expect(mergeProfiles(a, emptyProfile)).toEqual(a);
      }),
      settings,
    );
  });

  it.each([jsonInference, csvInference])('gives a type that holds every value (%j)', (inference) => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), (values) => {
        const type = columnType(
          values.map((each) => profileOfValue(each, inference)).reduce(mergeProfiles, emptyProfile),
        );
        if (type === undefined) expect(values.every((each) => each === null)).toBe(true);
        else for (const each of values) expect([each, type, fits(each, type)]).toEqual([each, type, true]);
      }),
      { ...settings, numRuns: 800 },
    );
  });
});

it('a number that fits keeps its value', () => {
  const type = fc
    .constantFrom('bigint', 'integer', 'numeric(38,10)', 'numeric(20,0)')
    .map((text) => parseRedshiftType(text));
  fc.assert(
    fc.property(numberText, type, (text, target) => {
      const number = { number: text };
      if (!fits(number, target)) return;
      const written = JSON.parse(renderValue(number, target)) as string;
      expect(readDecimal(written)).toEqual(readDecimal(text));
      expect(written).toMatch(/^-?\d+(\.\d+)?$/);
    }),
    settings,
  );
});

it('a double that fits is the same double', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
      const text = JSON.stringify(double);
      expect(Number(JSON.parse(renderValue({ number: text }, { base: 'double precision' })))).toBe(Number(text));
    }),
    settings,
  );
});

it('plain text of decimals is what they are', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
      fc.integer({ min: -40, max: 40 }),
      (unscaled, exponent) => {
        const plain = plainText(readDecimal(`${unscaled}e${exponent}`)!);
        const scaled = exponent >= 0 ? `${unscaled * 10n ** BigInt(exponent)}` : undefined;
        if (scaled !== undefined) expect(plain).toBe(scaled);
        else {
          const [whole = '', fraction = ''] = plain.replace('-', '').split('.');
          const digits = BigInt(whole + fraction.padEnd(-exponent, '0'));
          expect(plain.startsWith('-') ? -digits : digits).toBe(unscaled);
        }
      },
    ),
    settings,
  );
});

it('column names depend on the set alone, are unique, and fit', () => {
  const source = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'É', 'é', '😀', '_'), maxLength: 4 });
  const sources = fc.uniqueArray(
    fc.tuple(source, fc.constantFrom(1, 60)).map(([text, times]) => text.repeat(times)),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(sources, fc.infiniteStream(fc.nat()), (names, order) => {
      const shuffled = names
        .map((name) => ({ name, at: order.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ name }) => name);
      const found = columnNames(names);
      expect(columnNames(shuffled)).toEqual(found);
      expect(new Set(found.values()).size).toBe(names.length);
      for (const name of found.values()) {
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(127);
        expect(name).toBe(name.toLowerCase());
      }
      const grown = columnNames([...names, 'ID', 'id', 'A'], found);
      for (const [each, name] of found) expect(grown.get(each)).toBe(name);
    }),
    settings,
  );
});
