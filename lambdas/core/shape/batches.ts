/** Items that are handed on together at most: so many that promises cost nothing beside them, few enough to be held. */
const BATCH_ITEMS = 500;

/**
 * Items in batches, none of them empty. A promise for each item would take longer than what is done with it: only
 * batches go through asynchronous generators. What came before an error is given before it.
 */
export function* batches<T>(items: Iterable<T>, limit = BATCH_ITEMS): Generator<T[]> {
  if (Array.isArray(items) && items.length <= limit) {
    if (items.length > 0) yield items;
    return;
  }
  let batch: T[] = [];
  let failure: { error: unknown } | undefined;
  try {
    for (const item of items) {
      batch.push(item);
      if (batch.length < limit) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    failure = { error };
  }
  if (batch.length > 0) yield batch;
  if (failure !== undefined) throw failure.error;
}
