import type { Clock } from '../clock';
import type { TaskRunner } from '../states/task-runner';

/**
 * Lambda on a clock. A handler whose execution was stopped keeps virtual time standing until it has ended, else the
 * minute that the clean-up waits for it would be over before its next line.
 */
export const tasksOnClock = (tasks: TaskRunner, clock: Clock): TaskRunner => ({
  invoke: (functionArn, payload, context) => {
    context.signal.throwIfAborted();
    // A signal that never comes: as on AWS, a stopped execution's functions run to their end.
    const work = tasks.invoke(functionArn, payload, { ...context, signal: new AbortController().signal });
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        clock.busy(() => work).catch(() => undefined);
        reject(context.signal.reason);
      };
      context.signal.addEventListener('abort', onAbort, { once: true });
      work.then(resolve, reject).finally(() => context.signal.removeEventListener('abort', onAbort));
    });
  },
});
