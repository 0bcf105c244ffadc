import { z } from 'zod';
import { InputInvalid } from '../errors';
import { describeProblems, type Problem } from './problem';
import { checkedText, rule, textLike } from './rule';
import { schemaProblems } from './schema-problems';
import { patternFault } from './table-pattern';

/** What an execution may narrow or override. */
export interface ExecutionInput {
  /** Table names or globs: only these, of the tables that the pipeline selects. */
  tables?: string[];
  /** Plan and report, read nothing. */
  dryRun: boolean;
  /** Run id: only the tables that failed in that run. */
  retryFailedOf?: string;
}

/** Every problem of an execution input. */
export class InputProblems extends InputInvalid {
  constructor(readonly problems: readonly Problem[]) {
    super(describeProblems('The execution input', problems));
  }
}

const inputSchema = z.strictObject({
  tables: rule(
    z
      .array(checkedText(patternFault, { description: 'A table name or glob.', examples: ['public.orders'] }))
      .meta({ examples: [['public.orders', 'sales.*']] }),
    (tables) =>
      tables.length > 0
        ? undefined
        : { message: 'is an empty list', fix: 'name a table, or remove the key to run every table' },
  ).optional(),
  dryRun: z
    .boolean()
    .meta({ examples: [true] })
    .optional(),
  // It becomes part of an object key.
  retryFailedOf: textLike(
    /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}$/,
    { message: 'is not a run id', fix: 'copy the run id from the report of the failed run' },
    { description: 'Id of a run with failed tables.' },
  ).optional(),
});

/**
 * Reads the input of an execution. `{}` and null run everything; what the console adds by itself (`Comment`,
 * `AWS_STEP_FUNCTIONS_...`) is let pass.
 *
 * @throws InputInvalid (an `InputProblems`) for an unknown key, a wrong value, or keys that exclude each other
 */
export const parseExecutionInput = (input: unknown): ExecutionInput => {
  const value = input === null || input === undefined ? {} : withoutConsoleKeys(input);
  const problems: Problem[] = schemaProblems(inputSchema, value);
  const given = typeof value === 'object' ? (value as Record<string, unknown>) : {};
  if (given.tables !== undefined && given.retryFailedOf !== undefined) {
    problems.push({
      path: 'retryFailedOf',
      value: '',
      message: 'excludes tables: the failed run says which tables to retry',
      fix: 'remove one of the two',
    });
  }
  if (problems.length > 0) throw new InputProblems(problems);
  const { tables, dryRun, retryFailedOf } = inputSchema.parse(value);
  return {
    dryRun: dryRun ?? false,
    ...(tables === undefined ? {} : { tables }),
    ...(retryFailedOf === undefined ? {} : { retryFailedOf }),
  };
};

const withoutConsoleKeys = (input: unknown): unknown => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return Object.fromEntries(
    Object.entries(input).filter(([key]) => key !== 'Comment' && !key.startsWith('AWS_STEP_FUNCTIONS_')),
  );
};
