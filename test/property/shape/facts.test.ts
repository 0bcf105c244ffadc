import fc from 'fast-check';
import { isWellFormed } from '../../../lambdas/core/parquet/well-formed';
import { mergeFacts, noFacts } from '../../../lambdas/core/shape/column/facts';
import { readShortNumber } from '../../../lambdas/core/shape/column/short-number';
import {
  clickstreamInference,
  csvInference,
  factsOfValue,
  jsonInference,
  learnRawText,
  learnValue,
} from '../../../lambdas/core/shape/column/value-facts';
import {
  integerBits,
  isExactDouble,
  readDecimal,
  scaleOf,
  wholeDigits,
} from '../../../lambdas/core/shape/decimal-value';
import { RawText } from '../../../lambdas/core/shape/raw-text';
import { TimeBytes } from '../../../lambdas/core/shape/segment/time-bytes';
import { readTime, timeKindOf } from '../../../lambdas/core/shape/time-text';
import { Words } from '../../../lambdas/core/shape/words';

const digits = (maxLength: number) => fc.stringMatching(new RegExp(`^\\d{0,${maxLength}}$`));
const numberText = fc
  .tuple(
    fc.constantFrom('', '-'),
    digits(19),
    fc.constantFrom('', '.'),
    digits(9),
    fc.constantFrom('', '', 'e3', 'E-7'),
  )
  .map((parts) => parts.join(''));
const two = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0'));
const timeText = fc
  .tuple(
    fc.constantFrom('2024', '2023', '0000', '9999', '20x4'),
    fc.constantFrom('-', '/'),
    fc.constantFrom('01', '02', '12', '13', '00'),
    fc.constantFrom('01', '29', '31', '32'),
    fc.constantFrom('T', ' ', 'x'),
    two,
    two,
    fc.constantFrom('00', '59', '60', '6'),
    fc.constantFrom('', '.', '.123', '.12x', '.123456', '.1234567'),
    fc.constantFrom('', 'Z', 'z', '+02', ' Z'),
  )
  .map(([year, dash, month, day, t, hour, minute, second, fraction, zone]) =>
    [year, dash, month, '-', day, t, hour, ':', minute, ':', second, fraction, zone].join(''),
  );
const text = fc.oneof(
  numberText,
  timeText,
  fc.string({ maxLength: 40 }),
  fc.constantFrom('true', 'false', 'é'.repeat(30)),
);
const value = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  text,
  numberText.map((number) => ({ number })),
  text.map((json) => ({ json })),
);

it('a short number is what a decimal is', () => {
  fc.assert(
    fc.property(numberText, (number) => {
      const short = readShortNumber(number);
      const decimal = readDecimal(number);
      if (short === undefined) return;
      if (decimal === undefined) throw new Error('a number that is none');
      expect({ ...short }).toEqual({
        whole: wholeDigits(decimal),
        scale: scaleOf(decimal),
        bits: integerBits(decimal),
      });
      expect(isExactDouble(decimal)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

it('the kind of a time is that of its reading', () => {
  fc.assert(
    fc.property(fc.oneof(timeText, text), (given) => {
      expect(timeKindOf(given)).toBe(readTime(given)?.kind);
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['clickstream', clickstreamInference],
  ['JSON', jsonInference],
  ['CSV', csvInference],
])('what is learnt in place is what values tell one by one: %s', (_, inference) => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
      const learnt = factsOfValue(null, inference);
      for (const each of values) learnValue(learnt, each, inference);
      expect(learnt).toEqual(values.map((each) => factsOfValue(each, inference)).reduce(mergeFacts));
    }),
    { numRuns: 500 },
  );
});

it('text that stands in its record tells the same as a string', () => {
  const inference = fc.constantFrom(jsonInference, csvInference, clickstreamInference);
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), inference, (texts, taken) => {
      const [raw, strings] = [{ ...noFacts }, { ...noFacts }];
      for (const each of texts.filter((one) => one !== '' && isWellFormed(one))) {
        const bytes = Buffer.from(`"${each}"`);
        learnRawText(raw, new RawText(new Words(bytes), 1, bytes.length - 1), taken);
        learnValue(strings, each, taken);
      }
      expect(raw).toEqual(strings);
    }),
    { numRuns: 1_000, seed: 21 },
  );
});

it.each([jsonInference, clickstreamInference])('a time as it is staged tells the same as its text', (taken) => {
  const time = new TimeBytes().write({ seconds: 1_704_067_200, micros: 123_456 });
  const facts = { ...noFacts };
  learnRawText(facts, time, taken);
  expect(facts).toEqual(factsOfValue(time.text, taken));
});
