import type { Objects } from '../clients/objects';
import { ObjectsNotRead } from '../core/errors';
import { causeText } from '../core/progress/failure-cause';
import { childFailures } from '../run/map-failures';

/**
 * The Map over groups tolerates every failure, since its own says nothing of why; whoever needs all groups asks here.
 *
 * @param map the output of the Map
 * @throws ObjectsNotRead with the first cause, where a group failed
 */
export const refuseFailedGroups = async (groups: number, map: unknown, store: Objects): Promise<void> => {
  const failures = await childFailures(store, map);
  const [first] = failures;
  if (first === undefined) return;
  throw new ObjectsNotRead(
    `${failures.length} of ${groups} groups of objects could not be read: ${first.error}: ${causeText(first.cause)}. ` +
      'The batch is kept: mend that, and start the pipeline again',
  );
};
