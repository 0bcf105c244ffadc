import { z } from 'zod';
import { InputInvalid } from '../errors';
import { inputConflicts } from './input-conflicts';
import { describeProblems, type Problem } from './problem';
import { mapOf } from './raw-value';
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
  /** Tables that are read in full again though they are incremental: all of the run, or those that a name or glob matches. */
  fullRefresh?: true | string[];
  /** Both or neither: reads the keys from `from` to `to`, both included, once more. Then `tables` holds exact names. */
  from?: string;
  to?: string;
  /** Commits however many keys are gone, see the option `maxDeletes`. */
  allowMassDeletes?: true;
}

/** Every problem of an execution input. */
export class InputProblems extends InputInvalid {
  constructor(readonly problems: readonly Problem[]) {
    super(describeProblems('The execution input', problems));
  }
}

const pattern = checkedText(patternFault, { description: 'A table name or glob.', examples: ['public.orders'] });

/** A run id; it becomes part of an object key. */
export const runIdText = textLike(
  /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}$/,
  { message: 'is not a run id', fix: 'copy the run id from the report of the failed run' },
  { description: 'Id of a run with failed tables.' },
);

/** A longer one is no key that tells new rows. */
const MAX_KEY_CHARACTERS = 1_000;

const keyText = (description: string) =>
  checkedText(
    (text) =>
      text !== '' && text.length <= MAX_KEY_CHARACTERS && !text.includes('\0')
        ? undefined
        : {
            message: 'is not a value of a replication key',
            fix: `write it as the database does, in 1 to ${MAX_KEY_CHARACTERS} characters: 2026-01-31 00:00:00`,
          },
    { description, examples: ['2026-01-31 00:00:00'] },
  );

const inputSchema = z.strictObject({
  tables: rule(z.array(pattern).meta({ examples: [['public.orders', 'sales.*']] }), (tables) =>
    tables.length > 0
      ? undefined
      : { message: 'is an empty list', fix: 'name a table, or remove the key to run every table' },
  ).optional(),
  dryRun: z
    .boolean()
    .meta({ examples: [true] })
    .optional(),
  retryFailedOf: runIdText.optional(),
  fullRefresh: rule(
    z.union([z.boolean(), z.array(pattern)]).meta({ examples: [['public.orders', 'sales.*'], true] }),
    (value) =>
      typeof value === 'boolean' || value.length > 0
        ? undefined
        : { message: 'is an empty list', fix: 'name a table, or write true to read every table in full' },
  ).optional(),
  from: keyText('The least key to read again.').optional(),
  to: keyText('The greatest key to read again.').optional(),
  allowMassDeletes: z
    .boolean()
    .meta({ examples: [true] })
    .optional(),
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
  problems.push(...inputConflicts(mapOf(value)));
  if (problems.length > 0) throw new InputProblems(problems);
  const { tables, dryRun, retryFailedOf, fullRefresh, from, to, allowMassDeletes } = inputSchema.parse(value);
  return {
    dryRun: dryRun ?? false,
    ...(tables !== undefined && { tables }),
    ...(retryFailedOf !== undefined && { retryFailedOf }),
    ...(fullRefresh !== undefined && fullRefresh !== false && { fullRefresh }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(allowMassDeletes === true && { allowMassDeletes }),
  };
};

export const withoutConsoleKeys = (input: unknown): unknown => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return Object.fromEntries(
    Object.entries(input).filter(([key]) => key !== 'Comment' && !key.startsWith('AWS_STEP_FUNCTIONS_')),
  );
};
