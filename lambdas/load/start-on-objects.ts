import { z } from 'zod';
import { type Executions, executions } from '../clients/executions';
import { type Objects, objects } from '../clients/objects';
import { lockKey } from '../core/batch/object-keys';
import { InputInvalid } from '../core/errors';
import { lockDocument } from '../core/progress/lock';
import { defineHandler } from '../runtime/define-handler';

/**
 * Starts a load pipeline because objects have appeared, unless a run is under way: then a message is kept, and comes back
 * until a run can be started that sees them all.
 *
 * The lock tells whether a run is under way, since S3 answers with what is true now; the list of executions may be late. A
 * run takes the lock before it lists objects. So where nobody has it, any run that begins, this one or another, lists them
 * after these objects were there, and the messages have done their work. Which of two runs gets the lock does not matter.
 *
 * Of messages that wait one is kept, for a run takes whatever it finds. It is the one that was received least often: a
 * message that has come back too often goes to the dead letters.
 *
 * If the process dies at any line: the messages come back. If an execution was started by then, they wait for its end, and
 * start one more, which finds nothing new.
 */
const messageSchema = z.object({
  stateMachineArn: z.string(),
  /** The pipeline's own folder, where its lock lies. */
  root: z.object({ bucket: z.string(), prefix: z.string() }),
});

/** An event of the queue: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export const startOnObjectsInputSchema = z.object({
  Records: z
    .array(
      z.object({
        messageId: z.string(),
        /** As the rule of object-trigger.ts writes it. */
        body: z.string(),
        attributes: z.looseObject({ ApproximateReceiveCount: z.coerce.number() }),
      }),
    )
    .min(1),
});

/** Messages that the queue keeps: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
export interface StartedOnObjects {
  batchItemFailures: { itemIdentifier: string }[];
}

export const startOnObjects = async (
  { Records: records }: z.output<typeof startOnObjectsInputSchema>,
  clients: { objects: Objects; executions: Executions },
): Promise<StartedOnObjects> => {
  const newest = records.reduce((best, record) => (receivesOf(record) < receivesOf(best) ? record : best));
  const { stateMachineArn, root } = messageOf(newest.body);
  const kept = { batchItemFailures: [{ itemIdentifier: newest.messageId }] };
  if (await isRunning(root, clients)) return kept;
  // A run of that name began when this message came before: it may have missed objects of messages that are gone.
  const name = `objects-${newest.messageId}-${receivesOf(newest)}`;
  return (await clients.executions.start(stateMachineArn, name)) ? { batchItemFailures: [] } : kept;
};

const receivesOf = ({ attributes }: z.output<typeof startOnObjectsInputSchema>['Records'][number]): number =>
  attributes.ApproximateReceiveCount;

/** A queue belongs to one pipeline, so that all its messages say the same. */
const messageOf = (body: string): z.output<typeof messageSchema> => {
  const message = messageSchema.safeParse(parsed(body));
  if (!message.success) {
    throw new InputInvalid("a message of the queue is not what the stack's rule writes: only the rule may send to it");
  }
  return message.data;
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** A lock whose holder has ended is taken over by the run that is started. */
const isRunning = async (
  root: { bucket: string; prefix: string },
  clients: { objects: Objects; executions: Executions },
): Promise<boolean> => {
  const lock = await clients.objects.readDocument(lockDocument, lockKey(root));
  return lock !== undefined && (await clients.executions.status(lock.content.executionArn)) === 'RUNNING';
};

export const handler = defineHandler(startOnObjectsInputSchema, (input) =>
  startOnObjects(input, { objects: objects(), executions: executions() }),
);
