/** Runs what a Task state calls. `local/lambda` implements it; tests use a function. */
export interface TaskRunner {
  /**
   * @param functionArn the function's ARN or name, as the definition has it (a version may follow)
   * @throws LambdaError when the function fails, or when Lambda refuses the call
   */
  invoke(functionArn: string, payload: unknown, context: { signal: AbortSignal; timeoutMs?: number }): Promise<unknown>;
}

/** What a failed invocation reports. `errorType` is the name that Retry and Catch match. */
export class LambdaError extends Error {
  override readonly name = 'LambdaError';
  constructor(
    readonly errorType: string,
    readonly errorMessage: string,
    /** Stack lines, as Lambda's Node runtime sends them; undefined for errors of the Lambda service itself. */
    readonly trace?: readonly string[],
  ) {
    super(`${errorType}: ${errorMessage}`);
  }

  /** The `cause` that Step Functions shows: the function's error payload, or the bare message of a service error. */
  toCause(): string {
    if (this.errorType.startsWith('Lambda.')) return this.errorMessage;
    const { errorType, errorMessage, trace } = this;
    return JSON.stringify({ errorType, errorMessage, ...(trace && { trace }) });
  }
}
