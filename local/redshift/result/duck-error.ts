import { RedshiftError } from '../engine';
import { notSupportedLocally, redshiftError } from '../errors';

interface ErrorContext {
  queryId: number;
  processId: number;
  /** The oid of what the statement or its transaction writes, for conflict messages. */
  table: number | undefined;
}

/** Redshift lists all transactions of the cycle; the laptop knows the statement's own alone. */
const conflict = ({ table, queryId, processId }: ErrorContext): RedshiftError =>
  redshiftError(
    `1023\n  Detail: Serializable isolation violation on table - ${table ?? 0}, transactions forming the cycle are: ${queryId} (pid:${processId})`,
    '40001',
  );

/** DuckDB's messages on the left, Redshift's on the right. */
const PATTERNS: [pattern: RegExp, make: (match: RegExpExecArray, context: ErrorContext) => RedshiftError][] = [
  [/Interrupted/, (_, c) => redshiftError(`Query (${c.queryId}) cancelled on user's request`, '57014')],
  [
    /Current transaction is aborted/,
    () => redshiftError('current transaction is aborted, commands ignored until end of transaction block', '25P02'),
  ],
  [/another transaction has altered|altered by a different transaction|has been dropped/, (_, c) => conflict(c)],
  [
    /Conflict on|[Ww]rite-write conflict|Transaction conflict|TransactionContext Error.*[Cc]onflict/,
    (_, c) => conflict(c),
  ],
  [
    /NOT NULL constraint failed: [^.\s]+\.(\S+)/,
    (m) => redshiftError(`Cannot insert a NULL value into column ${m[1]}`, '23502'),
  ],
  [
    /Invalid Input Error: ((?:value too long|invalid input syntax|JSON parsing|division by zero)[\s\S]*)/,
    (m) => redshiftError((m[1] as string).trim()),
  ],
  [/Invalid Input Error: NotSupportedLocally: (.*)/, (m) => notSupportedLocally(m[1] as string)],
  [
    /Could not convert string '(.*)' to (INT\d+|DECIMAL|DOUBLE|FLOAT|BOOL)/,
    (m) => redshiftError(`invalid input syntax for ${syntaxName(m[2] as string)}: "${m[1]}"`, '22P02'),
  ],
  [
    /(?:date|timestamp|time) field value out of range: "(.*?)"/,
    (m) => redshiftError(`date/time field value out of range: "${m[1]}"`, '22008'),
  ],
  [
    /invalid (date|timestamp|time) field format: "(.*?)"/,
    (m) => redshiftError(`invalid input syntax for type ${m[1]}: "${m[2]}"`, '22007'),
  ],
  [
    /to type DECIMAL\((\d+),(\d+)\) failed|[Cc]ould not cast value .* to DECIMAL/,
    () => redshiftError('Numeric data overflow (result precision)', '22003'),
  ],
  [/out of range for the destination type INT16/, () => redshiftError('smallint out of range', '22003')],
  [
    /out of range for the destination type INT32|Overflow in \w+ of INT32/,
    () => redshiftError('integer out of range', '22003'),
  ],
  [
    /out of range for the destination type INT64|Overflow in \w+ of INT64/,
    () => redshiftError('bigint out of range', '22003'),
  ],
  [/Overflow in \w+ of DECIMAL/, () => redshiftError('Numeric data overflow (result precision)', '22003')],
  [
    /column "(.*?)" must appear in the GROUP BY clause/,
    (m) =>
      redshiftError(`column "${m[1]}" must appear in the GROUP BY clause or be used in an aggregate function`, '42803'),
  ],
  [
    /More than one row returned by a subquery/,
    () => redshiftError('more than one row returned by a subquery used as an expression', '21000'),
  ],
];

const syntaxName = (duck: string): string => {
  if (duck.startsWith('INT')) return 'integer';
  return { DECIMAL: 'type numeric', BOOL: 'type boolean' }[duck] ?? 'type double precision';
};

/** An error of DuckDB in Redshift's words; one without a known counterpart keeps DuckDB's text after `ERROR: `. */
export function toRedshiftError(error: unknown, context: ErrorContext): RedshiftError {
  if (error instanceof RedshiftError) return error;
  const message = error instanceof Error ? error.message : String(error);
  for (const [pattern, make] of PATTERNS) {
    const match = pattern.exec(message);
    if (match) return make(match, context);
  }
  return redshiftError(message.replace(/\n\nLINE [\s\S]*$/, '').trim(), 'XX000');
}
