import type { Call, Context } from './context';
import { queryDoesNotExist, ServiceError } from './service-error';
import { ownerUserId, type Part, type Statement } from './statement';

/**
 * The statement behind an id, and the part that the id means: the first of a plain statement, `uuid:n` of a batch, none
 * for the batch itself.
 *
 * A statement belongs to the role that submitted it. To another role it does not exist: AWS models no
 * AccessDeniedException for these operations and does not document the case; AccessDenied is what IAM answers when a
 * policy condition on the owner fails, which the `authorize` option stands for.
 * @throws ServiceError ResourceNotFoundException "Query does not exist.", AccessDeniedException
 */
export function ownedStatement(context: Context, call: Call<{ Id: string }>): { statement: Statement; part?: Part } {
  const { Id: id } = call.input;
  const [statementId = '', number] = id.split(':');
  const statement = context.statements.get(statementId);
  if (!statement) throw queryDoesNotExist(id);
  assertAuthorized(context, call, statement);
  if (statement.owner.roleId !== call.caller.roleId) throw queryDoesNotExist(id);
  if (number === undefined) {
    const only = statement.mode === 'single' ? statement.parts[0] : undefined;
    return only ? { statement, part: only } : { statement };
  }
  const part = statement.mode === 'single' ? undefined : statement.parts[Number(number) - 1];
  if (!part) throw queryDoesNotExist(id);
  return { statement, part };
}

function assertAuthorized(context: Context, call: Call<unknown>, statement: Statement): void {
  const { operation, caller } = call;
  const ask = { operation, caller, ownerUserId: ownerUserId(statement.owner) };
  if (context.options.authorize?.(ask) ?? true) return;
  throw new ServiceError(
    'AccessDeniedException',
    `User: ${ownerUserId(caller)} is not authorized to perform: redshift-data:${operation}`,
  );
}
