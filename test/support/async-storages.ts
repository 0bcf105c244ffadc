import { AsyncLocalStorage } from 'node:async_hooks';

type Storage = AsyncLocalStorage<unknown>;

/** Those that hold something since the last `forgetStorages`. */
const used = new Set<Storage>();

/** Jest's own, with the test or hook that runs. */
const running = new WeakMap<Storage, unknown>();
const others = new WeakSet<Storage>();

const MARK = Symbol.for('redshift-shuttle.async-storages');

/**
 * Takes down which AsyncLocalStorages a test file uses: loggers and metrics make some. Up to Node 22 every promise of the
 * process is told to all that were ever used, so that after a hundred files promises cost several times what they did.
 *
 * Jest keeps the test that runs in one, and so would make every promise of every test three times as expensive. Tests of a
 * file run one after the other here (`concurrent` is not used), so what runs is known without it.
 */
export const watchStorages = (): void => {
  const prototype = AsyncLocalStorage.prototype as Storage & { [MARK]?: true };
  if (prototype[MARK]) return;
  const { run, enterWith, getStore } = prototype;
  Object.assign(prototype, {
    [MARK]: true,
    run(this: Storage, ...args: Parameters<typeof run>) {
      if (isJests(this)) return runNext(this, ...args);
      used.add(this);
      return run.apply(this, args);
    },
    enterWith(this: Storage, store: unknown) {
      used.add(this);
      enterWith.call(this, store);
    },
    getStore(this: Storage) {
      return running.has(this) ? running.get(this) : getStore.call(this);
    },
  });
};

/** Switches off those that were used: their test file has ended. */
export const forgetStorages = (): void => {
  for (const storage of used) storage.disable();
  used.clear();
};

const isJests = (storage: Storage): boolean => {
  if (running.has(storage)) return true;
  if (others.has(storage)) return false;
  const isOne = /[\\/]jest-circus[\\/]/.test(new Error().stack?.split('\n').slice(3, 5).join('\n') ?? '');
  if (isOne) running.set(storage, undefined);
  else others.add(storage);
  return isOne;
};

/** Has the storage hold what runs until it has ended. */
const runNext = (storage: Storage, store: unknown, work: (...args: unknown[]) => unknown, ...args: unknown[]) => {
  const before = running.get(storage);
  const end = () => void running.set(storage, before);
  running.set(storage, store);
  try {
    const result = work(...args);
    if (result instanceof Promise || typeof (result as Promise<unknown>)?.then === 'function') {
      (result as Promise<unknown>).then(end, end);
    } else end();
    return result;
  } catch (error) {
    end();
    throw error;
  }
};
