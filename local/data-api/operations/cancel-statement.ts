import type { Call, Context } from '../context';
import { ownedStatement } from '../owned-statement';
import { validation } from '../service-error';
import { isActive } from '../statement';

/**
 * CancelStatement. Answers at once; a statement that the engine is just finishing may still end FINISHED.
 * A batch is cancelled as a whole, by its own id.
 */
export function cancelStatement(context: Context, call: Call<{ Id: string }>) {
  const { statement } = ownedStatement(context, call);
  if (call.input.Id !== statement.id) {
    throw validation(`NotSupportedLocally: cancel the batch ${statement.id}, not one statement of it.`);
  }
  if (!isActive(statement.status)) {
    const state = `${statement.status} state with ID: ${statement.id}`;
    throw validation(`Could not cancel a query that is already in ${state}`);
  }
  statement.cancel.abort();
  statement.interrupt?.();
  return { Status: true };
}
