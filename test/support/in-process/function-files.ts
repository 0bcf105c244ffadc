/** What all functions of a process share: packages and `lambdas/core`, which hold no state. */
export const SHARED_FILE = 'shared.js';
/** What each function has for itself. */
export const STEPS_FILE = 'steps.js';
