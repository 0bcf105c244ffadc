import { createHash } from 'node:crypto';

/** What makes a submission the same one: the same parts give the same token, so that a lost answer can be re-sent. */
export interface TokenParts {
  executionArn: string;
  redriveCount: number;
  /** Table or other unit; empty for statements of the run itself. */
  unit: string;
  step: string;
  /** Counts the renderings: a statement that ran and failed is rendered anew and is another submission. */
  attempt: number;
  sqls: readonly string[];
}

/**
 * The ClientToken (64 hex digits; the Data API takes up to 64 characters and knows it for 8 hours). It never holds
 * the machine's own retry count: those retries must re-send the same token.
 */
export const clientToken = (parts: TokenParts): string => {
  const hash = createHash('sha256');
  // Lengths first, so that no two lists of parts can read the same.
  for (const part of [
    parts.executionArn,
    String(parts.redriveCount),
    parts.unit,
    parts.step,
    String(parts.attempt),
    ...parts.sqls,
  ]) {
    hash.update(`${Buffer.byteLength(part)}:`).update(part);
  }
  return hash.digest('hex');
};

/** The name's length limit in the Data API's model. */
const MAX_STATEMENT_NAME = 500;

/**
 * The name under which a stopped run's statements are found again: `<pipeline>/<runId>/<unit>/<step>/<attempt>`.
 * A unit's long name is cut: only the prefix up to the run id is searched for.
 */
export const statementName = (pipeline: string, runId: string, unit: string, step: string, attempt: number): string => {
  const head = `${pipeline}/${runId}/`;
  const tail = `/${step}/${attempt}`;
  return head + unit.slice(0, MAX_STATEMENT_NAME - head.length - tail.length) + tail;
};

/** The prefix of the names of all statements of a pipeline. */
export const statementNamePrefix = (pipeline: string): string => `${pipeline}/`;

/** The run that a statement belongs to by its name, or undefined. */
export const runOfStatement = (name: string): string | undefined => name.split('/')[1];
