import type { Executions } from '../clients/executions';
import type { Objects } from '../clients/objects';
import { lockKey, type PipelineRoot } from '../core/batch/object-keys';
import { AlreadyRunning } from '../core/errors';
import { type Lock, lockDocument } from '../core/progress/lock';
import type { Execution } from './execution';

/** How often a lock is read again that changed hands in between. */
const LOCK_ATTEMPTS = 5;

/**
 * Takes the lock where it is free, or its holder no longer runs. The holder is asked for, since nobody could renew a
 * lease while a statement runs for hours.
 *
 * @throws AlreadyRunning
 */
export const takeLock = async (
  run: { pipeline: string; root: PipelineRoot },
  execution: Execution,
  clients: { objects: Objects; executions: Executions },
): Promise<void> => {
  const location = lockKey(run.root);
  const mine: Lock = {
    formatVersion: 1,
    executionArn: execution.arn,
    redriveCount: execution.redriveCount,
    startedAt: execution.startedAt,
  };
  for (let attempt = 1; attempt <= LOCK_ATTEMPTS; attempt++) {
    const held = await clients.objects.readDocument(lockDocument, location);
    if (held?.content.executionArn === execution.arn) return;
    if (held && (await clients.executions.status(held.content.executionArn)) === 'RUNNING') {
      throw new AlreadyRunning(
        `pipeline ${run.pipeline} is being run by ${held.content.executionArn} since ${held.content.startedAt}: ` +
          'wait for its end, or stop it, then start again',
      );
    }
    const condition = held ? { ifMatch: held.etag } : ({ ifAbsent: true } as const);
    const write = await clients.objects.writeIf(lockDocument, location, mine, condition);
    if (write.written) return;
  }
  throw new AlreadyRunning(`pipeline ${run.pipeline} is being started by several executions at once: start it again`);
};
