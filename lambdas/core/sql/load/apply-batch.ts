import { ConfigInvalid, StatementTooLong } from '../../errors';
import { MAX_BATCH_STATEMENTS, MAX_SQL_BYTES } from '../../statement/statement';
import { appendStatements } from './append';
import type { ApplyRequest, LoadStatement } from './apply-request';
import { countOf, countsStatement } from './counts';
import { keyOfGone } from './gone';
import { LoadKey } from './load-key';
import { mergeStatements } from './merge';
import type { ModeStatements } from './mode';
import { checkColumnNames } from './plan';
import { quarantineRows } from './quarantine';
import { replaceStatements } from './replace';
import { scd2Statements } from './scd2';
import { refusedRows, stageStatements } from './stage';
import { meta, temp } from './tables';
import { closeBatch, openBatch } from './verify';

/**
 * One batch for one target, as one transaction. It applies at most once, whenever and however often it is sent: the fence
 * keeps two from applying at the same time, the ledger knows what was applied, positions order the changes of a key over
 * all batches.
 *
 * The last statement's result is what core/load/batch-counts.ts reads.
 *
 * @throws PrimaryKeyMissing, PrimaryKeyInvalid (see LoadKey), NameCollision
 * @throws ConfigInvalid for a writeMode that its deletes do not go with
 * @throws StatementTooLong for more SQL than the Data API takes
 */
export const applyBatch = (request: ApplyRequest): LoadStatement[] => {
  const { deletes } = request;
  checkColumnNames(
    request.columns.map(({ name }) => name),
    { ...request, ...(deletes.mode === 'soft' && { softDelete: deletes.column }) },
  );
  const { statements, counts } = modeStatements(request);
  const staged = stageStatements(request);
  const refuses = staged.some(({ sql: { text } }) => text.startsWith(`CREATE TEMP TABLE ${temp.refused.text}`));
  const extra = [
    ...(refuses ? [countOf('refused', temp.refused)] : []),
    ...(keyOfGone(request) ? [countOf('gone', temp.gone)] : []),
  ];
  const all: LoadStatement[] = [
    ...openBatch(request),
    ...staged,
    ...(refuses ? quarantineRows(request, refusedRows(request), 'type') : []),
    ...statements,
    closeBatch(request),
    countsStatement([...counts, ...extra]),
  ];
  checkSize(request, all);
  return all;
};

const modeStatements = (request: ApplyRequest): ModeStatements => {
  const { writeMode, deletes } = request;
  const place = `${request.target.schema}.${request.target.table}`;
  if (request.partial && writeMode === 'scd2') {
    throw refused(place, 'scd2 keeps whole rows, and each of these tells a part of one: set writeMode to merge');
  }
  switch (writeMode) {
    case 'append':
      if (deletes.mode === 'apply') throw refused(place, 'append has no rows to delete: set deletes to soft or ignore');
      return appendStatements(request);
    case 'merge':
      return mergeStatements(request, LoadKey.of(request));
    case 'replace':
      if (deletes.mode === 'soft')
        throw refused(place, 'replace keeps no deleted rows: set deletes to apply or ignore');
      return replaceStatements(request);
    case 'scd2':
      if (deletes.mode === 'soft')
        throw refused(place, 'scd2 ends a version by valid_to: set deletes to apply or ignore');
      return scd2Statements(request, LoadKey.of(request));
  }
};

const refused = (place: string, why: string): ConfigInvalid => new ConfigInvalid(`${place}: writeMode ${why}`);

/** https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_usage.html, less what a staged row has besides. */
const MAX_COLUMNS = 1_600 - Object.keys(meta).length;

const checkSize = ({ target, columns }: ApplyRequest, statements: readonly LoadStatement[]): void => {
  const place = `${target.schema}.${target.table}`;
  if (columns.length > MAX_COLUMNS) {
    throw new ConfigInvalid(`${place}: ${columns.length} columns, and a load takes ${MAX_COLUMNS}: exclude columns`);
  }
  if (statements.length > MAX_BATCH_STATEMENTS) {
    throw new StatementTooLong(`${place}: ${statements.length} statements, and a batch holds ${MAX_BATCH_STATEMENTS}`);
  }
  const longest = Math.max(...statements.map(({ sql: { text } }) => Buffer.byteLength(text)));
  if (longest > MAX_SQL_BYTES) {
    throw new StatementTooLong(
      `${place}: a statement is ${longest} bytes long and the Redshift Data API takes ${MAX_SQL_BYTES}: exclude columns`,
    );
  }
};
