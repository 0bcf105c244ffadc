import type { ThreadSource } from '../../local/lambda/function-thread';

/** The name under which test/support/test-environment.ts hands the threads to the test files of a process. */
export const WARM_FUNCTIONS = Symbol.for('redshift-shuttle.warm-functions');

/** The threads of functions, which test files of a process leave to each other. */
export const warmFunctions = (): ThreadSource => {
  const threads = (globalThis as { [WARM_FUNCTIONS]?: ThreadSource })[WARM_FUNCTIONS];
  if (threads) return threads;
  throw new Error('test/support/test-environment.ts sets the threads of functions');
};
