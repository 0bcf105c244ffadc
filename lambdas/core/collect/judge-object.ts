import { compareUtf8 } from '../parquet/compare-utf8';
import type { CollectOptions, Decision } from './collect-options';
import type { CollectState, SeenObject } from './collect-state';
import { ignoredBecause, isArchived, type ListedObject } from './listed-object';
import type { BatchObject } from './object-batch';

/** An object that a run may take. */
export interface Candidate {
  object: ListedObject;
  why: BatchObject['why'];
}

/**
 * What is to be done with one object, before the bounds of a run.
 *
 * @param before what is known of its key
 */
export const judgeObject = (
  object: ListedObject,
  { marker, horizon }: CollectState,
  before: SeenObject | undefined,
  { prefix, reload, changedObjects }: CollectOptions,
): Decision | Candidate => {
  const ignored = ignoredBecause(object, prefix);
  if (ignored !== undefined) return ignored;
  if (reload) {
    const isInside = compareUtf8(object.key, reload.from) >= 0 && compareUtf8(object.key, reload.to) <= 0;
    if (!isInside) return 'outside';
    return isArchived(object) ? 'archived' : { object, why: 'reload' };
  }
  if (before && before.outcome !== 'unread') {
    if (before.etag === object.etag) return 'seen';
    if (changedObjects === 'skip' && before.outcome !== 'quarantined') return 'skipped';
    return isArchived(object) ? 'archived' : { object, why: 'changed' };
  }
  const isSettled =
    marker !== null && horizon !== null && compareUtf8(object.key, marker) <= 0 && object.lastModified < horizon;
  if (isSettled && !before) return 'settled';
  return isArchived(object) ? 'archived' : { object, why: 'new' };
};
