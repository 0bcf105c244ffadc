import { mapColumn } from '../../../../lambdas/core/catalog/column-mapping';
import { schemaDifference } from '../../../../lambdas/core/catalog/schema-difference';
import { schemaColumn } from '../../../../lambdas/core/catalog/table-schema';

const column = (name: string, type: string, more: { nullable?: boolean; hash?: true } = {}) =>
  schemaColumn(mapColumn({ name, type, nullable: true, ...more }));
const change = (from: string, to: string) => schemaDifference([column('c', from)], [column('c', to)])[0]?.change;

describe('schemaDifference', () => {
  const a = column('a', 'bigint');
  const b = column('b', 'varchar(5)');

  it.each([
    ['nothing', [a, b], [a, b]],
    ['another order', [a, b], [b, a]],
    ['nullability', [a], [column('a', 'bigint', { nullable: false })]],
    ['the spelling of a type', [b], [column('b', 'character varying(5)')]],
    ['nothing at all', [], []],
  ])('takes %s for no change', (_, before, after) => {
    expect(schemaDifference(before, after)).toEqual([]);
  });

  it('tells what was added, changed and dropped, with the types', () => {
    const before = [a, b, column('c', 'integer'), column('d', 'date')];
    const after = [column('new', 'super'), column('c', 'numeric(5,1)'), column('b', 'varchar(9)'), a];
    expect(schemaDifference(before, after)).toEqual([
      { change: 'added', column: 'new', to: 'super' },
      { change: 'retyped', column: 'c', from: 'integer', to: 'numeric(5,1)' },
      { change: 'widened', column: 'b', from: 'varchar(5)', to: 'varchar(9)' },
      { change: 'dropped', column: 'd', from: 'date' },
    ]);
  });

  it.each([
    ['varchar(5)', 'varchar(6)'],
    ['varchar(5)', 'varchar(max)'],
    ['char(5)', 'char(9)'],
    ['char(5)', 'varchar(5)'],
    ['smallint', 'integer'],
    ['smallint', 'bigint'],
    ['integer', 'bigint'],
    ['varbyte(4)', 'varbyte(8)'],
  ])('%s widens to %s', (from, to) => {
    expect(change(from, to)).toBe('widened');
    expect(change(to, from)).toBe('retyped');
  });

  it.each([
    ['numeric(5,2)', 'numeric(6,2)'],
    ['integer', 'varchar(20)'],
    ['integer', 'numeric(18,0)'],
    ['real', 'double precision'],
    // One file type, another meaning.
    ['timestamp', 'timestamptz'],
    ['time', 'varchar(32)'],
    ['varbyte(4)', 'varchar(8)'],
    ['varbyte(4)', 'geometry'],
    ['geometry', 'geography'],
    ['super', 'varchar(max)'],
    ['char(6)', 'varchar(5)'],
  ])('%s and %s are other types', (from, to) => {
    expect(change(from, to)).toBe('retyped');
    expect(change(to, from)).toBe('retyped');
  });

  it('sees a column that is hashed from now on, or no more', () => {
    const clear = column('c', 'varchar(64)');
    const hashed = column('c', 'varchar(64)', { hash: true });
    expect(schemaDifference([clear], [hashed])).toEqual([
      { change: 'retyped', column: 'c', from: 'varchar(64)', to: 'varchar(64) (hashed)' },
    ]);
    expect(schemaDifference([hashed], [clear])).toMatchObject([{ change: 'retyped' }]);
  });

  it('does not see what a hash hides', () => {
    expect(
      schemaDifference([column('c', 'varchar(5)', { hash: true })], [column('c', 'varchar(9)', { hash: true })]),
    ).toEqual([]);
  });
});
