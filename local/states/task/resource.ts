import type { Fields } from '../definition/fields';
import { NotSupportedLocally, RuntimeFailure } from '../errors';
import { isObject, type Json, type JsonObject } from '../json';

/** How a Task calls what its Resource names. */
export interface Integration {
  readonly kind: 'lambda-arn' | 'lambda-invoke' | 'registered';
  /** As history events show it: the function's ARN, `invoke`, or the registered resource. */
  readonly resource: string;
}

const LAMBDA_INVOKE = /^arn:[\w-]+:states:[\w-]*:\d*:lambda:invoke$/;
const LAMBDA_ARN = /^arn:[\w-]+:lambda:[\w-]*:\d*:function:[\w-]+(:[\w$-]+)?$/;

/** @throws NotSupportedLocally for a resource that is neither Lambda nor registered with the service */
export function parseResource(resource: string, fields: Fields): Integration {
  if (fields.context.integrations.has(resource)) return { kind: 'registered', resource };
  if (LAMBDA_INVOKE.test(resource)) return { kind: 'lambda-invoke', resource: 'invoke' };
  if (LAMBDA_ARN.test(resource)) return { kind: 'lambda-arn', resource };
  throw new NotSupportedLocally(
    fields.at('Resource'),
    `${resource} does not run locally; use lambda:invoke or a function ARN, or register it in the option "integrations"`,
  );
}

/** Arguments of `lambda:invoke`. */
export interface InvokeArguments {
  readonly functionName: string;
  readonly payload: Json;
}

/** @throws RuntimeFailure for arguments that the integration does not know */
export function readInvokeArguments(input: Json): InvokeArguments {
  if (!isObject(input)) throw new RuntimeFailure('The Arguments of lambda:invoke must be an object.');
  const { FunctionName, Payload, InvocationType, Qualifier, ...unknown } = input as JsonObject;
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined)
    throw new RuntimeFailure(`The argument ${stranger} of lambda:invoke does not run locally.`);
  if (InvocationType !== undefined && InvocationType !== 'RequestResponse') {
    throw new RuntimeFailure(`InvocationType ${JSON.stringify(InvocationType)} does not run locally.`);
  }
  if (typeof FunctionName !== 'string') throw new RuntimeFailure('lambda:invoke needs a FunctionName.');
  const functionName = typeof Qualifier === 'string' ? `${FunctionName}:${Qualifier}` : FunctionName;
  return { functionName, payload: Payload ?? {} };
}

/** The version that a function ARN names, as `ExecutedVersion` reports it. */
export function executedVersion(functionName: string): string {
  return /:function:[^:]+:([^:]+)$/.exec(functionName)?.[1] ?? '$LATEST';
}
