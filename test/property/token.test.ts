import fc from 'fast-check';
import { clientToken, statementName, statementNamePrefix, type TokenParts } from '../../lambdas/core/statement/token';

/** Parts from few pieces, so that two of them are often the same, or differ only in where one ends. */
const text = fc.array(fc.constantFrom('a', 'b', '1', ':', ''), { maxLength: 4 }).map((pieces) => pieces.join(''));
const parts: fc.Arbitrary<TokenParts> = fc.record({
  executionArn: text,
  redriveCount: fc.nat(12),
  unit: text,
  step: text,
  attempt: fc.integer({ min: 1, max: 12 }),
  sqls: fc.array(text, { minLength: 1, maxLength: 3 }),
});
const settings = { numRuns: 2_000, seed: 17 };

describe('clientToken', () => {
  it('is equal exactly when every part is', () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(clientToken(a) === clientToken(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      settings,
    );
  });

  it('differs by any one part', () => {
    fc.assert(
      fc.property(
        parts,
        fc.constantFrom(
          ...(Object.keys({
            executionArn: 0,
            redriveCount: 0,
            unit: 0,
            step: 0,
            attempt: 0,
            sqls: 0,
          }) as (keyof TokenParts)[]),
        ),
        parts,
        (a, key, b) => {
          const changed = { ...a, [key]: b[key] };
          expect(clientToken(changed) === clientToken(a)).toBe(JSON.stringify(a[key]) === JSON.stringify(b[key]));
        },
      ),
      settings,
    );
  });
});

describe('statementName', () => {
  it('fits the Data API and is found by the prefix of its pipeline, whatever the unit', () => {
    const run = fc.stringMatching(/^[A-Za-z0-9-]{1,60}$/);
    fc.assert(
      fc.property(run, run, fc.string({ maxLength: 600 }), fc.nat(10_000), (pipeline, runId, unit, attempt) => {
        const name = statementName(pipeline, runId, unit, 'read', attempt);
        expect(name.length).toBeLessThanOrEqual(500);
        expect(name.startsWith(statementNamePrefix(pipeline))).toBe(true);
        expect(name.endsWith(`/read/${attempt}`)).toBe(true);
      }),
      { numRuns: 500, seed: 17 },
    );
  });
});
