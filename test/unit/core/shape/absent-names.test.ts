import fc from 'fast-check';
import { absentEntry, absentText } from '../../../../lambdas/core/shape/absent-names';

const name = fc.string({ unit: fc.constantFrom(',', '"', '\\', 'a', 'b', 'u002c'), minLength: 1, maxLength: 5 });

it('finds the names that a list has, and no other', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 5 }), fc.array(name), (listed, others) => {
      const text = absentText(listed);
      for (const each of [...listed, ...others]) expect(text.includes(absentEntry(each))).toBe(listed.includes(each));
    }),
  );
});
