import type { Cancellation } from '../cancellation';

/**
 * Runs `count` pieces of work, at most `concurrency` at once, in order of index. The first failure aborts what runs
 * and starts nothing more.
 * @returns the results in order of index
 */
export async function allOrFirstFailure<T>(
  count: number,
  concurrency: number,
  cancellation: Cancellation,
  work: (index: number, cancellation: Cancellation) => Promise<T>,
): Promise<T[]> {
  const results = new Array<T>(count);
  let nextIndex = 0;
  await cancellation.within(async (inner) => {
    const lane = async () => {
      while (nextIndex < count) {
        const index = nextIndex++;
        results[index] = await work(index, inner);
        inner.check();
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(count, concurrency) }, lane));
    } catch (failure) {
      inner.abort();
      throw failure;
    }
  });
  return results;
}
