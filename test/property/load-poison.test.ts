import fc from 'fast-check';
import type { ShuttleError } from '../../lambdas/core/errors';
import { cure, type FakePart, type Poison } from '../support/poisoned-copy';

const CASES = Number(process.env.LOAD_CASES ?? 1);

/** Parts of some rows each; of few of them a row, the file, or no one knows what cannot be loaded. */
const parts = fc
  .array(
    fc.record({
      size: fc.integer({ min: 1, max: 60 }),
      poison: fc.oneof(
        { weight: 8, arbitrary: fc.constant(undefined) },
        { weight: 3, arbitrary: fc.array(fc.nat(59), { minLength: 1, maxLength: 50 }) },
        { weight: 1, arbitrary: fc.constantFrom('file' as const, 'silent' as const) },
      ),
    }),
    { minLength: 1, maxLength: 24 },
  )
  .map((specs) => {
    let row = 0;
    let silent = 0;
    return specs.map(({ size, poison }, i): FakePart => {
      const rows = Array.from({ length: size }, () => row++);
      // Each costs a search of its own: more than a few end the table.
      const isMore = poison === 'silent' && ++silent > 3;
      const bad: Poison | undefined = Array.isArray(poison)
        ? { rows: [...new Set(poison)].flatMap((n) => rows[n] ?? []) }
        : poison;
      return { url: `s3://b/${i}`, rows, ...(bad !== undefined && !isMore && { poison: bad }) };
    });
  });

const rowsOf = (all: readonly FakePart[]): number => all.reduce((sum, { rows }) => sum + rows.length, 0);
const isWhole = ({ poison }: FakePart): boolean => poison === 'file' || poison === 'silent';

it('sets aside all that COPY cannot load, and nothing else, in few rounds', () => {
  fc.assert(
    fc.property(parts, fc.integer({ min: 1, max: 4 }), (all, slices) => {
      const cured = cure(all, slices, { rows: rowsOf(all), maxBadRows: 1 });
      expect(cured.error).toBeUndefined();
      const whole = all.filter(isWhole);
      const ofWhole = new Set(whole.flatMap(({ rows }) => rows));
      // A part may lose rows before it is found that it cannot be read at all.
      expect(cured.parts.map((url) => url.replaceAll('+', '')).sort()).toEqual(whole.map(({ url }) => url).sort());
      const bad = all.flatMap(({ poison }) => (typeof poison === 'object' ? poison.rows : []));
      expect(cured.rows.filter((row) => !ofWhole.has(row)).sort((a, b) => a - b)).toEqual(bad.sort((a, b) => a - b));
      expect(cured.copies).toBeLessThanOrEqual(51);
    }),
    { numRuns: 150 * CASES },
  );
});

it('changes no table where more than the share would be set aside', () => {
  fc.assert(
    fc.property(parts, fc.double({ min: 0, max: 1, noNaN: true }), (all, maxBadRows) => {
      const rows = rowsOf(all);
      const { error } = cure(all, 2, { rows, maxBadRows });
      const bad = all.reduce((sum, part) => {
        if (isWhole(part)) return sum + part.rows.length;
        return sum + (typeof part.poison === 'object' ? part.poison.rows.length : 0);
      }, 0);
      expect((error as ShuttleError | undefined)?.name).toBe(bad > maxBadRows * rows ? 'TooManyBadRows' : undefined);
    }),
    { numRuns: 100 * CASES },
  );
});
