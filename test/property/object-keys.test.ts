import fc from 'fast-check';
import {
  batchPrefix,
  currentKey,
  keyPart,
  locationOfUrl,
  nameOfKeyPart,
  recordKey,
  s3Url,
} from '../../lambdas/core/batch/object-keys';

const name = fc
  .oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.stringMatching(/^[_!./ =%a-z0-9A-F]{0,8}$/))
  .filter((text) => !/\p{Surrogate}/u.test(text));
const settings = { numRuns: 500, seed: 13 };
const root = { bucket: 'lake', prefix: 'shuttle/lake/' };

describe('keyPart, whatever the name', () => {
  it('is reversible', () => {
    fc.assert(
      fc.property(name, (text) => {
        expect(nameOfKeyPart(keyPart(text))).toBe(text);
      }),
      settings,
    );
  });

  it('holds only characters that S3, Hive paths and URLs take as they are, and is never hidden', () => {
    fc.assert(
      fc.property(name, (text) => {
        expect(keyPart(text)).toMatch(/^([A-Za-z0-9!-][A-Za-z0-9!_-]*)?$/);
        expect(encodeURIComponent(keyPart(text))).toBe(keyPart(text));
      }),
      settings,
    );
  });

  it('makes different keys of different tables', () => {
    const table = fc.record({ schema: name, name });
    fc.assert(
      fc.property(table, table, (a, b) => {
        const same = a.schema === b.schema && a.name === b.name;
        for (const key of [
          currentKey(root, a).key === currentKey(root, b).key,
          recordKey(root, 'R', a).key === recordKey(root, 'R', b).key,
          batchPrefix(root, a, 'B').key === batchPrefix(root, b, 'B').key,
        ]) {
          expect(key).toBe(same);
        }
      }),
      settings,
    );
  });

  it('leaves no batch inside of another one', () => {
    const table = fc.record({ schema: name, name });
    fc.assert(
      fc.property(table, table, (a, b) => {
        fc.pre(a.schema !== b.schema || a.name !== b.name);
        expect(batchPrefix(root, a, 'B').key.startsWith(batchPrefix(root, b, 'B').key)).toBe(false);
      }),
      settings,
    );
  });
});

describe('S3 URLs', () => {
  it('are read as they were written', () => {
    const location = fc.record({
      bucket: fc.stringMatching(/^[a-z0-9.-]{3,63}$/),
      key: fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
    });
    fc.assert(
      fc.property(location, (its) => {
        expect(locationOfUrl(s3Url(its))).toEqual(its);
      }),
      settings,
    );
  });
});
