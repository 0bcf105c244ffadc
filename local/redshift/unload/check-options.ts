import { notSupportedLocally, redshiftError } from '../errors';
import type { UnloadCommand } from '../sql/unload-command';

const MB = 2 ** 20;
const MIN_FILE_BYTES = 5 * MB;
const MAX_FILE_BYTES = 6.2 * 2 ** 30;

/** Refuses options that exclude one another, in Redshift's words where they are known. */
export function checkOptions(u: UnloadCommand): void {
  const fail = (text: string): never => {
    throw redshiftError(text, '42601');
  };
  if (!u.authorization) fail('UNLOAD requires authorization: IAM_ROLE or CREDENTIALS must be specified');
  if (u.allowOverwrite && u.cleanPath) fail('ALLOWOVERWRITE and CLEANPATH options are mutually exclusive');
  if (u.kmsKeyId !== undefined && !u.encrypted) fail('KMS_KEY_ID requires the ENCRYPTED option');
  if (u.kmsKeyId !== undefined && u.encryptedAuto) fail('KMS_KEY_ID cannot be used with ENCRYPTED AUTO');
  if (u.format === 'parquet') {
    const given = textOptions(u);
    if (given.length > 0) fail(`${given[0]} is not supported for UNLOAD to PARQUET`);
  }
  if (u.format === 'json') {
    const given = textOptions(u).filter((name) => !['GZIP', 'BZIP2', 'ZSTD'].includes(name));
    if (given.length > 0) fail(`${given[0]} is not supported for UNLOAD to JSON`);
  }
  if (u.format === 'csv') {
    if (u.escape) fail('ESCAPE is not supported for UNLOAD to CSV');
    if (u.addQuotes) fail('ADDQUOTES is not supported for UNLOAD to CSV');
    if (u.fixedWidth !== undefined) fail('FIXEDWIDTH is not supported for UNLOAD to CSV');
  }
  if (u.delimiter !== undefined && [...u.delimiter].length !== 1) fail('delimiter must be a single ASCII character');
  if (
    u.maxFileSizeBytes !== undefined &&
    (u.maxFileSizeBytes < MIN_FILE_BYTES || u.maxFileSizeBytes > MAX_FILE_BYTES)
  ) {
    fail('MAXFILESIZE must be between 5MB and 6.2GB');
  }
  if (u.rowGroupSizeMb !== undefined) {
    if (u.format !== 'parquet') fail('ROWGROUPSIZE is only supported for UNLOAD to PARQUET');
    if (!Number.isInteger(u.rowGroupSizeMb) || u.rowGroupSizeMb < 32 || u.rowGroupSizeMb > 128) {
      fail('ROWGROUPSIZE must be an integer between 32 and 128 MB');
    }
  }
  if (u.fixedWidth !== undefined) throw notSupportedLocally('UNLOAD ... FIXEDWIDTH');
  if (u.compression === 'bzip2') throw notSupportedLocally('UNLOAD ... BZIP2; use GZIP or ZSTD');
}

function textOptions(u: UnloadCommand): string[] {
  const given: [string, boolean][] = [
    ['DELIMITER', u.delimiter !== undefined],
    ['FIXEDWIDTH', u.fixedWidth !== undefined],
    ['ADDQUOTES', u.addQuotes],
    ['ESCAPE', u.escape],
    ['NULL AS', u.nullAs !== undefined],
    ['HEADER', u.header],
    ['GZIP', u.compression === 'gzip'],
    ['BZIP2', u.compression === 'bzip2'],
    ['ZSTD', u.compression === 'zstd'],
  ];
  return given.filter(([, on]) => on).map(([name]) => name);
}
