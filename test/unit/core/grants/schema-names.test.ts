import { splitParts } from '../../../../lambdas/core/config/table-name';
import { parseTablePattern } from '../../../../lambdas/core/config/table-pattern';
import { posixRegex, schemaMatches } from '../../../../lambdas/core/grants/schema-names';

const partOf = (text: string) => splitParts(`${text}.t`)[0]!;
const SCHEMAS = ['sales', 'sales_eu', 'sales_us', 'log_2024', 'log_x', 'a.b', 'a+b', 'x*', 'x^', 'back\\slash'];

describe('posixRegex', () => {
  it.each([
    ['*', '^.*$'],
    ['sales_*', '^sales_.*$'],
    ['sales_{eu,us}', '^sales_(eu|us)$'],
    ['log_20[0-9][!a]', '^log_20[0-9][^a]$'],
    ['a?c', '^a.c$'],
    ['a+b', '^a\\+b$'],
    ['"x*"', '^x\\*$'],
    ['SALES', '^sales$'],
  ])('writes %s as %s', (text, regex) => {
    expect(posixRegex(partOf(text), false)).toBe(regex);
  });

  it('keeps case where it counts', () => {
    expect(posixRegex(partOf('Sales_*'), true)).toBe('^Sales_.*$');
  });

  it.each(['*', 'sales_*', 'SALES_{eu,US}', 'log_[0-9]*', 'log_[!0-9]*', '"a.b"', 'a+b', '"x*"', 'x?', '*\\*'])(
    'matches the schemas that the run selects by %s',
    (text) => {
      const pattern = parseTablePattern(`${text}.*`);
      const selected = SCHEMAS.filter((schema) => pattern.matches({ schema, name: 't' }));
      expect(SCHEMAS.filter(schemaMatches(partOf(text), false))).toEqual(selected);
      expect(selected).not.toEqual([]);
    },
  );
});
