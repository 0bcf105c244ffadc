import { z } from 'zod';
import { InputProblems, runIdText, withoutConsoleKeys } from './execution-input';
import type { Problem } from './problem';
import { problemAt } from './problem-at';
import { mapOf, textOf } from './raw-value';
import { checkedText, rule } from './rule';
import { schemaProblems } from './schema-problems';
import { patternFault } from './table-pattern';

/** What an execution of a load pipeline may narrow or override. */
export interface LoadInput {
  /** Names or globs of tables in the source: only these are loaded; what was taken for the others stays owed to them. */
  tables?: string[];
  /** Collects and reports, changes nothing. */
  dryRun: boolean;
  /** Takes the objects with these keys once more, both included; nothing else in this run. */
  reload?: { from: string; to: string };
  /** Run id: only what failed in that run. */
  retryFailedOf?: string;
}

const pattern = checkedText(patternFault, { description: 'A table name or glob.', examples: ['public.orders'] });

const keyText = (description: string) =>
  checkedText(
    (text) =>
      text !== '' && Buffer.byteLength(text) <= 1_024 && !text.startsWith('s3://')
        ? undefined
        : {
            message: 'is not the key of an object',
            fix: 'write the whole key, without the bucket: cdc/2026/01/31/a.json',
          },
    { description, examples: ['cdc/2026/01/31/'] },
  );

const inputSchema = z.strictObject({
  tables: rule(z.array(pattern).meta({ examples: [['public.orders', 'sales.*']] }), (tables) =>
    tables.length > 0
      ? undefined
      : { message: 'is an empty list', fix: 'name a table, or remove the key to load every table' },
  ).optional(),
  dryRun: z
    .boolean()
    .meta({ examples: [true] })
    .optional(),
  reload: z
    .strictObject({
      from: keyText('The first key, included; the key itself need not exist.'),
      to: keyText('The last key, included; the key itself need not exist.'),
    })
    .meta({ examples: [{ from: 'cdc/2026/01/01/', to: 'cdc/2026/01/31/~' }] })
    .optional(),
  retryFailedOf: runIdText.optional(),
});

/**
 * Reads the input of an execution of a load pipeline. `{}` and null take what is new; what the console adds by itself is
 * let pass.
 *
 * @throws InputInvalid (an `InputProblems`) for an unknown key, a wrong value, or keys that exclude each other
 */
export const parseLoadInput = (input: unknown): LoadInput => {
  const value = input === null || input === undefined ? {} : withoutConsoleKeys(input);
  const problems: Problem[] = [...schemaProblems(inputSchema, value), ...conflicts(mapOf(value))];
  if (problems.length > 0) throw new InputProblems(problems);
  const { tables, dryRun, reload, retryFailedOf } = inputSchema.parse(value);
  return {
    dryRun: dryRun ?? false,
    ...(tables !== undefined && { tables }),
    ...(reload !== undefined && { reload }),
    ...(retryFailedOf !== undefined && { retryFailedOf }),
  };
};

const conflicts = ({ tables, reload, retryFailedOf }: ReturnType<typeof mapOf>): Problem[] => {
  const problems: Problem[] = [];
  const add = (path: string[], value: unknown, message: string, fix: string): void => {
    const { at: _, ...problem } = problemAt(path, value, message, fix);
    problems.push(problem);
  };
  if (retryFailedOf !== undefined && tables !== undefined) {
    const message = 'excludes tables: the failed run says which tables to retry';
    add(['retryFailedOf'], retryFailedOf, message, 'remove one of the two');
  }
  if (retryFailedOf !== undefined && reload !== undefined) {
    add(['reload'], reload, 'stands beside retryFailedOf, which takes no new objects', 'remove one of the two');
  }
  const [from, to] = [textOf(mapOf(reload).from), textOf(mapOf(reload).to)];
  if (from !== undefined && to !== undefined && Buffer.compare(Buffer.from(from), Buffer.from(to)) > 0) {
    add(['reload', 'to'], to, 'sorts before from', 'write the first key as from and the last as to');
  }
  return problems;
};
