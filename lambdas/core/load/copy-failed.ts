import { StatementFailed } from '../errors';
import type { LoadError } from './load-errors';

/** How a COPY ended, and what sys_load_error_detail has of it. */
export interface CopyOutcome {
  /** It may have, and yet have errors: of rows that MAXERROR lets pass. */
  loaded: boolean;
  /** Redshift's, of the statement that failed; empty where it loaded. */
  message: string;
  errors: readonly LoadError[];
}

/** Errors that a message has room for. */
const SHOWN = 5;

/**
 * The failure of a COPY of which nothing is set aside, such as that of an extract's files: names file, line and column
 * where Redshift tells them.
 *
 * @param place `schema.table`
 * @param why what is to be said besides
 */
export const copyFailed = (
  place: string,
  { message, errors }: Pick<CopyOutcome, 'message' | 'errors'>,
  why = 'COPY cannot load its files',
): StatementFailed => {
  const shown = errors.slice(0, SHOWN).map(errorText);
  const more = errors.length > SHOWN ? [`and ${errors.length - SHOWN} more`] : [];
  return new StatementFailed(
    `${place}: ${why}: ${[message, ...shown, ...more].filter((part) => part !== '').join('; ')}`,
  );
};

const errorText = ({ file, line, column, code, message }: LoadError): string =>
  [
    file,
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(column === undefined ? [] : [`column ${JSON.stringify(column)}`]),
    code === undefined ? message : `${message} (code ${code})`,
  ].join(', ');

/**
 * What a COPY fails for that no row or file has caused: access, objects that are gone, the statement itself, the cluster.
 * The words of S3 and of Redshift: https://docs.aws.amazon.com/redshift/latest/dg/s3serviceexception-error.html
 */
const NOT_OF_THE_DATA: readonly RegExp[] = [
  /access ?denied|forbidden|not authorized|unauthorized|permission denied|privilege/i,
  /invalidaccesskeyid|signaturedoesnotmatch|expiredtoken|invalid credential|\bkms\b|assume ?role/i,
  /nosuchkey|nosuchbucket|permanentredirect|status (301|400|401|403|404)\b/i,
  /does not exist|mandatory url|manifest/i,
  /disk full|out of memory|insufficient|syntax error/i,
  /not ?supported|unsupported/i,
];

/** Whether a COPY failed for something that other files would meet as well. */
export const isNotOfTheData = ({ message, errors }: Pick<CopyOutcome, 'message' | 'errors'>): boolean => {
  // The table may be called anything.
  const texts = [
    message.replace(/Load into table '.*?' failed/gi, ''),
    ...errors.filter(isOfFile).map((e) => e.message),
  ];
  return texts.some((text) => NOT_OF_THE_DATA.some((pattern) => pattern.test(text)));
};

const isOfFile = ({ line }: LoadError): boolean => line === undefined;
