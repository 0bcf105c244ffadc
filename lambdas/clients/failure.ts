/** What an AWS SDK error tells, whatever its class. */
export interface Failure {
  name: string;
  message: string;
  /** HTTP status; undefined when no answer came. */
  status?: number;
}

const NETWORK = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
  'TimeoutError',
  'RequestTimeout',
  'NetworkingError',
  'AbortError',
]);

/** Reads an SDK error. Throws what is no error at all back. */
export const failureOf = (thrown: unknown): Failure => {
  if (!(thrown instanceof Error)) throw thrown;
  const metadata = (thrown as { $metadata?: { httpStatusCode?: number } }).$metadata;
  const code = (thrown as { code?: unknown }).code;
  const failure: Failure = {
    name: typeof code === 'string' && NETWORK.has(code) ? code : thrown.name,
    message: thrown.message,
  };
  if (metadata?.httpStatusCode !== undefined) failure.status = metadata.httpStatusCode;
  return failure;
};

/** Whether no answer came, or the service says that the fault is its own. */
export const isOutage = (failure: Failure): boolean =>
  NETWORK.has(failure.name) || (failure.status !== undefined && failure.status >= 500);
