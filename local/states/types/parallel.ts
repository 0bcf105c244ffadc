import type { Fields } from '../definition/fields';
import { allOrFirstFailure } from '../run/all-or-first-failure';
import { Branch } from '../run/branch';
import { parseTransition, type StateBody, targetsOf } from './state-body';

/** Parallel: runs its branches side by side; the first failure stops the others. A redrive runs only those not done. */
export function parseParallel(fields: Fields): StateBody {
  const next = parseTransition(fields);
  const effects = fields.effects();
  const argument = fields.template('Arguments');
  const list = fields.list('Branches');
  if (list.length === 0) fields.missing('Branches');
  const machines = list.map((raw, i) => fields.context.nested(raw, `${fields.at('Branches')}[${i}]`, false));
  return {
    targets: targetsOf(next),
    attempt: async (visit) => {
      const input = argument ? await visit.evaluate(argument) : visit.input;
      visit.checkSize(input, visit.state.name);
      let branches = visit.memo as Branch[] | undefined;
      if (!branches) {
        const started = visit.record('ParallelStateStarted');
        const { variables } = visit.branch;
        branches = machines.map((machine) => new Branch(visit.execution, machine, input, variables, started));
        visit.memo = branches;
      }
      const result = await allOrFirstFailure(
        branches.length,
        branches.length,
        visit.cancellation,
        (i, cancellation) => {
          const branch = branches[i] as Branch;
          return branch.result ? Promise.resolve(branch.result.output) : branch.run(cancellation);
        },
      );
      visit.checkSize(result, visit.state.name);
      visit.record('ParallelStateSucceeded');
      return visit.leave(next, effects, result, { result });
    },
  };
}
