import { StatementTransient } from '../errors';
import { failedStatement, type StatementPlace } from '../statement/statement-error';
import type { Change } from './evolution-plan';

/** How a statement of EvolveTable ended. */
export interface ChangeResult {
  status: string;
  error?: string;
}

/** Another run was faster: what is wanted is there. */
const DONE_ALREADY: readonly RegExp[] = [/already exists/i, /target column size should be different/i];

const CREATES: ReadonlySet<Change['kind']> = new Set([
  'createSchema',
  'createTable',
  'createLedger',
  'createPositions',
  'createTombstones',
]);

/**
 * Judges the statements of a plan's changes, which commit one by one. Whatever comes out, the target is described again.
 *
 * A VARCHAR that cannot be widened (a view shows it, its encoding, a key) is not an error: the column is planned for as it
 * is. Any other failure counts.
 *
 * @param results in the order of the changes; fewer where the batch ended early
 * @returns columns that cannot be widened
 * @throws StatementTransient to plan and try again; StatementFailed with Redshift's message
 */
export const evolutionOutcome = (
  changes: readonly Change[],
  results: readonly ChangeResult[],
  place: StatementPlace,
): { unwidenable: string[] } => {
  const unwidenable: string[] = [];
  /** Something that another run is creating at this moment: what stands on it may not see it yet. */
  let contended = false;
  for (const [i, change] of changes.entries()) {
    const result = results[i];
    if (result === undefined || result.status === 'FINISHED') continue;
    const message = result.error ?? '';
    if (contended && /does not exist/i.test(message))
      throw new StatementTransient(failedStatement(message, place).message);
    contended ||= CREATES.has(change.kind);
    if (DONE_ALREADY.some((pattern) => pattern.test(message))) continue;
    // Another table's run made the schema at the same moment: what came after it in this batch shows that it is there.
    if (change.kind === 'createSchema' && results.slice(i + 1).some(({ status }) => status === 'FINISHED')) continue;
    const error = failedStatement(message, place);
    if (change.kind !== 'widen' || error.name === 'StatementTransient') throw error;
    unwidenable.push(change.column.name);
  }
  return { unwidenable };
};
