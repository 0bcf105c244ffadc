import { AsyncLocalStorage } from 'node:async_hooks';

/** Those that hold something since the last `forgetStorages`. */
const used = new Set<AsyncLocalStorage<unknown>>();

const MARK = Symbol.for('redshift-shuttle.async-storages');

/**
 * Takes down which AsyncLocalStorages a test file uses. Jest itself makes one for each file, loggers and metrics some more.
 * Up to Node 22 every promise of the process is told to all that were ever used, so that after a hundred files promises cost
 * several times what they did.
 */
export const watchStorages = (): void => {
  const prototype = AsyncLocalStorage.prototype as AsyncLocalStorage<unknown> & { [MARK]?: true };
  if (prototype[MARK]) return;
  const { run, enterWith } = prototype;
  Object.assign(prototype, {
    [MARK]: true,
    run(this: AsyncLocalStorage<unknown>, ...args: Parameters<typeof run>) {
      used.add(this);
      return run.apply(this, args);
    },
    enterWith(this: AsyncLocalStorage<unknown>, store: unknown) {
      used.add(this);
      enterWith.call(this, store);
    },
  });
};

/** Switches off those that were used: their test file has ended. */
export const forgetStorages = (): void => {
  for (const storage of used) storage.disable();
  used.clear();
};
