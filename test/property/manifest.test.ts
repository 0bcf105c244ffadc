import fc from 'fast-check';
import { manifestDocument, manifestOf, parseUnloadManifest, partsOf } from '../../lambdas/core/batch/manifest';
import { ManifestInvalid } from '../../lambdas/core/errors';
import { formatDocument, parseDocument } from '../../lambdas/core/progress/stored-document';

const part = fc.record({
  bucket: fc.stringMatching(/^[a-z0-9.-]{3,20}$/),
  key: fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter((key) => !/\p{Surrogate}/u.test(key)),
  rows: fc.nat(2 ** 40),
  sizeBytes: fc.nat(2 ** 40),
});
const parts = fc.array(part, { maxLength: 8 });
const settings = { numRuns: 200, seed: 19 };

describe('manifests', () => {
  it('that are kept give their parts back', () => {
    fc.assert(
      fc.property(parts, (its) => {
        const text = formatDocument(manifestDocument, manifestOf(its));
        expect(partsOf(parseDocument(manifestDocument, text, 'm'))).toEqual(its);
      }),
      settings,
    );
  });

  it('are read by the same rules as those of UNLOAD', () => {
    fc.assert(
      fc.property(parts, (its) => {
        expect(parseUnloadManifest(JSON.stringify(manifestOf(its)), 'm')).toEqual(its);
      }),
      settings,
    );
  });

  it('whose totals are not the sum are refused', () => {
    fc.assert(
      fc.property(
        parts,
        fc.integer({ min: 1, max: 1_000 }),
        fc.constantFrom('record_count', 'content_length'),
        (its, more, key) => {
          const manifest = manifestOf(its);
          const wrong = { ...manifest, meta: { ...manifest.meta, [key]: manifest.meta[key as 'record_count'] + more } };
          expect(() => parseUnloadManifest(JSON.stringify(wrong), 'm')).toThrow(ManifestInvalid);
        },
      ),
      settings,
    );
  });
});
