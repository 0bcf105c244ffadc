import type { ThreadSource } from '../../../local/lambda/function-thread';

/** The name under which test/support/test-environment.ts hands the functions of a process to its test files. */
export const FUNCTIONS_HERE = Symbol.for('redshift-shuttle.functions-here');

/** Functions in this process: see in-process-functions.ts for what they leave out. */
export const functionsHere = (): ThreadSource => {
  const functions = (globalThis as { [FUNCTIONS_HERE]?: ThreadSource })[FUNCTIONS_HERE];
  if (functions) return functions;
  throw new Error('test/support/test-environment.ts sets the functions of a process');
};
