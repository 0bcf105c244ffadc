/** Service quotas of Standard workflows; lower them in tests to reach them quickly. */
export interface Limits {
  /** Events in one execution's history; the last of them is ExecutionFailed. */
  historyEvents: number;
  /** UTF-8 bytes of the JSON text that enters or leaves a state or a task. */
  payloadBytes: number;
  /** UTF-8 bytes of a definition. */
  definitionBytes: number;
  /** UTF-8 bytes of one variable. */
  variableBytes: number;
  /** UTF-8 bytes of all variables that one execution can see. */
  variablesTotalBytes: number;
  /** Iterations of an inline Map that run at once when MaxConcurrency is 0. */
  inlineConcurrency: number;
  /** Children of a distributed Map that run at once when MaxConcurrency is 0. */
  distributedConcurrency: number;
  /** Milliseconds after its end in which an execution can be redriven. */
  redrivableMs: number;
}

/** Source: "Service quotas" of the Step Functions developer guide. */
export const AWS_LIMITS: Limits = {
  historyEvents: 25_000,
  payloadBytes: 256 * 1024,
  definitionBytes: 1024 * 1024,
  variableBytes: 256 * 1024,
  variablesTotalBytes: 10 * 1024 * 1024,
  inlineConcurrency: 40,
  distributedConcurrency: 10_000,
  redrivableMs: 14 * 24 * 3600 * 1000,
};
