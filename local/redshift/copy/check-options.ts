import { notSupportedLocally, redshiftError } from '../errors';
import type { CopyCommand, CopyFormat } from '../sql/copy-command';
import { checkTimeFormats } from './time-value';

/** What the developer guide allows for columnar files, and COMPUPDATE, which loads in the wild carry. */
const COLUMNAR = new Set([
  'ACCEPTINVCHARS',
  'COMPUPDATE',
  'EXPLICIT_IDS',
  'FILLRECORD',
  'MANIFEST',
  'SERIALIZETOJSON',
  'STATUPDATE',
]);

/** Refuses options that exclude one another, in Redshift's words where they are known. */
export function checkOptions(copy: CopyCommand): void {
  if (!copy.authorization) {
    throw redshiftError('COPY requires authorization: IAM_ROLE or CREDENTIALS must be specified', '42601');
  }
  if (copy.format === 'parquet' || copy.format === 'orc') {
    const other = [...copy.given].find((option) => !COLUMNAR.has(option));
    if (other !== undefined) {
      throw redshiftError(`${other} argument is not supported for ${copy.format.toUpperCase()} based COPY`, '0A000');
    }
  }
  const unread = UNSUPPORTED.find((option) => copy.given.has(option));
  if (unread !== undefined) throw notSupportedLocally(`COPY ... ${unread}`);
  if (!['parquet', 'json', 'csv', 'text'].includes(copy.format)) {
    throw notSupportedLocally(`COPY of format ${copy.format.toUpperCase()}`);
  }
  checkFormat(copy);
  checkTimeFormats(copy);
  const { invalidCharacter, maxError } = copy;
  if (invalidCharacter !== undefined && !isAscii(invalidCharacter)) {
    throw redshiftError('ACCEPTINVCHARS replacement character must be a single ASCII character', '42601');
  }
  if (maxError > MAX_ERRORS) throw redshiftError(`MAXERROR must be between 0 and ${MAX_ERRORS}`, '22023');
  if (copy.given.has('MAXERROR') && copy.given.has('IGNOREALLERRORS')) {
    throw redshiftError('MAXERROR and IGNOREALLERRORS are mutually exclusive', '42601');
  }
}

const MAX_ERRORS = 100_000;

const UNSUPPORTED = ['ENCRYPTED', 'MASTER_SYMMETRIC_KEY', 'SSH', 'ZSTD', 'BZIP2', 'LZOP', 'READRATIO'];

/** What does not go with a format (developer guide, COPY from JSON format and data format parameters). */
const EXCLUDED: Partial<Record<CopyFormat, readonly string[]>> = {
  json: ['DELIMITER', 'QUOTE', 'ESCAPE', 'FILLRECORD', 'IGNOREBLANKLINES', 'IGNOREHEADER', 'NULL AS', 'REMOVEQUOTES'],
  csv: ['ESCAPE', 'REMOVEQUOTES'],
  text: ['QUOTE'],
};

function checkFormat(copy: CopyCommand): void {
  const excluded = EXCLUDED[copy.format]?.find((option) => copy.given.has(option));
  if (excluded !== undefined) {
    throw redshiftError(`${excluded} is not supported for COPY from ${copy.format.toUpperCase()}`, '0A000');
  }
  if (copy.format !== 'parquet' && copy.given.has('SERIALIZETOJSON')) {
    throw redshiftError('SERIALIZETOJSON is only supported for COPY from PARQUET and ORC', '0A000');
  }
  for (const [name, value] of [
    ['DELIMITER', copy.delimiter],
    ['QUOTE', copy.quote],
  ] as const) {
    if (value !== undefined && !isAscii(value)) {
      throw redshiftError(`COPY ${name.toLowerCase()} must be a single ASCII character`, '22023');
    }
  }
  if (copy.encoding !== undefined && copy.encoding !== 'utf8') {
    throw notSupportedLocally(`COPY ... ENCODING ${copy.encoding.toUpperCase()}`);
  }
}

const isAscii = (text: string): boolean => text.length === 1 && text > '\0' && text <= '\x7f';
