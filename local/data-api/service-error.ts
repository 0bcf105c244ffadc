/** The errors that the API answers with, in AWS's names, statuses and words. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  constructor(
    readonly type: string,
    message: string,
    readonly status = 400,
    readonly members: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** Errors of the service's own model carry `Message`, those of AWS's front door `message`. */
const MODELLED = new Set([
  'ActiveSessionsExceededException',
  'ActiveStatementsExceededException',
  'ActiveWaitingRequestsExceededException',
  'BatchExecuteStatementException',
  'DatabaseConnectionException',
  'ExecuteStatementException',
  'InternalServerException',
  'QueryTimeoutException',
  'ResourceNotFoundException',
  'ValidationException',
]);

/** The JSON body of an error. */
export function errorBody(error: ServiceError): string {
  const key = MODELLED.has(error.type) ? 'Message' : 'message';
  return JSON.stringify({ __type: error.type, [key]: error.message, ...error.members });
}

export const validation = (message: string): ServiceError => new ServiceError('ValidationException', message);

/** Clients see 400, not the 404 of the SDK's trait. */
export const notFound = (message: string, resourceId: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', message, 400, { ResourceId: resourceId });

export const queryDoesNotExist = (id: string): ServiceError => notFound('Query does not exist.', id);

export const noResult = (id: string): ServiceError =>
  notFound('Query does not have result. Please check query status with DescribeStatement.', id);

export const throttled = (): ServiceError => new ServiceError('ThrottlingException', 'Rate exceeded');

export const serialization = (message: string): ServiceError => new ServiceError('SerializationException', message);

export const internal = (message: string): ServiceError => new ServiceError('InternalServerException', message, 500);
