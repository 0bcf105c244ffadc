export type LookProblem =
  | 'TableNotCommitted'
  | 'SeveralPipelines'
  | 'UnknownFormat'
  | 'FileMissing'
  | 'SchemaMissing'
  | 'QueryFailed'
  | 'DatabaseMissing'
  | 'DatabaseInUse';

/** Why a table cannot be shown, in words for whoever asked. */
export class LookError extends Error {
  override readonly name = 'LookError';

  constructor(
    readonly problem: LookProblem,
    message: string,
  ) {
    super(message);
  }
}
