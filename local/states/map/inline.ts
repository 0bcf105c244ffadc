import type { Cancellation } from '../cancellation';
import type { Json } from '../json';
import { allOrFirstFailure } from '../run/all-or-first-failure';
import { Branch } from '../run/branch';
import type { Visit } from '../run/visit';
import { type StateBody, targetsOf } from '../types/state-body';
import { type MapFields, readConcurrency, readItems, selectItem } from './map-fields';

interface Iterations {
  readonly items: readonly Json[];
  readonly branches: (Branch | undefined)[];
  readonly startedEventId: number;
}

/** A Map in mode INLINE: a redrive runs only the iterations that are not done. */
export function parseInline(fields: MapFields): StateBody {
  const { next, effects } = fields;
  return {
    targets: targetsOf(next),
    attempt: async (visit) => {
      const ceiling = visit.execution.host.limits.inlineConcurrency;
      let iterations = visit.memo as Iterations | undefined;
      if (!iterations) {
        const items = await readItems(visit, fields.items);
        const startedEventId = visit.record('MapStateStarted', { length: items.length });
        iterations = { items, branches: [], startedEventId };
        visit.memo = iterations;
      }
      const concurrency = await readConcurrency(visit, fields.maxConcurrency, ceiling);
      const { items } = iterations;
      const work = iterate(visit, fields, iterations);
      const result = await allOrFirstFailure(items.length, concurrency, visit.cancellation, work);
      visit.checkSize(result, visit.state.name);
      visit.record('MapStateSucceeded');
      return visit.leave(next, effects, result, { result });
    },
  };
}

function iterate(visit: Visit, fields: MapFields, { items, branches, startedEventId }: Iterations) {
  const { name } = visit.state;
  return async (index: number, cancellation: Cancellation): Promise<Json> => {
    let branch = branches[index];
    if (branch?.result) return branch.result.output;
    if (!branch) {
      const value = items[index] as Json;
      const input = await selectItem(visit, fields.itemSelector, index, value);
      const { variables } = visit.branch;
      branch = new Branch(visit.execution, fields.machine, input, variables, startedEventId, { index, value });
      branches[index] = branch;
    }
    cancellation.check();
    branch.record('MapIterationStarted', { name, index });
    try {
      const output = await branch.run(cancellation);
      branch.record('MapIterationSucceeded', { name, index });
      return output;
    } catch (failure) {
      cancellation.check();
      branch.record('MapIterationFailed', { name, index });
      throw failure;
    }
  };
}
