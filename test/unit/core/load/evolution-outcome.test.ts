import { evolutionOutcome } from '../../../../lambdas/core/load/evolution-outcome';
import type { Change } from '../../../../lambdas/core/load/evolution-plan';

const place = { name: 'p/r/orders/evolve/1', statementId: 'id' };
const add: Change = { kind: 'addColumn', column: { name: 'a', type: 'integer' } };
const widen: Change = { kind: 'widen', column: { name: 'v', type: 'varchar(32)' } };
const failed = (error: string) => ({ status: 'FAILED', error });
const done = { status: 'FINISHED' };

describe('the changes of a target', () => {
  it.each([
    ['all done', [done, done], []],
    [
      'done by another run',
      [
        failed('ERROR: column "a" of relation "t" already exists'),
        failed('ERROR: target column size should be different'),
      ],
      [],
    ],
    ['a view is in the way', [done, failed('ERROR: cannot alter type of a column used by a view or rule')], ['v']],
    ['not all were sent', [done], []],
  ])('%s', (_, results, unwidenable) => {
    expect(evolutionOutcome([add, widen], results, place)).toEqual({ unwidenable });
  });

  it.each([
    [[failed('ERROR: permission denied for schema s'), done], 'StatementFailed'],
    [[done, failed('ERROR: 1023 Serializable isolation violation on table')], 'StatementTransient'],
    [[failed(''), done], 'StatementFailed'],
    [[failed('ERROR: Maximum tables limit exceeded.'), done], 'TableQuotaExceeded'],
  ])('%j is %s', (results, name) => {
    expect(() => evolutionOutcome([add, widen], results, place)).toThrow(expect.objectContaining({ name }));
  });

  it('a schema that another table has made at the same moment is there', () => {
    const changes: Change[] = [{ kind: 'createSchema' }, add];
    const conflict = failed('ERROR: could not complete because of conflict with concurrent transaction');
    expect(evolutionOutcome(changes, [conflict, done], place)).toEqual({ unwidenable: [] });
    expect(() => evolutionOutcome(changes, [conflict, failed('ERROR: schema "s" does not exist')], place)).toThrow(
      expect.objectContaining({ name: 'StatementTransient' }),
    );
  });

  it.each([
    ['a conflict', 'ERROR: could not complete because of conflict with concurrent transaction'],
    ['a name taken', 'ERROR: schema "s" already exists'],
  ])('a schema that becomes visible between two statements is waited for: %s', (_, error) => {
    const changes: Change[] = [{ kind: 'createSchema' }, add, { kind: 'createLedger' }];
    const results = [failed(error), failed('ERROR: schema "s" does not exist'), done];
    expect(() => evolutionOutcome(changes, results, place)).toThrow(
      expect.objectContaining({ name: 'StatementTransient' }),
    );
  });

  it('what does not exist, and nobody creates, is an error', () => {
    const changes: Change[] = [{ kind: 'createSchema' }, add];
    expect(() => evolutionOutcome(changes, [done, failed('ERROR: type "t" does not exist')], place)).toThrow(
      expect.objectContaining({ name: 'StatementFailed' }),
    );
  });
});
