import type { RedshiftError } from '../engine';
import { redshiftError } from '../errors';

const RULE = '-----------------------------------------------';

/** An error of the load as the Data API prints it: the text, then Redshift's block of details. */
export function detailedError(
  text: string,
  detail: { code: number; context: string; queryId: number; location: string; process: string },
): RedshiftError {
  const lines = [
    RULE,
    `error:  ${text}`,
    `code:      ${detail.code}`,
    `context:   ${detail.context}`,
    `query:     ${detail.queryId}`,
    `location:  ${detail.location}`,
    `process:   ${detail.process}`,
    RULE,
  ];
  return redshiftError(`${text}\n  Detail: \n${lines.map((line) => `  ${line}\n`).join('')}`, 'XX000');
}

/** What a scan of a columnar file fails with; the file's address is that of S3. */
export const spectrumError = (context: string, queryId: number, code = 15007): RedshiftError =>
  detailedError('Spectrum Scan Error', {
    code,
    context,
    queryId,
    location: 'dory_util.cpp:1509',
    process: 'worker_thread [pid=8635]',
  });

/** A fault of the manifest or of the listing, found before any file is read. */
export const sourceError = (text: string, context: string, queryId: number, code = 8001): RedshiftError =>
  detailedError(text, {
    code,
    context,
    queryId,
    location: code === 8001 ? 's3_utility.cpp:328' : 'spectrum_manifest.cpp:204',
    process: 'padbmaster [pid=17049]',
  });

/** `https://s3.<region>.amazonaws.com/<bucket>/<key>`, as Redshift's scans name a file. */
export const httpUrl = (file: { bucket: string; key: string }): string =>
  `https://s3.eu-west-1.amazonaws.com/${file.bucket}/${file.key}`;
