import { z } from 'zod';
import { StatementTooLong } from '../errors';
import type { Sql } from '../sql/sql';

/** The Data API takes this much text a statement: https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html */
export const MAX_SQL_BYTES = 100 * 1024;

/** BatchExecuteStatement takes this many statements. */
export const MAX_BATCH_STATEMENTS = 40;

/** Text beyond this travels by reference: a state's payload holds 256 KiB at most. */
export const MAX_INLINE_BYTES = 32 * 1024;

/** Where statements run, and as whom. Exactly one of workgroupName and clusterIdentifier. */
export const targetSchema = z.object({
  database: z.string(),
  workgroupName: z.string().optional(),
  clusterIdentifier: z.string().optional(),
  dbUser: z.string().optional(),
  secretArn: z.string().optional(),
});
export type StatementTarget = z.infer<typeof targetSchema>;

/** SQL that travels in the state, or by reference where it is long. */
export const statementSqlSchema = z.union([
  z.object({ sqls: z.array(z.string()).min(1).max(MAX_BATCH_STATEMENTS) }),
  z.object({ bucket: z.string(), key: z.string(), preview: z.string() }),
]);
export type StatementSql = z.infer<typeof statementSqlSchema>;

/**
 * What the step that renders SQL hands to the step that submits it.
 *
 * `TRANSACTION`: all statements see one snapshot and commit together. `AUTO_COMMIT`: each stands for itself.
 */
export const statementSchema = z.object({
  step: z.string(),
  mode: z.enum(['TRANSACTION', 'AUTO_COMMIT']),
  sql: statementSqlSchema,
});
export type Statement = z.infer<typeof statementSchema>;

/**
 * The texts of the statements of one submission.
 *
 * @throws StatementTooLong when one is over the Data API's limit, with what to do about it
 */
export const statementTexts = (sqls: readonly Sql[], what: string): string[] =>
  sqls.map(({ text }) => {
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_SQL_BYTES) {
      throw new StatementTooLong(
        `${what}: the statement is ${bytes} bytes long and the Redshift Data API takes ${MAX_SQL_BYTES}: ` +
          'leave columns out (columns.exclude), shorten `where`, or read the table through a view',
      );
    }
    return text;
  });

/** The start of the longest statement, for a state that carries only a reference. */
export const previewOf = (sqls: readonly string[]): string =>
  (sqls.reduce((longest, sql) => (sql.length > longest.length ? sql : longest), '') as string).slice(0, 300);
