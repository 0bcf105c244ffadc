import { identifier } from '../identifier';
import { type Sql, sql } from '../sql';
import type { ApplyRequest, ChangeFiles, LoadStatement } from './apply-request';
import { copyJson } from './copy';
import type { LoadColumn } from './plan';
import { quarantinedColumns } from './quarantine';
import { shareOut } from './share-out';
import { mayLack } from './shared-value';
import { extractStage } from './stage-extract';
import { createTable, filesColumns, META_TYPES, metaNames } from './stage-table';
import { temp } from './tables';
import { guard, verify } from './verify';

/**
 * Fills `shuttle_stage`: the target's columns with the target's types, and what orders the changes. A batch that the
 * ledger knows stages nothing.
 *
 * Files of changes are copied straight into it, unless values of a column are to be shared out; Parquet always goes
 * through a table that has the files' own columns.
 */
export const stageStatements = (request: ApplyRequest): LoadStatement[] => {
  const { source } = request;
  if (source.format === 'parquet') return extractStage(request, source);
  const { into, statements } = copyChanges(request, source);
  const staged = [...statements, ...verify(request, [{ table: into, rows: source.rows }]), guard(request, into)];
  if (into === temp.stage) return staged;
  const value = ({ from }: LoadColumn) => identifier(from);
  return [
    ...staged,
    { role: 'stage', sql: createTable(temp.stage, request.columns, META_TYPES, request.distKey) },
    ...shareOut(request, value, (name) => name),
  ];
};

/**
 * Makes the table that files of changes are copied into, and copies them.
 *
 * @param maxErrors rows that may fail, from 1, each on record; without it the first one fails the COPY
 */
export const copyChanges = (
  request: ApplyRequest,
  source: ChangeFiles,
  maxErrors?: number,
): { into: Sql; statements: LoadStatement[] } => {
  const direct = request.columns.every(
    (column) => (column.take === 'all' || column.take === 'none') && !mayLack(request, column),
  );
  const into = direct ? temp.stage : temp.files;
  const columns = direct ? request.columns.map(({ name, type }) => ({ name, type })) : filesColumns(request.columns);
  const empty = new Set(request.columns.filter(({ take }) => take === 'none').map(({ name }) => name));
  const copied = columns.filter(({ name }) => !direct || !empty.has(name));
  const names = [...copied.map(({ name }) => identifier(name)), ...metaNames];
  const { iamRole, distKey } = request;
  const copy = { manifest: source.manifest, iamRole, ...(maxErrors !== undefined && { maxErrors }) };
  return {
    into,
    statements: [
      { role: 'stage', sql: createTable(into, columns, META_TYPES, direct ? distKey : undefined) },
      ...(source.rows === 0 ? [] : [{ role: 'copy' as const, sql: copyJson(into, names, copy) }]),
    ],
  };
};

/** The rows that stayed behind, as text files take them. Those of Parquet have plain types already. */
export const refusedRows = (request: ApplyRequest): Sql => {
  const columns = request.source.format === 'json' ? quarantinedColumns(filesColumns(request.columns)) : sql`*`;
  return sql`SELECT ${columns} FROM ${temp.refused}`;
};
