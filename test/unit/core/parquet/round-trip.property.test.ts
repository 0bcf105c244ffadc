import fc from 'fast-check';
import type { Field } from '../../../../lambdas/core/parquet/page-field';
import { readWithDuckDb } from '../../../support/parquet-duckdb';
import { nothing, text, writePart } from '../../../support/parquet-part';

/** How a value of a type stands in a page, and how the test looks at it in the file: as text of its bits. */
interface Kind {
  type: string;
  select: string;
  /** The field, and what `select` must give. */
  value: fc.Arbitrary<{ field: Field; seen: unknown }>;
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** All days that Parquet and SQL share. Date counts them in the same calendar. */
const days = fc.integer({ min: -719_162, max: 2_932_896 });
const dateOf = (day: number): string => {
  const date = new Date(day * 86_400_000);
  return `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1, 2)}-${pad(date.getUTCDate(), 2)}`;
};

const decimal = (precision: number, scale: number): Kind => ({
  type: `numeric(${precision},${scale})`,
  select: 'c::VARCHAR',
  value: fc.bigInt({ min: 1n - 10n ** BigInt(precision), max: 10n ** BigInt(precision) - 1n }).map((unscaled) => {
    const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
    const point = digits.length - scale;
    const written = `${unscaled < 0n ? '-' : ''}${digits.slice(0, point)}${scale > 0 ? `.${digits.slice(point)}` : ''}`;
    return { field: text(written), seen: written };
  }),
});

const kinds: Kind[] = [
  {
    type: 'bigint',
    select: 'c::VARCHAR',
    value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => ({ field: text(`${n}`), seen: `${n}` })),
  },
  {
    type: 'bigint',
    select: 'c',
    value: fc.maxSafeInteger().map((n) => ({ field: text(`${n}`), seen: BigInt(n) })),
  },
  { type: 'integer', select: 'c', value: fc.integer().map((n) => ({ field: { longValue: n }, seen: BigInt(n) })) },
  decimal(38, 10),
  decimal(38, 0),
  decimal(20, 19),
  decimal(18, 2),
  decimal(9, 2),
  decimal(4, 0),
  { type: 'double precision', select: 'c', value: fc.double().map((n) => ({ field: { doubleValue: n }, seen: n })) },
  { type: 'real', select: 'c', value: fc.float().map((n) => ({ field: { doubleValue: n }, seen: n })) },
  { type: 'boolean', select: 'c', value: fc.boolean().map((b) => ({ field: { booleanValue: b }, seen: b })) },
  {
    type: 'date',
    select: "date_diff('day', DATE '1970-01-01', c)",
    value: days.map((day) => ({ field: text(dateOf(day)), seen: BigInt(day) })),
  },
  {
    type: 'timestamp',
    select: 'epoch_us(c)',
    value: fc
      .tuple(days, fc.integer({ min: 0, max: 86_399 }), fc.integer({ min: 0, max: 999_999 }))
      .map(([day, second, us]) => {
        const time = [Math.floor(second / 3_600), Math.floor(second / 60) % 60, second % 60]
          .map((n) => pad(n, 2))
          .join(':');
        return {
          field: text(`${dateOf(day)} ${time}.${pad(us, 6)}`),
          seen: (BigInt(day) * 86_400n + BigInt(second)) * 1_000_000n + BigInt(us),
        };
      }),
  },
  {
    type: 'varchar(65535)',
    select: 'c',
    value: fc.string({ unit: 'binary', maxLength: 60 }).map((s) => ({ field: text(s), seen: s })),
  },
  {
    type: 'varchar(65535)',
    select: 'c',
    value: fc.constantFrom('', 'paid', 'open', 'é', '😀').map((s) => ({ field: text(s), seen: s })),
  },
];

describe.each(kinds)('$type by $select', ({ type, select, value }) => {
  it('comes back bit for bit, whatever the row groups, pages and nulls', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(value, { freq: 6 }), { maxLength: 300, size: 'max' }),
        fc.record({
          rowGroupRows: fc.integer({ min: 1, max: 200 }),
          pageBytes: fc.integer({ min: 1, max: 2_000 }),
          pageRows: fc.integer({ min: 1, max: 150 }),
        }),
        async (values, { pageRows, ...options }) => {
          const records = values.map((given) => [given?.field ?? nothing]);
          const pages = [];
          for (let start = 0; start < records.length; start += pageRows)
            pages.push(records.slice(start, start + pageRows));
          const part = await writePart({ c: type }, pages, options);
          expect(part.quarantined).toEqual([]);
          const read = (await readWithDuckDb(part.file, select)).map(([seen]) => seen);
          expect(read).toHaveLength(values.length);
          const wrong = values.findIndex((given, i) => !Object.is(read[i], given === null ? null : given.seen));
          expect({ wrong, given: values[wrong], read: read[wrong] }).toEqual({
            wrong: -1,
            given: undefined,
            read: undefined,
          });
        },
      ),
      { numRuns: 10, seed: 20_240_229 },
    );
  });
});
