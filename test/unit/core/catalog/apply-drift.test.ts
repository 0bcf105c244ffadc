import { applyDrift, changeText } from '../../../../lambdas/core/catalog/apply-drift';
import type { SchemaChange } from '../../../../lambdas/core/catalog/schema-difference';
import { SchemaDrifted } from '../../../../lambdas/core/errors';

const columns = [
  { name: 'id', type: 'bigint', nullable: false, hasDefault: false },
  { name: 'plain', type: 'date', nullable: true, hasDefault: false },
  { name: 'filled', type: 'integer', nullable: true, hasDefault: true },
  { name: 'unknown', type: 'integer', nullable: true },
];
const added = (column: string, to = 'integer'): SchemaChange => ({ change: 'added', column, to });
const dropped = (column: string, from = 'date'): SchemaChange => ({ change: 'dropped', column, from });
const widened: SchemaChange = { change: 'widened', column: 'id', from: 'integer', to: 'bigint' };
const retyped: SchemaChange = { change: 'retyped', column: 'id', from: 'varchar(9)', to: 'bigint' };

describe('applyDrift', () => {
  it.each(['evolve', 'freeze', 'fail'] as const)('reads every column when nothing changed: %s', (policy) => {
    expect(applyDrift(policy, [], columns, 'public.t')).toEqual({ columns });
  });

  describe('evolve', () => {
    it('follows the table', () => {
      expect(
        applyDrift('evolve', [added('plain', 'date'), widened, dropped('gone', 'integer')], columns, 'public.t'),
      ).toEqual({
        columns,
      });
    });

    it.each([
      ['a retyped column', [retyped], 'column id changed from varchar(9) to bigint'],
      ['a default', [added('filled')], 'column filled was added with a default, which older rows have too'],
      [
        'a default that nobody knows',
        [added('unknown')],
        'column unknown was added, and what older rows hold there is not known',
      ],
      [
        'what may be a new name',
        [added('plain', 'date'), dropped('gone')],
        'column plain was added as gone was dropped: it may be the same under a new name',
      ],
      [
        'two reasons',
        [retyped, added('filled')],
        'column id changed from varchar(9) to bigint; column filled was added with a default, which older rows have too',
      ],
    ])('asks for a full load after %s', (_, changes, fullLoad) => {
      expect(applyDrift('evolve', changes, columns, 'public.t')).toEqual({ columns, fullLoad });
    });
  });

  describe('freeze', () => {
    it('leaves new columns out, with no need of a full load', () => {
      const outcome = applyDrift('freeze', [added('filled'), added('unknown'), widened], columns, 'public.t');
      expect(outcome).toEqual({ columns: columns.slice(0, 2) });
    });

    it.each([[[retyped]], [[dropped('gone')]], [[added('filled'), retyped]]])('cannot keep %j', (changes) => {
      expect(() => applyDrift('freeze', changes, columns, 'public.t')).toThrow(SchemaDrifted);
    });
  });

  it.each([[[added('plain')]], [[widened]], [[retyped]], [[dropped('gone')]]])('fail refuses %j', (changes) => {
    expect(() => applyDrift('fail', changes, columns, 'public.t')).toThrow(SchemaDrifted);
  });

  it('lists every change, and says what to do', () => {
    const refuse = () => applyDrift('fail', [added('plain', 'date'), widened, dropped('gone')], columns, 'public.t');
    expect(refuse).toThrow(
      [
        'public.t: its columns changed since the last commit, and schemaDrift is fail:',
        '  plain: added, date',
        '  id: widened from integer to bigint',
        '  gone: dropped, date',
        'If the change is wanted, set schemaDrift: evolve for a run; otherwise exclude new columns and restore old ones',
      ].join('\n'),
    );
  });
});

describe('changeText', () => {
  it.each([
    [retyped, 'id: retyped from varchar(9) to bigint'],
    [{ change: 'added', column: 'x' }, 'x: added'],
  ] as const)('of %j', (change, text) => {
    expect(changeText(change)).toBe(text);
  });
});
